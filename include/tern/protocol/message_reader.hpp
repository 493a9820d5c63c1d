// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <coroutine>
#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>
#include <tern/base/call_tallies.hpp>
#include <tern/base/result.hpp>
#include <tern/compress/encoding.hpp>
#include <tern/http/stream.hpp>
#include <tern/protocol/base64_body.hpp>
#include <tern/protocol/frame_cutter.hpp>
#include <tern/protocol/framing.hpp>
#include <tern/runtime/suspension.hpp>

namespace tern::protocol {

/// Reads the messages in the body of a stream.
///
/// A message is checked against the limit when its length is known, before memory is made for it.
/// In some protocols the body also says how the call ended: last() has that, when the end of the
/// body has been read.
/// The owner listens to the stream and passes on what it hears with on_received() and on_failed().
/// @thread the connection's.
class message_reader {
 public:
  /// A message, or nothing at the end of the body.
  using message = std::optional<byte_view>;

  message_reader(http::stream& body, std::size_t receive_max_bytes) noexcept
      : stream_(&body), receive_max_bytes_(receive_max_bytes), cutter_({}, receive_max_bytes) {}

  /// How messages lie in the body, before the first of them is read.
  /// @param last_limit of what says how the call ended, if that is in the body: see last().
  void set_framing(framing how, size_limit last_limit = {}) {
    cutter_ = frame_cutter{how, receive_max_bytes_};
    if (how.base64) instead_ = std::make_unique<other_body>();
    if (how.last_flag != 0 || how.body == framing::layout::ending) {
      ending_ = std::make_unique<ending>();
      ending_->is_all = how.body == framing::layout::ending;
      if (last_limit.name.empty()) last_limit = {receive_max_bytes_, "receive_max_bytes"};
      ending_->limit = last_limit;
      cutter_.set_last_limit(last_limit);
    }
    set_encoding(encoding_);
  }

  /// Reads `bytes` in place of the body: a message that came in the head.
  void set_body(std::string_view bytes) {
    instead_ = std::make_unique<other_body>();
    instead_->bytes.append(as_bytes(bytes));
    instead_->ended = true;
  }

  /// How messages are encoded whose envelope says that they are compressed; before the first of
  /// them is read. Without it none may be.
  void set_encoding(const compress::encoding* how) noexcept {
    encoding_ = how;
    cutter_.allow_compressed(how != nullptr);
  }

  /// Counts the messages that are read. @lifetime as long as they are.
  void count_in(call_tallies& counts) noexcept { counts_ = &counts; }

  /// The longest message from now on.
  void set_receive_max_bytes(std::size_t bytes) noexcept {
    receive_max_bytes_ = bytes;
    cutter_.set_receive_max_bytes(bytes);
  }

  /// Whether the last message that was read came compressed.
  [[nodiscard]] bool was_compressed() const noexcept { return was_compressed_; }

  /// What the body says of how the call ended, once its end has been read; nothing if it does not.
  /// @lifetime the reader's.
  [[nodiscard]] std::optional<byte_view> last() const noexcept {
    if (ending_ == nullptr || !ending_->found) return std::nullopt;
    return ending_->bytes.view();
  }

  /// Whether the body should say so, and has not because of what is wrong with it.
  [[nodiscard]] bool lost_last() const noexcept {
    return ending_ != nullptr && !ending_->found && found_ != found::end;
  }

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
    if (stream_->failure() != nullptr) return true;
    if (found_ == found::nothing_yet && !look()) return false;
    if (found_ != found::message || mode_ == mode::next) return true;
    // The only message is known to be that when something follows it, or nothing will.
    return knows_what_follows() || (decode_more() && knows_what_follows());
  }

  /// Whether what is ready() is a message, and neither the end nor a failure.
  [[nodiscard]] bool has_message() const {
    return stream_->failure() == nullptr && found_ == found::message;
  }

