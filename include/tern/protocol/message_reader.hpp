// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>
#include <tern/base/call_tallies.hpp>
#include <tern/base/result.hpp>
#include <tern/compress/encoding.hpp>
#include <tern/http/stream.hpp>
#include <tern/protocol/envelope.hpp>
#include <tern/runtime/suspension.hpp>

namespace tern::protocol {

/// Cuts the body of a stream into messages.
///
/// A message is checked against the limit when its length is known, before memory is made for it.
/// The owner listens to the stream and passes on what it hears with on_received() and on_failed().
/// @thread the connection's.
class message_reader {
 public:
  /// A message, or nothing at the end of the body.
  using message = std::optional<byte_view>;

  message_reader(http::stream& body, std::size_t receive_max_bytes) noexcept
      : stream_(&body), receive_max_bytes_(receive_max_bytes) {}

  /// How messages are encoded whose envelope says that they are compressed; before the first of
  /// them is read. Without it none may be.
  void set_encoding(const compress::encoding* how) noexcept { encoding_ = how; }

  /// Counts the messages that are read. @lifetime as long as they are.
  void count_in(call_tallies& counts) noexcept { counts_ = &counts; }

  /// The longest message from now on.
  void set_receive_max_bytes(std::size_t bytes) noexcept { receive_max_bytes_ = bytes; }

  /// Whether the last message that was read came compressed.
  [[nodiscard]] bool was_compressed() const noexcept { return was_compressed_; }

  /// Waits for the next message.
  /// @returns a failure if the body is no sequence of messages, or has failed itself: then
  /// stream_failed() is true and the code is to be read from the stream.
  /// @error throws the reason if the environment is cancelled before.
  /// @lifetime a message borrows from the stream, or from here, until the next call.
  [[nodiscard]] auto next() { return awaiter{*this, mode::next}; }

  /// Waits for the end of a body that is to hold exactly one message.
  /// @returns as next(); `unimplemented` for no message and for more than one.
  [[nodiscard]] auto sole() { return awaiter{*this, mode::sole}; }

  // The parts of next() and sole(), for those that wait in another way.

  /// Begins to look for the next message; the one before is forgotten.
  void ask_next() { begin(mode::next); }

  /// Begins to look for the only message.
  void ask_sole() { begin(mode::sole); }

  /// next() as a stream_source does it: ask, wait, take.
  [[nodiscard]] bool pull(std::coroutine_handle<> consumer) {
    ask_next();
    if (ready()) return true;
    stream_->want_more();
    return !waiter_.begin(consumer);
  }

  /// Whether take() has something to give.
  [[nodiscard]] bool ready() {
    if (stream_->failure() != nullptr || !broken_.ok()) return true;
    const byte_view body = stream_->body();
    if (!prefix_ && body.size() >= envelope::size_bytes) read_prefix(body);
    if (!broken_.ok() || stream_->received_end()) return true;
    if (!prefix_) return false;
    return mode_ == mode::next ? body.size() >= whole_bytes() : body.size() > whole_bytes();
  }

  /// Whether what is ready() is a message, and neither the end nor a failure.
  [[nodiscard]] bool has_message() const {
    return stream_->failure() == nullptr && broken_.ok() && prefix_ &&
           stream_->body().size() >= whole_bytes();
  }

  /// What was asked for, once it is ready().
  [[nodiscard]] result<message> take() { return conclude(); }

  /// The consumer of pull() is being destroyed.
  void abandon() noexcept { waiter_.withdraw(); }

  void on_received() noexcept {
    if (!waiter_.waiting()) return;
    if (ready()) {
      waiter_.wake();
    } else {
      stream_->want_more();
    }
  }
  void on_failed() noexcept { waiter_.wake(); }

 private:
  // What is reserved for a message whose bytes are still to come: a peer must not be able to claim
  // much memory with the five bytes of a prefix. As much as it may send unread anyway.
  static constexpr std::size_t reserve_max_bytes = 256 * 1024;

  enum class mode { next, sole };

  struct awaiter {
    message_reader& self;
    mode wanted;
    runtime::suspension::frame_guard guard = {};
    [[nodiscard]] bool await_ready() {
      self.begin(wanted);
      return self.ready();
    }
    [[nodiscard]] bool await_suspend(std::coroutine_handle<> consumer) {
      self.stream_->want_more();
      return self.waiter_.begin(consumer, guard);
    }
    [[nodiscard]] result<message> await_resume() { return self.conclude(); }
  };

  void begin(mode wanted) {
    mode_ = wanted;
    if (given_bytes_ != 0) {
      stream_->consume(std::exchange(given_bytes_, 0));
      prefix_.reset();
    }
  }

  void read_prefix(byte_view body) {
    auto prefix = read_envelope(body, encoding_ != nullptr ? envelope::compressed_flag : 0);
    if (!prefix) {
      broken_ = std::move(prefix).status();
      return;
    }
    if (auto fits = check_message_size(prefix->length, receive_max_bytes_); !fits) {
      broken_ = std::move(fits).status();
      return;
    }
    prefix_ = *prefix;
    stream_->expect(std::min(whole_bytes(), reserve_max_bytes));
  }

  [[nodiscard]] result<message> conclude() {
    if (stream_->failure() != nullptr) {
      return status{code::unavailable, "the stream ended early"};
    }
    if (!broken_.ok()) return broken_;
    if (!ready()) waiter_.throw_if_cancelled();
    const byte_view body = stream_->body();
    if (!prefix_) {
      if (!body.empty()) return broken_ = truncated_envelope(body.size());
      if (mode_ == mode::sole)
        return status{code::unimplemented, "the call has no message where it needs one"};
      return message{};
    }
    if (body.size() < whole_bytes()) {
      return broken_ = truncated_message(body.size() - envelope::size_bytes, prefix_->length);
    }
    if (mode_ == mode::sole && body.size() > whole_bytes()) {
      return status{code::unimplemented, "the call has more than one message where it has one"};
    }
    given_bytes_ = whole_bytes();
    if (counts_ != nullptr) counts_->receive_message(given_bytes_);
    const byte_view sent = body.subspan(envelope::size_bytes, prefix_->length);
    was_compressed_ = prefix_->compressed();
    return was_compressed_ ? decompress(sent) : message{sent};
  }

  [[nodiscard]] result<message> decompress(byte_view sent) {
    inflated_.clear();
    auto done = encoding_->decompress(sent, inflated_, receive_max_bytes_, "receive_max_bytes");
    if (!done) return broken_ = std::move(done).status();
    return message{inflated_.view()};
  }

  [[nodiscard]] std::size_t whole_bytes() const noexcept {
    return envelope::size_bytes + prefix_->length;
  }

  http::stream* stream_;
  call_tallies* counts_ = nullptr;
  std::size_t receive_max_bytes_;
  mode mode_ = mode::next;
  std::optional<envelope> prefix_;  // of the message at the front of the body
  std::size_t given_bytes_ = 0;     // lent to the consumer until it asks again
  const compress::encoding* encoding_ = nullptr;
  bool was_compressed_ = false;
  buffer inflated_;  // the last message that came compressed
  status broken_;
  runtime::suspension waiter_;
};

}  // namespace tern::protocol
