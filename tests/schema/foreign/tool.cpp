// SPDX-License-Identifier: MIT

// What the scripts beside this file ask tern:
//
//     tool parse FOLDER FILE...                .proto files -> FileDescriptorSet
//     tool breaking wire|wire_json BEFORE AFTER  two FileDescriptorSets -> a line for each change

#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <tern/schema.hpp>

namespace {

std::string read_file(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

int fail(const tern::status& why) {
  std::cerr << why.message() << "\n";
  return 2;
}

int parse(const std::string& folder, const std::vector<std::string>& names) {
  tern::protobuf::FileDescriptorSet set;
  for (const std::string& name : names) {
    auto file = tern::schema::parse_proto(name, read_file(folder + "/" + name));
    if (!file) return fail(file.status());
    set.file.push_back(*std::move(file));
  }
  if (const tern::status wrong = tern::schema::link_files(set.file); !wrong.ok()) {
    return fail(wrong);
  }
  std::cout << tern::as_text(tern::codec::encode(set).view());
  return 0;
}

int breaking(const std::string& level, const std::string& before, const std::string& after) {
  const auto read = [](const std::string& path) {
    const std::string bytes = read_file(path);
    return tern::codec::decode<tern::protobuf::FileDescriptorSet>(tern::as_bytes(bytes)).value();
  };
  for (const auto& change : tern::schema::find_breaking_changes(
           read(before), read(after),
           level == "wire" ? tern::schema::compatibility::wire
                           : tern::schema::compatibility::wire_json)) {
    std::cout << to_string(change) << "\n";
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<std::string> words{arguments + 1, arguments + count};
  if (words.size() > 2 && words[0] == "parse")
    return parse(words[1], {words.begin() + 2, words.end()});
  if (words.size() == 4 && words[0] == "breaking") return breaking(words[1], words[2], words[3]);
  std::cerr << "see the beginning of tool.cpp\n";
  return 2;
}
