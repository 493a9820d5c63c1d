// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <tern/json/writer.hpp>
#include <tern/schema/message_info.hpp>

namespace tern::json {

/// Writes values of messages by their description: the same code for all messages.
///
///     write_message -> write_fields -> write_field -> write_list, write_map -> write_value ->
///     write_message
///                   \-> write_well_known
///
/// @source Protocol Buffers, "ProtoJSON Format"
class value_writer : public writer {
 public:
  using writer::writer;

  /// Defined in write_message.hpp, like the next four.
  [[nodiscard]] bool write_message(const schema::message_info& type, const void* message);

 private:
  [[nodiscard]] bool write_fields(const schema::message_info& type, const void* message,
                                  bool& is_first);
  [[nodiscard]] bool write_field(const schema::field_info& field, const void* member,
                                 bool& is_first);
  [[nodiscard]] bool write_implicit_message(const schema::field_info& field, const void* member,
                                            bool& is_first);
  [[nodiscard]] bool write_list(const schema::field_info& field, const void* member);
  [[nodiscard]] bool write_map(const schema::field_info& field, const void* member);
  [[nodiscard]] bool write_field_name(const schema::field_info& field, bool& is_first);

  /// Writes what stands behind an adapter or a pointer. Defined in write_value.hpp, like what
  /// follows.
  [[nodiscard]] bool write_value(const schema::value_info& type, const void* value) {
    if (type.adapter == nullptr && type.find == nullptr) return write_wire_value(type, value);
    return write_behind(type, value);
  }
  [[nodiscard]] bool write_behind(const schema::value_info& type, const void* value);
  [[nodiscard]] bool write_wire_value(const schema::value_info& type, const void* value);
  void write_enum(const schema::value_info& type, std::int32_t number);
  [[nodiscard]] bool write_key(const schema::value_info& type, const void* key);
  [[nodiscard]] bool write_wire_key(const schema::value_info& type, const void* key);

  /// Writes a message whose JSON is not that of its fields. Defined in write_well_known.hpp, like
  /// what follows.
  [[nodiscard]] bool write_well_known(const schema::message_info& type, const void* message);
  [[nodiscard]] bool write_missing(const schema::message_info& type);
  [[nodiscard]] bool write_single(const schema::field_info& field, const void* message);
  [[nodiscard]] bool write_time(const schema::message_info& type, const void* message);
  [[nodiscard]] bool write_field_mask(const schema::field_info& paths, const void* message);
  [[nodiscard]] bool write_dynamic(const schema::message_info& type, const void* message);
  [[nodiscard]] bool write_any(const schema::message_info& type, const void* message);
  [[nodiscard]] bool write_any_body(std::string_view url, const schema::message_info& inner,
                                    const void* message);
};

}  // namespace tern::json