  /// What was asked for, once it is ready().
  [[nodiscard]] result<message> take() { return conclude(); }

  /// Reads no more: the body is about to be thrown away, also what was found in it and not taken.
  /// @param why what the consumer is told; if that is ok, that nothing follows.
  void give_up(const status& why) {
    found_ = why.ok() ? found::end : found::failed;
    if (!why.ok()) cutter_.refuse(why);
  }

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
  using found = frame_cutter::found;

  // What is reserved for a message whose bytes are still to come: a peer must not be able to claim
  // much memory with the five bytes of a prefix. As much as it may send unread anyway, or so many
  // times what it has sent.
  static constexpr std::size_t reserve_max_bytes = 256 * 1024;
  static constexpr std::size_t trusted_multiple = 8;

  enum class mode { next, sole };

  // A body that is not the stream's: what its text stands for, or bytes from elsewhere.
  struct other_body {
    buffer bytes;
    base64_body decoder;
    bool ended = false;
  };

  // What the body says of how the call ended.
  struct ending {
    bool is_all = false;  // of what the body says
    bool found = false;
    bool is_behind = false;  // nothing else follows the only message
    size_limit limit;
    buffer bytes;
  };

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

  [[nodiscard]] byte_view body() const noexcept {
    return instead_ == nullptr ? stream_->body() : instead_->bytes.view();
  }
  [[nodiscard]] bool ended() const noexcept {
    return instead_ == nullptr ? stream_->received_end() : instead_->ended;
  }

  void begin(mode wanted) {
    mode_ = wanted;
    if (!std::exchange(given_, false)) return;
    consume(std::exchange(given_bytes_, 0));
    cutter_.pass();
    found_ = found::nothing_yet;
  }

  void consume(std::size_t bytes) {
    if (instead_ == nullptr) {
      stream_->consume(bytes);
    } else {
      instead_->bytes.consume(bytes);
    }
  }

  // What is found stays at the front of the body until it is passed.
  [[nodiscard]] bool look() {
    find();
    if (found_ == found::nothing_yet && decode_more()) find();
    if (found_ != found::nothing_yet) return true;
    expect(cutter_.frame_bytes(body()));
    return false;
  }

  // Makes room for all of a message at once, as soon as enough of it has come; and for what may
  // come behind it before the reader looks again. Of what is there now least has to be moved for
  // that.
  void expect(std::size_t frame_bytes) {
    const std::size_t trusted_bytes =
        std::max(reserve_max_bytes, trusted_multiple * stream_->body().size());
    const std::size_t known_bytes = frame_bytes <= trusted_bytes ? frame_bytes : reserve_max_bytes;
    const std::size_t next_bytes =
        mode_ == mode::next ? std::min(3 * known_bytes, reserve_max_bytes) : 0;
    stream_->expect(known_bytes + next_bytes);
  }

  void find() {
    found_ = cutter_.look(body(), ended());
    if (found_ == found::last) found_ = take_last();
  }

  [[nodiscard]] bool knows_what_follows() {
    if (found_ == found::failed) return true;
    if (ending_ != nullptr) return look_behind();
    return ended() || body().size() > cutter_.frame_bytes(body());
  }

  // Takes away the frame that ends the call, behind which nothing may come.
  [[nodiscard]] found take_last() {
    const std::size_t bytes = cutter_.frame_bytes(body());
    if (!keep_last(cutter_, body())) return found::failed;
    consume(bytes);
    cutter_.pass();
    return cutter_.look(body(), ended());
  }

  // Whether it is known what follows the only message, which stays where it is.
  [[nodiscard]] bool look_behind() {
    byte_view rest = body();
    frame_cutter ahead = cutter_;
    rest = rest.subspan(ahead.frame_bytes(rest));
    ahead.pass();
    found next = ahead.look(rest, ended());
    if (next == found::last) {
      const std::size_t bytes = ahead.frame_bytes(rest);
      if (keep_last(ahead, rest)) {
        ahead.pass();
        next = ahead.look(rest.subspan(bytes), ended());
      } else {
        next = found::failed;
      }
    }
    if (next == found::failed) {
      found_ = next;
      cutter_.refuse(ahead.failure());
    }
    ending_->is_behind = next == found::end;
    return next != found::nothing_yet || ahead.at_message();
  }

