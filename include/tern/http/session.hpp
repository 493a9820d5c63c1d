// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>
#include <tern/http/error.hpp>
#include <tern/http/head.hpp>
#include <tern/runtime/timer.hpp>

namespace tern::http {

class body_loans;
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

  /// From now on drain() may add long pieces of bodies to `loans`, which then count towards its
  /// limit, in place of copying them. They are to be cleared before the next one.
  /// @lifetime `loans` outlives the session.
  virtual void lend_bodies(body_loans& loans) noexcept { static_cast<void>(loans); }

  /// Whether the peer is to be read on: not, if it does not read what is sent and there is too much
  /// of that already, or if HTTP has no other way to make it wait. To be asked again after drain()
  /// and at session_host::input_wanted().
  [[nodiscard]] virtual bool wants_input() const { return true; }

  /// The peer will send nothing more; before lose().
  virtual void input_ended() {}

  /// What became of what drain() gave: `moved` says that some of it was written just now, `left`
  /// that some of it waits until the peer has read more.
  virtual void note_writing(bool moved, bool left) {
    static_cast<void>(moved);
    static_cast<void>(left);
  }

  /// When expire() is to be called, unless this is put off before. To be asked after drain().
  [[nodiscard]] virtual runtime::time_point deadline() const { return runtime::never; }

  /// Does what is due at deadline(); nothing if that was put off.
  virtual void expire() {}

  /// Whether both sides have said everything: the connection can be closed.
  [[nodiscard]] virtual bool finished() const = 0;

  /// Whether open() would succeed.
  [[nodiscard]] virtual bool accepts_requests() const = 0;

  /// Whether a request that is opened now can be sent now: the peer has spoken, and lets one stream
  /// more be open. If not, the host hears room_changed() when that may be otherwise.
  [[nodiscard]] virtual bool has_room() { return accepts_requests(); }

  /// Whether a stream is open.
  [[nodiscard]] virtual bool has_streams() const noexcept = 0;

  /// Whether several streams can be open at once.
  [[nodiscard]] virtual bool multiplexes() const noexcept { return true; }

  /// Lets running streams end, takes no new ones, and is finished() after that. `why` is for
  /// people, if the peer can be told.
  virtual void go_away(std::string_view why) = 0;

  /// Ends the round trip that go_away() gives the peer, if it has not ended: streams that the peer
  /// opens from now on are not served.
  virtual void go_away_now() = 0;

  /// Ends the connection because of what the peer does: feed() is false from now on, and drain()
  /// has a last word.
  virtual void give_up(error_code code, std::string_view text) = 0;

  /// What was wrong as the peer went away, for people; empty if it did not, or nothing was.
  [[nodiscard]] virtual const std::string& peer_farewell() const noexcept = 0;

  /// Whether the peer goes away because it was asked too often whether it is there.
  /// @source gRPC proposal A8
  [[nodiscard]] virtual bool peer_counts_pings() const noexcept = 0;

  /// Whether this HTTP can ask whether the peer is still there.
  [[nodiscard]] virtual bool has_ping() const noexcept { return true; }

  /// Asks whether the peer is still there; the host hears pong_arrived().
  /// @returns false if this HTTP has no such question.
  [[nodiscard]] virtual bool ping() = 0;

  /// The last `bytes` of what drain() gave have not been written, and never will; before lose().
  virtual void take_back(std::size_t bytes) noexcept { static_cast<void>(bytes); }

  /// The connection is gone: fails every stream with `reason`.
  virtual void lose(const std::string& reason) = 0;
};

/// What a session tells the connection that owns it.
struct session_host {
  [[nodiscard]] virtual runtime::time_point now() const noexcept = 0;

  /// drain() has something to give. Called often; cheap.
  virtual void output_pending() noexcept = 0;

  /// Both sides of a stream have said everything: a good moment for drain(), while what that needs
  /// is in the nearest caches. Called outside of feed() and drain().
  virtual void stream_completed() noexcept {}

  /// wants_input() may be true again.
  virtual void input_wanted() noexcept {}

  /// The head of a request has come in. Called inside feed() and drain(): start nothing here, queue
  /// it.
  virtual void request_arrived(stream_ptr request) noexcept = 0;

  /// A stream has closed; `whole` says that both sides had ended it.
  virtual void stream_ended(bool whole) noexcept { static_cast<void>(whole); }

  /// The peer asks whether this side is there, and is answered. `answered_before` says that this
  /// side has sent heads or bodies since the last such question.
  virtual void ping_arrived(bool answered_before) noexcept { static_cast<void>(answered_before); }

  /// The peer has answered ping().
  virtual void pong_arrived() noexcept {}

  /// has_room() or accepts_requests() may give another answer than before. Called inside feed() and
  /// drain(): open nothing here.
  virtual void room_changed() noexcept {}

 protected:
  ~session_host() = default;
};

}  // namespace tern::http
