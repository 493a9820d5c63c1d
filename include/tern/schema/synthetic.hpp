// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <tern/descriptor/descriptor.hpp>
#include <tern/schema/json_name.hpp>

/// What descriptors have and `.proto` files do not say.
namespace tern::schema {

/// The JSON name of a field that does not say it.
[[nodiscard]] inline std::string default_json_name(std::string_view name) {
  std::string json(write_json_name(name, nullptr), '\0');
  write_json_name(name, json.data());
  return json;
}

/// Gives each `optional` field of proto3 a oneof of its own, `_title` for `title`, behind the
/// others.
/// @source Protocol Buffers, src/google/protobuf/compiler/parser.cc, GenerateSyntheticOneofs
inline void add_synthetic_oneofs(protobuf::DescriptorProto& message) {
  std::set<std::string> taken;
  for (const auto& field : message.field) taken.insert(*field.name);
  for (const auto& oneof : message.oneof_decl) taken.insert(*oneof.name);
  for (protobuf::FieldDescriptorProto& field : message.field) {
    if (!field.proto3_optional) continue;
    std::string name = field.name->starts_with('_') ? *field.name : "_" + *field.name;
    while (!taken.insert(name).second) name.insert(name.begin(), 'X');
    field.oneof_index = static_cast<std::int32_t>(message.oneof_decl.size());
    message.oneof_decl.emplace_back().name = std::move(name);
  }
}

}  // namespace tern::schema
