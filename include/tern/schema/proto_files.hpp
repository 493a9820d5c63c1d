// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/base/result.hpp>
#include <tern/schema/descriptor.hpp>
#include <tern/schema/proto_text.hpp>
#include <tern/schema/symbol_table.hpp>
#include <tern/schema/well_known_files.hpp>

namespace tern::schema {

/// A `.proto` file, its name relative to where imports begin.
struct named_text {
  std::string name;
  std::string text;

  friend bool operator==(const named_text&, const named_text&) = default;
};

/// The first line of the files that proto_files() makes of a contract, and of those that are
/// everybody's.
inline constexpr std::string_view proto_file_comment =
    "Written by tern from a contract in C++, which is the source: change that.";
inline constexpr std::string_view well_known_file_comment =
    "Written by tern: the file of https://github.com/googleapis/googleapis, without comments.";

namespace detail {

inline std::vector<named_text> write_files(const protobuf::FileDescriptorSet& set) {
  const symbol_table symbols{set.file};
  std::vector<named_text> files;
  for (const protobuf::FileDescriptorProto& file : set.file) {
    const bool well_known = well_known_file_called(*file.name) != nullptr;
    if (well_known && file.package != "google.api") continue;
    const auto comment = well_known ? well_known_file_comment : proto_file_comment;
    files.push_back({*file.name, proto_text(file, symbols, comment)});
  }
  return files;
}

inline result<std::vector<named_text>> write_files(const contract_types& types) {
  const result<protobuf::FileDescriptorSet> set = describe(types);
  if (!set) return set.status();
  return write_files(*set);
}

template <class T>
std::string_view full_name_of() {
  if constexpr (reflect::described_service<T>) {
    return reflect::service_name<T>();
  } else if constexpr (reflect::described_enum<T>) {
    return reflect::enum_name<T>();
  } else {
    return reflect::message_name<T>();
  }
}

inline result<std::string> write_file(const contract_types& types, std::string_view full_name) {
  const result<protobuf::FileDescriptorSet> set = describe(types);
  if (!set) return set.status();
  const symbol_table symbols{set->file};
  for (const protobuf::FileDescriptorProto& file : set->file) {
    symbol_table own;
    own.add(file);
    if (own.find(full_name) == symbol::none || own.find(full_name) == symbol::package) continue;
    return proto_text(file, symbols, proto_file_comment);
  }
  return status{code::internal, std::string{full_name} + ": is in none of its files"};
}

}  // namespace detail

/// The `.proto` files of services, messages and enums with all that they use, each behind those
/// that it imports. Those of `google.protobuf` are left out: every compiler has them. Those of
/// `google.api`, which contracts with HTTP rules import, are there, the same as in googleapis.
///
/// @error INVALID_ARGUMENT as descriptor()
template <class... T>
[[nodiscard]] result<std::vector<named_text>> proto_files() {
  return detail::write_files(types_of<T...>());
}

/// The text of the `.proto` file that `T` is in.
///
///     std::puts(tern::proto_file<hello::v1::Greeter>().value().c_str());
///
/// @error INVALID_ARGUMENT as descriptor()
template <class T>
[[nodiscard]] result<std::string> proto_file() {
  return detail::write_file(types_of<T>(), detail::full_name_of<T>());
}

}  // namespace tern::schema
