// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

namespace tern::schema {

/// The wire name in lowerCamelCase: underscores go, what follows one is made upper case. Writes to
/// `out`, which has room for `name.size()` characters, unless it is null. @returns how many.
///
///     foo_bar -> fooBar   _foo -> Foo   foo_3 -> foo3   FooBar -> FooBar
///
/// @source Protocol Buffers, google/protobuf/descriptor.proto, FieldDescriptorProto.json_name
constexpr std::size_t write_json_name(std::string_view name, char* out) {
  std::size_t size = 0;
  bool upper = false;
  for (const char c : name) {
    if (c == '_') {
      upper = true;
      continue;
    }
    if (out != nullptr) {
      out[size] = upper && 'a' <= c && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    ++size;
    upper = false;
  }
  return size;
}

}  // namespace tern::schema
