// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <tern/schema/message_info.hpp>

/// What a message holds, as its schema sees it: a line for each value, `path=value`, in the order
/// of the fields; run.py writes the same with Google's implementation.
class message_dump {
 public:
  static std::string of(const tern::schema::message_info& type, const void* message) {
    message_dump dump;
    dump.add_message("", type, message);
    return dump.lines_;
  }

 private:
  using value_info = tern::schema::value_info;

  void add_message(const std::string& path, const tern::schema::message_info& type,
                   const void* message) {
    for (const auto& field : type.fields) {
      const std::string name = path + "." + std::string{field.name};
      const void* const member = field.member(message);
      if (field.cardinality == tern::schema::cardinality::map) {
        field.access->each_entry(member, [&](const void* key, const void* value) {
          add(name + "[" + text_of(*field.key, key) + "]", *field.value, value);
          return true;
        });
      } else if (field.cardinality == tern::schema::cardinality::repeated) {
        std::size_t index = 0;
        field.access->each(member, [&](const void* value) {
          add(name + "[" + std::to_string(index++) + "]", *field.value, value);
          return true;
        });
      } else if (const void* const value = field.access->find(member)) {
        add(name, *field.value, value);
      }
    }
  }

  void add(const std::string& path, const value_info& type, const void* value) {
    tern::schema::read_value(type, value, [&](const void* wire) {
      if (type.message != nullptr) {
        add_message(path, *type.message, wire);
      } else {
        lines_.append(path).append("=").append(text_of(type, wire)) += '\n';
      }
    });
  }

  template <class T>
  static T read(const void* value) {
    return *static_cast<const T*>(value);
  }

  static std::string hex(std::string_view bytes) {
    std::string text = "x";
    for (const char c : bytes) {
      constexpr std::string_view digits = "0123456789abcdef";
      text += digits[static_cast<unsigned char>(c) >> 4];
      text += digits[static_cast<unsigned char>(c) & 15];
    }
    return text;
  }

  static std::string text_of(const value_info& type, const void* value) {
    using tern::schema::kind;
    switch (type.kind) {
      case kind::double_:
        return std::to_string(std::bit_cast<std::uint64_t>(read<double>(value)));
      case kind::float_:
        return std::to_string(std::bit_cast<std::uint32_t>(read<float>(value)));
      case kind::bool_:
        return std::to_string(static_cast<int>(read<bool>(value)));
      case kind::int64:
      case kind::sint64:
      case kind::sfixed64:
        return std::to_string(read<std::int64_t>(value));
      case kind::uint64:
      case kind::fixed64:
        return std::to_string(read<std::uint64_t>(value));
      case kind::uint32:
      case kind::fixed32:
        return std::to_string(read<std::uint32_t>(value));
      case kind::string:
      case kind::bytes:
        return hex(type.text(value));
      default:
        return std::to_string(read<std::int32_t>(value));
    }
  }

  std::string lines_;
};
