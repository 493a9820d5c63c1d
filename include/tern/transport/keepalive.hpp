// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <tern/base/member_callback.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/runtime/timer.hpp>
#include <tern/transport/connection_life.hpp>
#include <tern/transport/quiet_timer.hpp>

namespace tern::transport {

/// The connection that a keepalive works for.
struct keepalive_host {
  /// Sends a PING. @returns false if the connection has none.
  [[nodiscard]] virtual bool send_keepalive() noexcept = 0;

  [[nodiscard]] virtual bool has_calls() const noexcept = 0;

  /// The peer has not answered: close.
  virtual void keepalive_failed(const std::string& why) noexcept = 0;

 protected:
  ~keepalive_host() = default;
};

/// Asks a peer that has been silent for a while whether it is still there.
///
///                  quiet for keepalive_time           quiet for keepalive_timeout
///     listening --------------------------> asking ------------------------------> failed
///      |     ^                              ^    |
///      |     |                 answered, or |    |
///      |     +-------- anything was heard --|----+
///      |                                    |
///      +--------------------> dormant ------+
///        quiet, without calls         a call begins
///
/// @source gRPC proposal A8
/// @thread the connection's.
class keepalive {
 public:
  keepalive(runtime::executor& home, keepalive_host& host) noexcept : home_(home), host_(host) {}
  keepalive(const keepalive&) = delete;
  keepalive& operator=(const keepalive&) = delete;

  /// Begins to listen.
  void start(const connection_life& how) {
    time_ = how.keepalive_time;
    timeout_ = how.keepalive_timeout;
    without_calls_ = how.keepalive_without_calls;
    listen();
  }
  void stop() noexcept {
    dormant_ = false;
    quiet_.stop();
    patience_.disarm();
  }

  /// Something has come in.
  void heard() noexcept { quiet_.note(); }

  /// The PING was answered.
  void answered() noexcept {
    if (!patience_.armed()) return;
    patience_.disarm();
    listen();
  }

  /// A call has begun.
  void call_begins() noexcept {
    if (dormant_) ask();
  }

 private:
  void listen() noexcept { quiet_.start(home_, time_); }

  void fall_quiet() noexcept {
    dormant_ = !without_calls_ && !host_.has_calls();
    if (!dormant_) ask();
  }

  void ask() noexcept {
    dormant_ = false;
    quiet_.stop();
    if (host_.send_keepalive())
      home_.arm(patience_, runtime::saturating_add(home_.now(), timeout_));
  }

  void lose_patience() noexcept {
    if (quiet_.noted()) return listen();
    host_.keepalive_failed("keepalive watchdog timeout: the peer did not answer a PING in " +
                           runtime::to_text(timeout_));
  }

  runtime::executor& home_;
  keepalive_host& host_;
  runtime::duration time_ = runtime::duration::max();
  runtime::duration timeout_{};
  bool without_calls_ = false;
  bool dormant_ = false;
  member_callback<quiet_timer, keepalive, &keepalive::fall_quiet> quiet_{*this};
  member_callback<runtime::timer, keepalive, &keepalive::lose_patience> patience_{*this};
};

}  // namespace tern::transport
