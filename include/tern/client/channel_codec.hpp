// SPDX-License-Identifier: MIT
#pragma once

#include <tern/protocol/message_form.hpp>
#include <tern/schema/message_codec.hpp>

namespace tern::client_side {

/// How a channel writes and reads messages: in Protobuf's binary form, or by a codec.
///
///     tern::channel channel{"http://localhost:8080", {.codec = tern::json_codec}};
class channel_codec {
 public:
  /// Protobuf's binary form.
  constexpr channel_codec() noexcept = default;

  /// JSON as `other` writes and reads it.
  /// @lifetime the codec outlives the channel: a temporary would not.
  constexpr channel_codec(const schema::message_codec& other) noexcept : other_(&other) {}
  channel_codec(const schema::message_codec&&) = delete;

  /// Null for Protobuf's binary form.
  [[nodiscard]] constexpr const schema::message_codec* other() const noexcept { return other_; }

  /// What content-types say of the messages.
  [[nodiscard]] constexpr protocol::message_form form() const noexcept {
    return other_ != nullptr ? protocol::message_form::json : protocol::message_form::proto;
  }

 private:
  const schema::message_codec* other_ = nullptr;
};

}  // namespace tern::client_side
