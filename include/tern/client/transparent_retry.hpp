// SPDX-License-Identifier: MIT
#pragma once

#include <tern/client/request_body.hpp>
#include <tern/http/error.hpp>
#include <tern/http/stream.hpp>

namespace tern::client_side {

/// Whether a call whose stream has failed is made again without a word, because the server has
/// surely not seen it: as often as it takes while nothing of it leaves, once if it has left.
///
/// A call whose requests are a stream is no exception, as long as its first requests are still
/// kept: until the server's first header fields, or retry_buffer_max_bytes.
/// @source gRPC proposal A6, transparent retries
class transparent_retry {
 public:
  [[nodiscard]] bool allows(const http::stream_error& failure, const http::stream& failed,
                            const request_body& body) noexcept {
    if (failed.head_received() || !body.whole()) return false;
    if (failure.how_far == http::reach::unsent) return true;
    if (failure.how_far != http::reach::refused || used_) return false;
    return used_ = true;
  }

  /// The call is made anew, by somebody who has said so.
  void begin() noexcept { used_ = false; }

 private:
  bool used_ = false;  // for an attempt that had left
};

}  // namespace tern::client_side