  // Keeps what the frame that `from` begins with says. @returns false if it says nothing.
  [[nodiscard]] bool keep_last(frame_cutter& cutter, byte_view from) {
    if (ending_->found) return true;
    const byte_view sent = cutter.payload(from);
    if (!cutter.compressed(from)) {
      ending_->bytes.append(sent);
    } else if (auto done = encoding_->decompress(sent, ending_->bytes, ending_->limit.bytes,
                                                 ending_->limit.name);
               !done) {
      ending_->bytes.clear();
      // The head says of such a body that the call failed, and how, if the body does not.
      if (!ending_->is_all) {
        cutter.refuse(std::move(done).status());
        return false;
      }
    }
    return ending_->found = true;
  }

  // Decodes the text that has come: only where there is need for more than is decoded, as the peer
  // may send as much again. @returns false if the body is no text, or all of it is decoded.
  [[nodiscard]] bool decode_more() {
    if (instead_ == nullptr || instead_->ended) return false;
    const std::string_view text = as_text(stream_->body());
    result<void> outcome = instead_->decoder.decode(text, instead_->bytes);
    stream_->consume(text.size());
    if (outcome && stream_->received_end()) {
      outcome = instead_->decoder.finish(instead_->bytes);
      instead_->ended = true;
    }
    if (!outcome) {
      cutter_.refuse(std::move(outcome).status());
      found_ = found::failed;
    }
    return true;
  }

  [[nodiscard]] result<message> conclude() {
    if (stream_->failure() != nullptr) {
      return status{code::unavailable, "the stream ended early"};
    }
    if (!ready()) waiter_.throw_if_cancelled();
    if (found_ == found::failed) return cutter_.failure();
    if (found_ != found::message) {
      if (mode_ == mode::next) return message{};
      return status{code::unimplemented, "the call has no message where it needs one"};
    }
    const byte_view there = body();
    if (mode_ == mode::sole &&
        (ending_ != nullptr ? !ending_->is_behind : there.size() > cutter_.frame_bytes(there))) {
      return status{code::unimplemented, "the call has more than one message where it has one"};
    }
    given_ = true;
    given_bytes_ = cutter_.frame_bytes(there);
    if (counts_ != nullptr) counts_->receive_message(given_bytes_);
    was_compressed_ = cutter_.compressed(there);
    const byte_view sent = cutter_.payload(there);
    return was_compressed_ ? decompress(sent) : message{sent};
  }

  [[nodiscard]] result<message> decompress(byte_view sent) {
    inflated_.clear();
    auto done = encoding_->decompress(sent, inflated_, receive_max_bytes_, "receive_max_bytes");
    if (!done) {
      cutter_.refuse(std::move(done).status());
      found_ = found::failed;
      return cutter_.failure();
    }
    return message{inflated_.view()};
  }

  http::stream* stream_;
  call_tallies* counts_ = nullptr;
  std::size_t receive_max_bytes_;
  frame_cutter cutter_;
  found found_ = found::nothing_yet;
  mode mode_ = mode::next;
  bool given_ = false;           // a message is lent to the consumer until it asks again
  std::size_t given_bytes_ = 0;  // how much of the body that is
  const compress::encoding* encoding_ = nullptr;
  bool was_compressed_ = false;
  buffer inflated_;  // the last message that came compressed
  std::unique_ptr<other_body> instead_;
  std::unique_ptr<ending> ending_;  // null if the body does not say how the call ended
  runtime::suspension waiter_;
};

}  // namespace tern::protocol
