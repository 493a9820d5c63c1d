// SPDX-License-Identifier: MIT
#pragma once

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <tern/base/result.hpp>
#include <tern/schema/committed_schema.hpp>
#include <tern/schema/proto_files.hpp>

namespace tern::schema {
namespace detail {

// A file that says it already is left alone: what is built from it is not built again.
inline bool write_file(const std::filesystem::path& path, const std::string& text) {
  if (read_file(path) == text) return true;
  std::error_code failed;
  std::filesystem::create_directories(path.parent_path(), failed);
  std::ofstream file{path, std::ios::binary | std::ios::trunc};
  file << text;
  return !file.flush().fail();
}

inline int write_all(const contract_types& types, const std::filesystem::path& folder) {
  const auto files = write_files(types);
  if (!files) {
    std::fprintf(stderr, "%s\n", files.status().message().c_str());
    return 1;
  }
  for (const named_text& file : *files) {
    if (!write_file(folder / file.name, file.text)) {
      std::fprintf(stderr, "%s: cannot be written\n", (folder / file.name).string().c_str());
      return 1;
    }
  }
  return 0;
}

inline int check_all(const contract_types& types, const std::vector<std::string_view>& words) {
  const bool wire = words.size() == 3 && words[2] == "WIRE";
  const std::string lines =
      check(types, words[1], wire ? compatibility::wire : compatibility::wire_json);
  std::fputs(lines.c_str(), stderr);
  return lines.empty() ? 0 : 1;
}

}  // namespace detail

/// What the programs do that CMake's tern_proto_files() and tern_compatibility_test() build. For
/// other ways to build, too: `int main(int count, char** words) { return
/// tern::schema::run_program<Greeter>(count, words); }`
///
///     write FOLDER          the .proto files of the contract
///     check FILE [WIRE]     what the contract breaks of a .proto file or a FileDescriptorSet
///
/// @returns 0, or 1 with the reason on the standard error
template <class... T>
int run_program(int count, char** arguments) {
  const std::vector<std::string_view> words{arguments + 1, arguments + count};
  if (words.size() == 2 && words[0] == "write")
    return detail::write_all(types_of<T...>(), words[1]);
  if ((words.size() == 2 || words.size() == 3) && words[0] == "check") {
    return detail::check_all(types_of<T...>(), words);
  }
  std::fputs("write FOLDER, or check FILE [WIRE]\n", stderr);
  return 1;
}

}  // namespace tern::schema
