// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <tern/runtime/timer.hpp>

namespace tern::transport {

/// A number that a TCP socket is told, as an option that Asio sets. Not all systems have all.
/// @source tcp(7)
class tcp_option {
 public:
  /// -1, which no system takes, where there is none.
#if defined(TCP_KEEPIDLE) && defined(TCP_KEEPINTVL) && defined(TCP_KEEPCNT)
  static constexpr int keep_idle = TCP_KEEPIDLE;
  static constexpr int keep_interval = TCP_KEEPINTVL;
  static constexpr int keep_count = TCP_KEEPCNT;
#else
  static constexpr int keep_idle = -1;
  static constexpr int keep_interval = -1;
  static constexpr int keep_count = -1;
#endif
#if defined(TCP_USER_TIMEOUT)
  static constexpr int user_timeout = TCP_USER_TIMEOUT;
#else
  static constexpr int user_timeout = -1;
#endif

  tcp_option(int name, int value) noexcept : name_(name), value_(value) {}

  template <class Protocol>
  [[nodiscard]] int level(const Protocol&) const noexcept {
    return IPPROTO_TCP;
  }
  template <class Protocol>
  [[nodiscard]] int name(const Protocol&) const noexcept {
    return name_;
  }
  template <class Protocol>
  [[nodiscard]] const void* data(const Protocol&) const noexcept {
    return &value_;
  }
  template <class Protocol>
  [[nodiscard]] std::size_t size(const Protocol&) const noexcept {
    return sizeof value_;
  }

 private:
  int name_;
  int value_;
};

/// Whole seconds, as the options above count: at least one, and no more than Linux takes.
[[nodiscard]] inline int seconds_of(runtime::duration length) noexcept {
  constexpr std::chrono::seconds most{32767};
  const auto whole =
      std::chrono::ceil<std::chrono::seconds>(std::min<runtime::duration>(length, most));
  return static_cast<int>(std::max(whole, std::chrono::seconds{1}).count());
}

}  // namespace tern::transport
