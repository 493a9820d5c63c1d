// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include <tern/base/bytes.hpp>
#include <tern/http/stream.hpp>

namespace tern::http {

/// Long pieces of bodies that a session says and does not copy: they stay in their streams until
/// they have gone out, or whoever writes them copies what is left.
///
///     output of the session   | head | frame head |            | frame head |            | …
///     loans                                       | piece      |            | piece      |
///
/// A session adds to them in drain(). Until they are cleared nothing else may run that writes to
/// streams: streams that are closed meanwhile are kept, what is added to their output would move
/// the pieces.
class body_loans {
 public:
  /// What is shorter is cheaper to copy than to name.
  static constexpr std::size_t min_bytes = 4 * 1024;

  /// With what lies between them no more pieces than one call of a system takes: Asio's limit for
  /// a write is 64.
  static constexpr std::size_t max_count = 31;

  /// Whether long pieces, and what is behind them, are to be said later: when they can be lent.
  void put_off(bool later) noexcept { later_ = later; }

  [[nodiscard]] bool puts_off(std::size_t bytes) const noexcept {
    return later_ && bytes >= min_bytes;
  }

  [[nodiscard]] bool takes(std::size_t bytes) const noexcept {
    return !later_ && bytes >= min_bytes && loans_.size() < max_count;
  }

  /// Adds a piece that stands behind the first `at` bytes of the session's output.
  void add(std::size_t at, byte_view piece, stream_ptr of) {
    loans_.push_back({at, piece, std::move(of)});
    bytes_ += piece.size();
  }

  [[nodiscard]] bool empty() const noexcept { return loans_.empty(); }

  /// How long all pieces are.
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

  void clear() noexcept {
    loans_.clear();
    bytes_ = 0;
  }

  /// Calls `take` with everything, pieces and what lies between them, in their order.
  template <class Take>
  void for_each(byte_view output, Take take) const {
    std::size_t from = 0;
    for (const loan& each : loans_) {
      if (each.at != from) take(output.subspan(from, each.at - from));
      take(each.piece);
      from = each.at;
    }
    if (from != output.size()) take(output.subspan(from));
  }

 private:
  struct loan {
    std::size_t at;
    byte_view piece;
    stream_ptr of;
  };

  std::vector<loan> loans_;
  std::size_t bytes_ = 0;
  bool later_ = false;
};

}  // namespace tern::http
