// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include <tern/base/ascii.hpp>

/// The names of Protobuf: of types, packages and files.
namespace tern::schema {

/// `hello.v1` of `hello.v1.Greeter`; empty if there is none.
[[nodiscard]] inline std::string_view scope_of(std::string_view full_name) {
  const std::size_t dot = full_name.rfind('.');
  return dot == std::string_view::npos ? std::string_view{} : full_name.substr(0, dot);
}

/// `Greeter` of `hello.v1.Greeter`.
[[nodiscard]] inline std::string_view last_name_of(std::string_view full_name) {
  return full_name.substr(full_name.rfind('.') + 1);
}

/// `scope.name`, or only the name without a scope.
[[nodiscard]] inline std::string join_names(std::string_view scope, std::string_view name) {
  std::string joined{scope};
  if (!joined.empty()) joined += '.';
  return joined.append(name);
}

/// Whether `name` is one name of Protobuf: letters, digits and underscores, no digit in front.
[[nodiscard]] constexpr bool is_identifier(std::string_view name) {
  if (name.empty() || ('0' <= name.front() && name.front() <= '9')) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9') || c == '_';
  });
}

/// Whether `name` is names with dots between them.
[[nodiscard]] constexpr bool is_full_name(std::string_view name) {
  for (std::size_t dot; (dot = name.find('.')) != std::string_view::npos;) {
    if (!is_identifier(name.substr(0, dot))) return false;
    name.remove_prefix(dot + 1);
  }
  return is_identifier(name);
}

namespace detail {

constexpr bool is_lower(char c) {
  return 'a' <= c && c <= 'z';
}
constexpr bool is_upper(char c) {
  return 'A' <= c && c <= 'Z';
}
constexpr bool is_digit(char c) {
  return '0' <= c && c <= '9';
}
constexpr char to_upper(char c) {
  return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
}

}  // namespace detail

/// `http_rule` of `HTTPRule` and of `HttpRule`.
[[nodiscard]] inline std::string to_snake_case(std::string_view name) {
  std::string snake;
  for (std::size_t i = 0; i < name.size(); ++i) {
    using detail::is_digit, detail::is_lower, detail::is_upper;
    const bool starts_word =
        i > 0 && is_upper(name[i]) &&
        (is_lower(name[i - 1]) || is_digit(name[i - 1]) ||
         (is_upper(name[i - 1]) && i + 1 < name.size() && is_lower(name[i + 1])));
    if (starts_word) snake += '_';
    snake += is_upper(name[i]) ? static_cast<char>(name[i] - 'A' + 'a') : name[i];
  }
  return snake;
}

/// The name of the message that an entry of a map is: `LabelsEntry` of the field `labels`.
/// @source Protocol Buffers, src/google/protobuf/compiler/parser.cc, MapEntryName
[[nodiscard]] inline std::string map_entry_name(std::string_view field) {
  std::string name;
  bool upper = true;
  for (const char c : field) {
    if (c == '_') {
      upper = true;
    } else {
      name += upper ? detail::to_upper(c) : c;
      upper = false;
    }
  }
  return name + "Entry";
}

/// Whether the last part of a package is a version: `v1`, `v1beta2`, `v1test`, `v1p1alpha1`.
/// @source buf, lint rule PACKAGE_VERSION_SUFFIX
[[nodiscard]] inline bool is_version(std::string_view part) {
  const auto skip_number = [&part] {
    const std::size_t digits = std::min(part.find_first_not_of("0123456789"), part.size());
    const bool is_number = digits > 0 && part.front() != '0';
    part.remove_prefix(digits);
    return is_number;
  };
  if (!part.starts_with('v')) return false;
  part.remove_prefix(1);
  if (!skip_number()) return false;
  if (part.empty() || part.starts_with("test")) return true;
  if (part.starts_with('p')) {
    part.remove_prefix(1);
    if (!skip_number()) return false;
  }
  for (const std::string_view stage : {"alpha", "beta"}) {
    if (!part.starts_with(stage)) continue;
    part.remove_prefix(stage.size());
    return part.empty() || (skip_number() && part.empty());
  }
  return false;
}

/// The folder of a package, a slash behind it: `hello/v1/`. Empty without a package.
[[nodiscard]] inline std::string package_folder(std::string_view package) {
  std::string folder{package};
  std::replace(folder.begin(), folder.end(), '.', '/');
  if (!folder.empty()) folder += '/';
  return folder;
}

/// The file of a package: `hello/v1/hello.proto`, `etcdserverpb/etcdserverpb.proto`.
/// @source buf, lint rules PACKAGE_DIRECTORY_MATCH and FILE_LOWER_SNAKE_CASE
[[nodiscard]] inline std::string package_file(std::string_view package) {
  if (package.empty()) return "contract.proto";
  std::string_view named = package;
  if (is_version(last_name_of(named)) && !scope_of(named).empty()) named = scope_of(named);
  return package_folder(package) + to_snake_case(last_name_of(named)) + ".proto";
}

}  // namespace tern::schema
