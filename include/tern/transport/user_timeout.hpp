// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <limits>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <tern/runtime/timer.hpp>

namespace tern::transport {

/// How long what was written to a TCP socket may go unacknowledged before the system gives the
/// connection up, as an option that Asio sets. Only some systems have it.
/// @source RFC 5482; gRPC proposal A18
class user_timeout {
 public:
  /// @param longest from one millisecond on.
  explicit user_timeout(runtime::duration longest) noexcept {
    using std::chrono::milliseconds;
    constexpr milliseconds most{std::numeric_limits<int>::max()};
    const auto given = std::chrono::duration_cast<milliseconds>(longest);
    milliseconds_ = static_cast<int>(std::clamp(given, milliseconds{1}, most).count());
  }

  template <class Protocol>
  [[nodiscard]] int level(const Protocol&) const noexcept {
    return IPPROTO_TCP;
  }
  /// -1, which no system takes, where there is none.
  template <class Protocol>
  [[nodiscard]] int name(const Protocol&) const noexcept {
#if defined(TCP_USER_TIMEOUT)
    return TCP_USER_TIMEOUT;
#else
    return -1;
#endif
  }
  template <class Protocol>
  [[nodiscard]] const void* data(const Protocol&) const noexcept {
    return &milliseconds_;
  }
  template <class Protocol>
  [[nodiscard]] std::size_t size(const Protocol&) const noexcept {
    return sizeof milliseconds_;
  }

 private:
  int milliseconds_;
};

}  // namespace tern::transport
