// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

#include <tern/base/bytes.hpp>
#include <tern/base/connection_security.hpp>
#include <tern/base/status.hpp>
#include <tern/runtime/timer.hpp>

namespace tern::transport {

/// What one attempt to read or write came to.
struct io_outcome {
  std::size_t bytes = 0;
  bool would_block = false;  ///< nothing could be moved; wait, then try again
  bool ended = false;        ///< reading: the peer will send no more
  std::error_code error;     ///< the stream has failed
};

/// Who is told that a stream can be read or written again.
struct io_watcher {
  virtual void on_readable() noexcept = 0;
  virtual void on_writable() noexcept = 0;

 protected:
  ~io_watcher() = default;
};

/// A connection of bytes, of whatever kind: one tries, and waits when it would block.
/// @thread the executor's on which the watcher lives.
struct byte_stream {
  virtual ~byte_stream() = default;

  /// Sets who is told; before anything else.
  virtual void watch(io_watcher& watcher) = 0;

  [[nodiscard]] virtual io_outcome read_some(byte_span into) = 0;

  /// Bytes that were not taken are given again, before any others.
  [[nodiscard]] virtual io_outcome write_some(byte_view bytes) = 0;

  /// Whether many pieces can be written with one call.
  [[nodiscard]] virtual bool gathers() const noexcept { return false; }

  /// write_some() of all `pieces`, one after the other.
  [[nodiscard]] virtual io_outcome write_gathered(std::span<const byte_view> pieces) {
    io_outcome all;
    for (const byte_view piece : pieces) {
      const io_outcome put = write_some(piece);
      if (all.bytes == 0) all = {.would_block = put.would_block, .error = put.error};
      all.bytes += put.bytes;
      if (put.error || put.bytes != piece.size()) break;
    }
    return all;
  }

  /// How many of the bytes that were given and not taken, from their first, may have gone out all
  /// the same, or may yet by close().
  [[nodiscard]] virtual std::size_t perhaps_written_bytes() const noexcept { return 0; }

  /// Calls on_readable() once, when read_some() can get on. Not from inside this call.
  virtual void wait_readable() = 0;

  /// Calls on_writable() once, when write_some() can get on. Not from inside this call.
  virtual void wait_writable() = 0;

  /// Ends the connection. The watcher is not called any more.
  virtual void close() noexcept = 0;

  /// Whether the other end can vanish without this one being told, as that of a network can.
  [[nodiscard]] virtual bool may_fall_silent() const { return true; }

  /// From now on fails if what was written is not acknowledged for `longest`, or not taken, where
  /// the network knows of such things; without this a system may try for a quarter of an hour.
  /// @source gRPC proposal A18
  virtual void limit_unacknowledged(runtime::duration longest) { static_cast<void>(longest); }

  /// From now on asks by itself, where the network can, whether the peer is there when it has been
  /// silent for `idle`, and fails if it has not answered for `longest`: for what is spoken over it
  /// and has no such question. A peer that does not read is there.
  /// @source RFC 9293, section 3.8.4
  virtual void keep_alive(runtime::duration idle, runtime::duration longest) {
    static_cast<void>(idle);
    static_cast<void>(longest);
  }

  /// The other end, for people: 127.0.0.1:50051.
  [[nodiscard]] virtual std::string peer() const = 0;

  /// How the connection is protected; null if it is not.
  [[nodiscard]] virtual std::shared_ptr<const connection_security> security() const { return {}; }

  /// Whether requests may call the server `authority`, `HOST` or `HOST:PORT`: if it has proved who
  /// it is, that has to hold for this name too.
  /// @source RFC 9110, section 4.3.3; gRPC proposal A81
  [[nodiscard]] virtual status check_name(std::string_view authority) const {
    static_cast<void>(authority);
    return {};
  }
};

}  // namespace tern::transport
