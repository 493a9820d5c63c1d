// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <system_error>

#include <tern/base/bytes.hpp>
#include <tern/base/member_callback.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/transport/byte_stream.hpp>
#include <tern/transport/second_look.hpp>

namespace tern::transport {

/// Who takes what comes in.
struct incoming_host {
  /// Takes `bytes`, which are gone afterwards. @returns whether to go on reading.
  [[nodiscard]] virtual bool take_input(byte_view bytes) noexcept = 0;

  /// Nothing comes any more: the peer has ended, or `failure` says why.
  virtual void lose_input(const std::error_code& failure) noexcept = 0;

  /// Whether to read on now; if not, incoming::go_on() does some time.
  [[nodiscard]] virtual bool wants_input() const noexcept = 0;

  /// Writes what there is to say by now, before the peer is listened to again: it may wait for it.
  virtual void write_out() noexcept = 0;

 protected:
  ~incoming_host() = default;
};

/// What a peer says: reads as much as is there, hands it on, and waits for more.
///
/// Reads by which all of `scratch` is filled follow one another at once. Others are followed, where
/// that pays, by a second look when what they brought is answered.
class incoming {
 public:
  /// @param scratch memory to read into, which may be shared by all connections of a thread.
  incoming(runtime::executor& home, byte_span scratch, byte_stream& from,
           incoming_host& host) noexcept
      : home_(home), scratch_(scratch), from_(from), host_(host) {}
  incoming(const incoming&) = delete;
  incoming& operator=(const incoming&) = delete;

  void wait() { from_.wait_readable(); }

  /// The wait is over.
  void on_readable() noexcept {
    home_.heard_from(this);
    looks_left_count_ = looks_max_count;
    static_cast<void>(read_in());
  }

  /// Reads once, whatever is there. @returns whether to go on.
  bool hear() noexcept {
    const io_outcome got = from_.read_some(scratch_);
    got_bytes_ = got.bytes;
    if (got.error || got.ended) return host_.lose_input(got.error), false;
    return got_bytes_ == 0 || host_.take_input(scratch_.first(got_bytes_));
  }

  /// Whether the last hear() brought something.
  [[nodiscard]] bool heard() const noexcept { return got_bytes_ != 0; }

  /// Reads on, if the host wants that again.
  void go_on() noexcept {
    if (!held_ || stopped_ || !wanted()) return;
    wait();
  }

  /// Reads no more.
  void stop() noexcept {
    stopped_ = true;
    look_again_.unlink();
  }

 private:
  // Then it is the turn of others.
  static constexpr std::size_t reads_max_count = 4;
  static constexpr std::size_t looks_max_count = 4;

  /// @returns whether anything had come.
  bool read_in() noexcept {
    std::size_t reads_left_count = reads_max_count;
    bool found = false;
    do {
      const bool alive = hear();
      found = found || heard();
      if (!alive || stopped_ || !wanted()) return found;
    } while (got_bytes_ == scratch_.size() && --reads_left_count != 0);
    const bool found_all = heard() && got_bytes_ != scratch_.size();
    if (!found_all || looks_left_count_ == 0 || !second_look_.pays()) {
      wait();
      return found;
    }
    --looks_left_count_;
    home_.at_turn_end(look_again_);
    return found;
  }

  void look_again() noexcept {
    host_.write_out();
    if (stopped_ || !wanted()) return;
    second_look_.note(read_in());
  }

  bool wanted() noexcept {
    held_ = !host_.wants_input();
    return !held_;
  }

  runtime::executor& home_;
  byte_span scratch_;
  byte_stream& from_;
  incoming_host& host_;
  bool held_ = false;  // until the host wants input again
  bool stopped_ = false;
  std::size_t got_bytes_ = 0;
  std::size_t looks_left_count_ = 0;
  second_look second_look_;
  member_callback<runtime::work, incoming, &incoming::look_again> look_again_{*this};
};

}  // namespace tern::transport
