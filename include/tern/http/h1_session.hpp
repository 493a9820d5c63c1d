// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <tern/http/session.hpp>

namespace tern::http {

/// A session of HTTP/1.1, which has one request at a time, ends connections without a word, and
/// cannot ask whether the peer is there.
struct h1_session : session {
  [[nodiscard]] bool multiplexes() const noexcept final { return false; }
  [[nodiscard]] const std::string& peer_farewell() const noexcept final {
    static const std::string none;
    return none;
  }
  [[nodiscard]] bool peer_counts_pings() const noexcept final { return false; }
  [[nodiscard]] bool has_ping() const noexcept final { return false; }
  [[nodiscard]] bool ping() final { return false; }
};

}  // namespace tern::http
