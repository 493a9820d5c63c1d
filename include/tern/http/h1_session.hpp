// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <tern/http/session.hpp>
#include <tern/runtime/timer.hpp>

namespace tern::http {

/// What HTTP/1.1 needs of its owner beside what every session does.
///
/// HTTP/2 tells its peer to stop by frames; HTTP/1.1 can only leave the socket unread. And where
/// HTTP/2 has streams that cost little when they are idle, here each connection waits for one peer.
struct h1_session : session {
  /// Whether the owner goes on reading. After false it waits for session_host::input_wanted().
  [[nodiscard]] virtual bool wants_input() const = 0;

  /// The peer will send nothing more.
  virtual void input_ended() = 0;

  /// When expire() is to be called unless something happens before; to be asked after feed() and
  /// drain().
  [[nodiscard]] virtual runtime::time_point deadline() const = 0;

  /// Does what is due at deadline(); nothing if that was put off.
  virtual void expire() = 0;

  // HTTP/1.1 ends connections without a word, and cannot ask whether the peer is there.

  [[nodiscard]] const std::string& peer_farewell() const noexcept final {
    static const std::string none;
    return none;
  }
  [[nodiscard]] bool peer_counts_pings() const noexcept final { return false; }
  [[nodiscard]] bool ping() final { return false; }
};

/// The owner of an h1_session.
struct h1_session_host : session_host {
  /// The socket is to be read again.
  virtual void input_wanted() noexcept = 0;

 protected:
  ~h1_session_host() = default;
};

}  // namespace tern::http
