// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include <nghttp2/nghttp2.h>

namespace tern::http {

/// What a PING of this side is for. There is at most one of each kind under way.
enum class h2_ping {
  none,       ///< none of ours
  farewell,   ///< the round trip between the two GOAWAYs of a server
  keepalive,  ///< whether the peer is still there
  bandwidth,  ///< how long a round trip takes
};

/// What stands in a PING of a kind. @source RFC 9113, section 6.7: "a sender can include any value"
[[nodiscard]] constexpr std::array<std::uint8_t, 8> payload_of(h2_ping kind) noexcept {
  return {'t', 'e', 'r', 'n', '-', 'p', '-', static_cast<std::uint8_t>(kind)};
}

/// What an answered PING was for.
[[nodiscard]] inline h2_ping kind_of(const nghttp2_ping& answer) noexcept {
  for (const h2_ping kind : {h2_ping::farewell, h2_ping::keepalive, h2_ping::bandwidth}) {
    const auto payload = payload_of(kind);
    if (std::memcmp(answer.opaque_data, payload.data(), payload.size()) == 0) return kind;
  }
  return h2_ping::none;
}

/// @returns an error of nghttp2.
inline int submit(nghttp2_session* engine, h2_ping kind) noexcept {
  return nghttp2_submit_ping(engine, NGHTTP2_FLAG_NONE, payload_of(kind).data());
}

}  // namespace tern::http
