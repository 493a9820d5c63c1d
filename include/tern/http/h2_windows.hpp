// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <nghttp2/nghttp2.h>

#include <tern/http/bdp_estimator.hpp>
#include <tern/http/h2_pings.hpp>
#include <tern/http/limits.hpp>
#include <tern/http/session.hpp>
#include <tern/http/stream.hpp>

namespace tern::http {

/// The flow-control windows of what comes in. They begin as configured, and grow with the estimate
/// of what the connection can hold.
///
/// All that is done here is done when a window is opened again, which small calls never need: those
/// measure nothing and pay nothing. A stream's window grows when its reader has taken half of it,
/// so what nobody reads stays as small as it was; and all streams together grow by no more than
/// `window_growth_max_bytes`.
/// @source RFC 9113, section 6.9
class h2_windows {
 public:
  h2_windows(nghttp2_session* engine, const limits& allowed, const session_host& host) noexcept
      : engine_(engine),
        host_(host),
        stream_bytes_(allowed.stream_window_bytes),
        connection_bytes_(allowed.connection_window_bytes),
        growth_left_bytes_(allowed.window_growth_max_bytes),
        estimator_(stream_bytes_ / windows_per_estimate,
                   std::min<std::uint64_t>(std::uint64_t{stream_bytes_} + growth_left_bytes_,
                                           NGHTTP2_MAX_WINDOW_SIZE) /
                       windows_per_estimate) {}

  /// So much of bodies has arrived, and is no longer under way on the connection.
  void arrived(std::size_t bytes) noexcept {
    estimator_.add(bytes);
    static_cast<void>(nghttp2_session_consume_connection(engine_, bytes));
  }

  /// The reader of a stream has taken `bytes`.
  void consumed(const stream& of, std::size_t bytes) noexcept {
    static_cast<void>(nghttp2_session_consume_stream(engine_, of.id, bytes));
  }

  /// A WINDOW_UPDATE has gone out: for a stream, or for the connection if `of` is null.
  void reopened(stream* of) noexcept {
    if (of != nullptr) grow(*of);
    if (estimator_.wants_ping() && submit(engine_, h2_ping::bandwidth) == 0) {
      estimator_.begin(host_.now());
    }
  }

  /// The PING that reopened() has sent was answered.
  void answered() noexcept {
    if (!estimator_.end(host_.now()) || window_bytes() <= connection_bytes_) return;
    connection_bytes_ = static_cast<std::uint32_t>(window_bytes());
    set(0, static_cast<std::int32_t>(connection_bytes_));
  }

  /// A stream has closed.
  void forget(const stream& gone) noexcept { growth_left_bytes_ += gone.window_growth_bytes; }

 private:
  // nghttp2 opens a window again when half of it has been taken: only the other half is sure to be
  // open to a peer that waits for that.
  static constexpr std::uint32_t windows_per_estimate = 2;

  [[nodiscard]] std::uint64_t window_bytes() const noexcept {
    return estimator_.estimate_bytes() * windows_per_estimate;
  }

  void grow(stream& of) noexcept {
    const std::uint64_t most = window_bytes();
    const std::uint64_t wanted = most - std::min<std::uint64_t>(most, stream_bytes_);
    if (wanted <= of.window_growth_bytes) return;
    const auto more = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(wanted - of.window_growth_bytes, growth_left_bytes_));
    if (more == 0) return;
    growth_left_bytes_ -= more;
    of.window_growth_bytes += more;
    set(of.id, nghttp2_session_get_stream_effective_local_window_size(engine_, of.id) +
                   static_cast<std::int32_t>(more));
  }

  // It fails for want of memory only; then the window stays as it is.
  void set(std::int32_t id, std::int32_t bytes) noexcept {
    static_cast<void>(nghttp2_session_set_local_window_size(engine_, NGHTTP2_FLAG_NONE, id, bytes));
  }

  nghttp2_session* engine_;
  const session_host& host_;
  std::uint32_t stream_bytes_;       // of a new stream
  std::uint32_t connection_bytes_;   // now
  std::uint32_t growth_left_bytes_;  // for all streams
  bdp_estimator estimator_;
};

}  // namespace tern::http
