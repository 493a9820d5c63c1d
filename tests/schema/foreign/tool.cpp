// SPDX-License-Identifier: MIT

// What the scripts beside this file ask tern:
//
//     tool export FOLDER                         the contracts: FOLDER/**.proto, FOLDER.binpb
//     tool parse FOLDER FILE...                  .proto files -> FileDescriptorSet
//     tool breaking wire|wire_json BEFORE AFTER  two FileDescriptorSets -> a line for each change
//     tool print SET                             FileDescriptorSet -> its messages as text
//     tool values                                records on the standard input: see read_record()

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <examples/greeter.hpp>
#include <tern/debug_string.hpp>
#include <tern/schema.hpp>
#include <tests/schema/contracts.hpp>
#include <tests/schema/foreign/dump.hpp>

namespace {

using tern::protobuf::FileDescriptorSet;

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

FileDescriptorSet read_set(const std::string& path) {
  const std::string bytes = read_file(path);
  return tern::codec::decode<FileDescriptorSet>(tern::as_bytes(bytes)).value();
}

std::string encode(const auto& message) {
  return std::string{tern::as_text(tern::codec::encode(message).view())};
}

int fail(const tern::status& why) {
  std::cerr << why.message() << "\n";
  return 2;
}

template <class... T>
int export_types(const std::filesystem::path& folder) {
  const auto files = tern::proto_files<T...>();
  if (!files) return fail(files.status());
  for (const tern::schema::named_text& file : *files) {
    create_directories((folder / file.name).parent_path());
    std::ofstream{folder / file.name, std::ios::binary} << file.text;
  }
  std::ofstream{folder.string() + ".binpb", std::ios::binary}
      << encode(tern::descriptor<T...>().value());
  return 0;
}

int parse(const std::string& folder, const std::vector<std::string>& names) {
  FileDescriptorSet set;
  for (const std::string& name : names) {
    auto file = tern::schema::parse_proto(name, read_file(folder + "/" + name));
    if (!file) return fail(file.status());
    set.file.push_back(*std::move(file));
  }
  if (const tern::status wrong = tern::schema::link_files(set.file); !wrong.ok()) {
    return fail(wrong);
  }
  std::cout << encode(set);
  return 0;
}

int breaking(const std::string& level, const std::string& before, const std::string& after) {
  using tern::schema::compatibility;
  for (const auto& change : tern::schema::find_breaking_changes(
           read_set(before), read_set(after),
           level == "wire" ? compatibility::wire : compatibility::wire_json)) {
    std::cout << to_string(change) << "\n";
  }
  return 0;
}

int print(const std::string& path) {
  FileDescriptorSet set = read_set(path);
  for (auto& file : set.file) {
    file.source_code_info.reset();
    std::cout << "=== " << *file.name << "\n" << tern::debug_string(file) << "\n";
  }
  return 0;
}

// One answer: what tern sees in the bytes, and what it encodes the message to.
template <class M>
std::pair<std::string, std::string> look_at(std::string_view bytes) {
  const auto message = tern::codec::decode<M>(tern::as_bytes(bytes));
  if (!message) return {"error: " + message.status().message(), ""};
  return {message_dump::of(tern::schema::message_info_of<M>(), &*message), encode(*message)};
}

// A name and bytes, each behind its size in four bytes, the lowest first on this machine.
bool read_record(std::string& text) {
  std::uint32_t size = 0;
  if (std::fread(&size, sizeof size, 1, stdin) != 1) return false;
  text.resize(size);
  return std::fread(text.data(), 1, size, stdin) == size;
}

void write_record(std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  std::fwrite(&size, sizeof size, 1, stdout);
  std::fwrite(text.data(), 1, size, stdout);
}

template <class... M>
int values() {
  using look = std::pair<std::string, std::string> (*)(std::string_view);
  const std::map<std::string_view, look> types = {
      {tern::schema::message_info_of<M>().full_name, &look_at<M>}...};
  std::string name;
  std::string bytes;
  while (read_record(name) && read_record(bytes)) {
    const auto [seen, encoded] = types.at(name)(bytes);
    write_record(seen);
    write_record(encoded);
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  namespace row = every::row::v1;
  using mixed::v2beta1::Whole;
  const std::vector<std::string> words{arguments + 1, arguments + count};
  const std::string command = words.empty() ? "" : words[0];
  if (command == "export" && words.size() == 2) {
    return export_types<row::Everything, legacy::Parcel, Whole, circle::one::Animal, Alone,
                        hello::v1::Greeter>(words[1]);
  }
  if (command == "parse" && words.size() > 2) {
    return parse(words[1], {words.begin() + 2, words.end()});
  }
  if (command == "breaking" && words.size() == 4) return breaking(words[1], words[2], words[3]);
  if (command == "print" && words.size() == 2) return print(words[1]);
  if (command == "values") {
    return values<row::Scalars, row::Borrowed, row::Presence, row::Lists, row::Maps, row::Choice,
                  row::Times, row::Known, row::Outer, row::Options, legacy::Parcel, Whole,
                  circle::one::Animal, Alone, hello::v1::HelloRequest>();
  }
  std::cerr << "see the beginning of tool.cpp\n";
  return 2;
}
