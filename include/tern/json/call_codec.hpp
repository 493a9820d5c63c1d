// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>
#include <tern/base/result.hpp>
#include <tern/codec/options.hpp>
#include <tern/json/decode.hpp>
#include <tern/json/encode.hpp>
#include <tern/json/options.hpp>
#include <tern/schema/message_codec.hpp>

namespace tern::json {

/// The messages of calls as JSON: `application/json`, `application/connect+json` and the like.
///
/// Members that a message has no field for are skipped, because the peer may be newer than this
/// program; that is what Connect's other implementations do.
struct call_codec final : schema::message_codec {
  call_codec() = default;
  /// @lifetime `types`, the messages that may be in a google.protobuf.Any, outlives the codec.
  explicit constexpr call_codec(const type_registry& types) noexcept {
    reading.types = &types;
    writing.types = &types;
  }

  decode_options reading{.ignore_unknown = true};
  encode_options writing{};

  [[nodiscard]] result<void> encode(const schema::message_info& type, const void* message,
                                    buffer& out) const override {
    return encode_to(type, message, out, writing);
  }

  [[nodiscard]] result<void> decode(byte_view bytes, const schema::message_info& type,
                                    void* message,
                                    const codec::decode_options& limits) const override {
    decode_options how = reading;
    how.depth_limit = std::min(how.depth_limit, limits.depth_limit);
    how.expansion_limit = std::min(how.expansion_limit, limits.expansion_limit);
    how.free_expansion_bytes = std::min(how.free_expansion_bytes, limits.free_expansion_bytes);
    how.collision_limit = std::min(how.collision_limit, limits.collision_limit);
    how.allow_partial = how.allow_partial || limits.allow_partial;
    return decode_into(as_text(bytes), type, message, how);
  }
};

/// What gives a server or a client JSON, if nobody says more.
inline constexpr call_codec json_codec{};

}  // namespace tern::json
