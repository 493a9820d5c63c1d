// SPDX-License-Identifier: MIT
#pragma once

#include <tern/client/request_body.hpp>
#include <tern/http/error.hpp>
#include <tern/http/stream.hpp>

namespace tern::client_side {

/// Whether a call whose stream has failed is made again without a word, because the server has
/// surely not seen it: as often as it takes while nothing of it leaves, once if it has left. A GET,
/// which asks for nothing to be done, is made again once also if the server may have seen it, on a
/// connection that it was closing.
///
/// A call whose requests are a stream is no exception, as long as its first requests are still
/// kept: until the server's first header fields, or retry_buffer_max_bytes.
/// @source gRPC proposal A6, transparent retries; RFC 9110, section 9.2.2
class transparent_retry {
 public:
  [[nodiscard]] bool allows(const http::stream_error& failure, const http::stream& failed,
                            const request_body& body) noexcept {
    if (failed.head_received() || !body.whole()) return false;
    if (failure.from == http::stream_error::origin::local) return false;
    if (failure.how_far == http::reach::unsent) return true;
    const bool harmless =
        failure.how_far == http::reach::refused ||
        (failure.how_far == http::reach::crossed && failed.sent_head().method == "GET");
    if (!harmless || used_) return false;
    return used_ = true;
  }

  /// The call is made anew, by somebody who has said so.
  void begin() noexcept { used_ = false; }

 private:
  bool used_ = false;  // for an attempt that had left
};

}  // namespace tern::client_side
