// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <tern/base/result.hpp>
#include <tern/codec/proto.hpp>
#include <tern/descriptor/descriptor.hpp>
#include <tern/schema/compatibility.hpp>
#include <tern/schema/contract_types.hpp>
#include <tern/schema/descriptor.hpp>
#include <tern/schema/proto_links.hpp>
#include <tern/schema/proto_parser.hpp>
#include <tern/schema/well_known_files.hpp>

namespace tern::schema {
namespace detail {

inline std::optional<std::string> read_file(const std::filesystem::path& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return std::nullopt;  // reading it would throw
  std::ifstream file{path, std::ios::binary};
  if (!file) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>{file}, {}};
}

/// Reads a file and what it imports, each file once.
class schema_loader {
 public:
  result<protobuf::FileDescriptorSet> load(const std::filesystem::path& path) {
    const std::optional<std::string> text = read_file(path);
    if (!text) return status{code::not_found, path.string() + ": cannot be read"};
    if (path.extension() != ".proto") {
      result<protobuf::FileDescriptorSet> set =
          codec::decode<protobuf::FileDescriptorSet>(as_bytes(*text));
      if (set) return set;
      return status{code::invalid_argument,
                    path.string() + ": is neither a .proto file nor a FileDescriptorSet: " +
                        set.status().message()};
    }
    folder_ = std::filesystem::absolute(path).parent_path();
    if (status wrong = add(path.string(), *text); !wrong.ok()) return wrong;
    if (status wrong = link_files(set_.file); !wrong.ok()) {
      return status{wrong.code(), path.string() + ": " + wrong.message()};
    }
    return std::move(set_);
  }

 private:
  status add(const std::string& name, std::string_view text) {
    result<protobuf::FileDescriptorProto> file = parse_proto(name, text);
    if (!file) return file.status();
    const std::vector<std::string> imports = file->dependency;
    set_.file.push_back(*std::move(file));
    for (const std::string& import : imports) {
      if (!seen_.insert(import).second) continue;
      if (const well_known_file* const known = well_known_file_called(import)) {
        if (status wrong = add(*known); !wrong.ok()) return wrong;
      } else if (const auto found = find(import)) {
        if (status wrong = add(import, *found); !wrong.ok()) return wrong;
      }
    }
    return {};
  }

  status add(const well_known_file& known) {
    contract_types types;
    for (const message_info* const message : known.messages) types.add(*message);
    result<protobuf::FileDescriptorSet> set = describe(types);
    if (!set) return set.status();
    for (protobuf::FileDescriptorProto& file : set->file) {
      if (file.name == known.name || seen_.insert(*file.name).second) {
        set_.file.push_back(std::move(file));
      }
    }
    return {};
  }

  // Names of imports begin at some folder around the first file. What is not found is missed only
  // if a type of it is: files that have nothing but options are imported, too.
  [[nodiscard]] std::optional<std::string> find(const std::string& import) const {
    for (std::filesystem::path folder = folder_;; folder = folder.parent_path()) {
      if (std::filesystem::is_regular_file(folder / import)) return read_file(folder / import);
      if (!folder.has_relative_path()) return std::nullopt;
    }
  }

  std::filesystem::path folder_;
  std::set<std::string> seen_;
  protobuf::FileDescriptorSet set_;
};

}  // namespace detail

/// Reads a schema that somebody has kept: a `.proto` file, or any other as an encoded
/// FileDescriptorSet, as `protoc --include_imports -o` and `buf build` write it.
///
/// What a `.proto` file imports is looked for in its folder and in those around it; the files of
/// `google.protobuf` are tern's own.
///
/// @error NOT_FOUND, INVALID_ARGUMENT with the file, and the line and column, of the mistake
[[nodiscard]] inline result<protobuf::FileDescriptorSet> read_schema(
    const std::filesystem::path& path) {
  return detail::schema_loader{}.load(path);
}

namespace detail {

inline std::string check(const contract_types& types, const std::filesystem::path& path,
                         compatibility level) {
  const result<protobuf::FileDescriptorSet> before = read_schema(path);
  if (!before) return before.status().message() + "\n";
  const result<protobuf::FileDescriptorSet> after = describe(types);
  if (!after) return after.status().message() + "\n";
  std::string lines;
  for (const breaking_change& change : find_breaking_changes(*before, *after, level)) {
    lines.append(to_string(change)) += '\n';
  }
  return lines;
}

}  // namespace detail

/// What a contract breaks of a schema that somebody has kept, a line for each change; empty if it
/// breaks nothing. A file that cannot be read is a line, too. For any framework for tests:
///
///     CHECK(tern::check_compatible<hello::v1::Greeter>("proto/hello/v1/hello.proto") == "");
///
///     hello.v1.HelloRequest.count: FIELD_SAME_NAME: was "count", is "times"
///
/// `T` must be all the services of the file, and the messages that no service uses.
template <class... T>
[[nodiscard]] std::string check_compatible(const std::filesystem::path& path,
                                           compatibility level = compatibility::wire_json) {
  return detail::check(types_of<T...>(), path, level);
}

}  // namespace tern::schema
