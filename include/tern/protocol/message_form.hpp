// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace tern::protocol {

/// How a message is written as bytes. Content types have a name for it: `+proto`, `/json`.
enum class message_form : std::uint8_t {
  proto,  ///< Protobuf's binary form
  json,   ///< ProtoJSON
};

/// As content types and the query of a GET say it.
[[nodiscard]] constexpr std::string_view to_string(message_form form) noexcept {
  return form == message_form::json ? "json" : "proto";
}

/// The forms that one side can read and write: the binary one always.
struct message_forms {
  bool json = false;

  [[nodiscard]] constexpr bool has(message_form form) const noexcept {
    return json || form == message_form::proto;
  }
};

}  // namespace tern::protocol
