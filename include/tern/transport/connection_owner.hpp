// SPDX-License-Identifier: MIT
#pragma once

#include <tern/http/stream.hpp>

namespace tern::transport {

class connection;

/// Who owns connections.
struct connection_owner {
  /// A request has come in. Called while bytes are being read: queue it, start nothing.
  virtual void on_request(connection& from, http::stream_ptr request) = 0;

  /// The peer has begun to speak HTTP: a handshake of TLS is over. Not called on the client's side.
  virtual void on_established(connection& which) noexcept { static_cast<void>(which); }

  /// The connection has ended; the owner destroys it now.
  virtual void on_closed(connection& which) noexcept = 0;

  /// has_room() or accepts_requests() may give another answer than before. Called while bytes are
  /// being read or written: open nothing here.
  virtual void on_room(connection& which) noexcept { static_cast<void>(which); }

 protected:
  ~connection_owner() = default;
};

}  // namespace tern::transport
