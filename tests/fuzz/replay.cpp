// SPDX-License-Identifier: MIT

/// Runs a fuzzer without libFuzzer: every file that is named, or that is in a folder that is named,
/// is one input. Links with one fuzzer.

#include <tests/fuzz/fuzzer.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <vector>

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> find_inputs(const fs::path& from) {
  if (!fs::is_directory(from)) return {from};
  std::vector<fs::path> files;
  for (const fs::directory_entry& each : fs::directory_iterator{from}) files.push_back(each.path());
  std::sort(files.begin(), files.end());
  return files;
}

bool run(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) {
    std::fprintf(stderr, "replay: cannot read %s\n", path.string().c_str());
    return false;
  }
  const std::vector<char> bytes{std::istreambuf_iterator<char>{file}, {}};
  // On the heap and of exactly that size: a read past the end is seen by the address sanitizer.
  const auto exact = std::make_unique<std::uint8_t[]>(bytes.size());
  std::copy(bytes.begin(), bytes.end(), exact.get());
  LLVMFuzzerTestOneInput(exact.get(), bytes.size());
  return true;
}

}  // namespace

int main(int argument_count, char** arguments) {
  std::size_t count = 0;
  for (int i = 1; i < argument_count; ++i) {
    for (const fs::path& path : find_inputs(arguments[i])) {
      if (!run(path)) return 1;
      ++count;
    }
  }
  std::printf("%zu inputs\n", count);
  return count != 0 ? 0 : 1;  // a corpus that is not there is no success
}
