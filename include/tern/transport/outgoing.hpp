// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <span>

#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>
#include <tern/http/body_loans.hpp>
#include <tern/http/session.hpp>
#include <tern/transport/byte_stream.hpp>

namespace tern::transport {

/// What a session has said and its socket has not taken yet.
///
/// Where the socket can gather, long pieces of bodies go out from where they are: only what it did
/// not take is copied.
class outgoing {
 public:
  /// `from` says long pieces without a copy from now on, if `to` can take them.
  void begin(http::session& from, const byte_stream& to) noexcept {
    if (to.gathers()) from.lend_bodies(loans_);
  }

  /// Takes what `from` has to say, until there is `limit_bytes`. What it says without a copy has to
  /// be written before anything else runs.
  /// @returns false if the connection cannot go on.
  [[nodiscard]] bool fill(http::session& from, std::size_t limit_bytes) {
    if (left_) return true;  // first that: all that is said meanwhile would have to be copied
    loans_.put_off(false);
    const bool alive = from.drain(bytes_, limit_bytes);
    if (!alive) keep_from(0);
    if (empty()) bytes_.let_go_if_large();
    return alive;
  }

  /// As fill(), of what is short, with a copy: it is written later. What is long waits for fill().
  [[nodiscard]] bool collect(http::session& from, std::size_t limit_bytes) {
    loans_.put_off(true);
    return from.drain(bytes_, limit_bytes);
  }

  [[nodiscard]] bool empty() const noexcept { return bytes_.empty() && loans_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return bytes_.size() + loans_.bytes(); }

  /// Writes what `to` takes of it, with one call, and keeps the rest.
  io_outcome write(byte_stream& to) {
    const io_outcome put = loans_.empty() ? to.write_some(bytes_.view()) : write_all(to);
    keep_from(put.bytes);
    left_ = !bytes_.empty();
    return put;
  }

 private:
  [[nodiscard]] io_outcome write_all(byte_stream& to) const {
    std::array<byte_view, 2 * http::body_loans::max_count + 1> pieces;
    std::size_t count = 0;
    loans_.for_each(bytes_.view(), [&](byte_view piece) { pieces[count++] = piece; });
    return to.write_gathered(std::span{pieces}.first(count));
  }

  // Ends all loans, with a copy of what is behind the first `gone_bytes`.
  void keep_from(std::size_t gone_bytes) {
    if (loans_.empty()) return bytes_.consume(gone_bytes);
    assert(gone_bytes <= size());
    buffer rest{size() - gone_bytes};
    loans_.for_each(bytes_.view(), [&](byte_view piece) {
      const std::size_t gone = std::min(gone_bytes, piece.size());
      gone_bytes -= gone;
      rest.append(piece.subspan(gone));
    });
    loans_.clear();
    if (rest.empty()) {
      bytes_.clear();
    } else {
      bytes_ = std::move(rest);
    }
  }

  buffer bytes_;
  bool left_ = false;       // by the socket, of what it was to write
  http::body_loans loans_;  // empty unless they are about to be written
};

}  // namespace tern::transport
