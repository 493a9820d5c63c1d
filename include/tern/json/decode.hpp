// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <utility>

#include <tern/base/result.hpp>
#include <tern/json/read_message.hpp>
#include <tern/json/read_value.hpp>
#include <tern/json/read_well_known.hpp>
#include <tern/schema/make_message.hpp>

namespace tern::json {

/// Reads JSON into the message of that type at `message`: see the template below.
[[nodiscard]] inline result<void> decode_into(std::string_view text,
                                              const schema::message_info& type, void* message,
                                              const decode_options& options) {
  value_reader reader{text, options};
  if (reader.read_message(type, message) && reader.read_end()) return {};
  return reader.status();
}

/// Reads JSON into `message`. What the text does not have stays as it is; messages are read into
/// those that are there; lists and maps are replaced, and null takes away what is there.
///
/// @error invalid_argument when the text is no JSON of that message, with the member, what was
/// expected, what was found, line and column; `message` then holds what came before. What a
/// conversion of a type says keeps its code.
/// @source Protocol Buffers, "ProtoJSON Format". A name that is there twice is an error.
template <reflect::message M>
result<void> decode_into(std::string_view text, M& message, const decode_options& options = {}) {
  return decode_into(text, schema::message_info_of<M>(), &message, options);
}

/// The message that is written in JSON.
/// @error as decode_into() says.
template <reflect::message M>
[[nodiscard]] result<M> decode(std::string_view text, const decode_options& options = {}) {
  result<M> decoded{std::in_place};
  if (auto outcome = decode_into(text, *decoded, options); !outcome) {
    return std::move(outcome).status();
  }
  return decoded;
}

}  // namespace tern::json
