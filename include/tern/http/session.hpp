// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>
#include <tern/http/error.hpp>
#include <tern/http/head.hpp>

namespace tern::http {

class stream;
class stream_ptr;

/// Which end of a connection a session is.
enum class role { server, client };

/// One HTTP connection without its socket: bytes in, bytes out, streams in between.
///
/// The functions that take a stream are called by the stream; the rest by the connection that owns
/// the session. Nothing here awaits or resumes a coroutine.
/// @thread the connection's.
struct session {
  virtual ~session() = default;

  // For streams.

  /// Sends the head of a response that is kept in the stream.
  virtual void send_head(stream& of, bool end) = 0;

  /// Bytes, the end or trailers were queued in the stream.
  virtual void outbound_ready(stream& of) = 0;

  /// The reader is done with `bytes` of the body: the peer may send as many more.
  virtual void consumed(stream& of, std::size_t bytes) = 0;

  /// Ends the stream at once. Does nothing to a stream that has closed.
  virtual void reset(stream& of, error_code code) = 0;

  // For the owner.

  /// Begins a request. `end` says that it has no body.
  /// @returns nothing if the connection takes no more requests.
  [[nodiscard]] virtual stream_ptr open(head&& request, bool end) = 0;

  /// Reads what the peer sent.
  /// @returns false if the connection cannot go on; drain() may still have a farewell to send.
  [[nodiscard]] virtual bool feed(byte_view bytes) = 0;

  /// Adds to `output` what is to be sent, until `output` holds `limit_bytes` or all has been said.
  /// @returns false if the connection cannot go on.
  [[nodiscard]] virtual bool drain(buffer& output, std::size_t limit_bytes) = 0;

  /// Whether both sides have said everything: the connection can be closed.
  [[nodiscard]] virtual bool finished() const = 0;

  /// Whether open() would succeed.
  [[nodiscard]] virtual bool accepts_requests() const = 0;

  /// Whether a request that is opened now can be sent now: the peer has spoken, and lets one stream
  /// more be open. If not, the host hears room_changed() when that may be otherwise.
  [[nodiscard]] virtual bool has_room() { return accepts_requests(); }

  /// Lets running streams end, takes no new ones, and is finished() after that.
  virtual void go_away() = 0;

  /// Ends the round trip that go_away() gives the peer, if it has not ended: streams that the peer
  /// opens from now on are not served.
  virtual void go_away_now() = 0;

  /// The last `bytes` of what drain() gave have not been written, and never will; before lose().
  virtual void take_back(std::size_t bytes) noexcept { static_cast<void>(bytes); }

  /// The connection is gone: fails every stream with `reason`.
  virtual void lose(const std::string& reason) = 0;
};

/// What a session tells the connection that owns it.
struct session_host {
  /// drain() has something to give. Called often; cheap.
  virtual void output_pending() noexcept = 0;

  /// The head of a request has come in. Called inside feed(): start nothing here, queue it.
  virtual void request_arrived(stream_ptr request) noexcept = 0;

  /// has_room() or accepts_requests() may give another answer than before. Called inside feed() and
  /// drain(): open nothing here.
  virtual void room_changed() noexcept {}

 protected:
  ~session_host() = default;
};

}  // namespace tern::http
