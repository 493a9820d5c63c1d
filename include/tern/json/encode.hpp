// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <tern/base/buffer.hpp>
#include <tern/base/result.hpp>
#include <tern/json/write_message.hpp>
#include <tern/json/write_value.hpp>
#include <tern/json/write_well_known.hpp>
#include <tern/schema/make_message.hpp>

namespace tern::json {

/// Adds the JSON of the message of that type at `message` to `text`: see the template below.
[[nodiscard]] inline result<void> encode_to(const schema::message_info& type, const void* message,
                                            std::string& text, const encode_options& options) {
  string_output out{text};
  value_writer writer{out, options};
  if (writer.write_message(type, message)) return out.finish(), result<void>{};
  out.discard();
  return writer.status();
}
[[nodiscard]] inline result<void> encode_to(const schema::message_info& type, const void* message,
                                            buffer& text, const encode_options& options) {
  buffer_output out{text};
  value_writer writer{out, options};
  if (writer.write_message(type, message)) return out.finish(), result<void>{};
  return writer.status();
}

/// Adds the JSON of a message to a std::string or a tern::buffer. After a failure it is as it was.
///
/// Members come in the order of the macro, entries of maps in the order of the map; fields that are
/// absent, or have no presence and are zero or empty, are left out.
///
/// @error internal when the message holds what JSON cannot say, with the member: text that is not
/// UTF-8, times beyond the years 1 to 9999, an Any of a type that is not in `options.types`, a
/// google.protobuf.Value of NaN, paths of a FieldMask that would come back changed
/// @source Protocol Buffers, "ProtoJSON Format"
template <reflect::message M, class Text>
result<void> encode_to(const M& message, Text& text, const encode_options& options = {}) {
  return encode_to(schema::message_info_of<M>(), &message, text, options);
}

/// The JSON of a message.
/// @error as encode_to() says.
template <reflect::message M>
[[nodiscard]] result<std::string> encode(const M& message, const encode_options& options = {}) {
  result<std::string> text{std::in_place};
  if (auto outcome = encode_to(message, *text, options); !outcome) {
    return std::move(outcome).status();
  }
  return text;
}

}  // namespace tern::json
