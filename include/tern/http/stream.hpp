// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include <tern/base/blocks.hpp>
#include <tern/base/buffer.hpp>
#include <tern/base/intrusive_list.hpp>
#include <tern/http/error.hpp>
#include <tern/http/head.hpp>
#include <tern/http/session.hpp>
#include <tern/runtime/suspension.hpp>

namespace tern::http {

/// Who is told at once what happens to a stream. Called outside of coroutines, inside the engine:
/// resume nothing, write nothing, queue it.
struct stream_listener {
  /// A head, bytes of the body, or the end have come in.
  virtual void on_received() noexcept = 0;

  /// The stream has failed; nothing more will come, and nothing more can be sent.
  virtual void on_failed(const stream_error& failure) noexcept = 0;

 protected:
  ~stream_listener() = default;
};

/// Has the last word on the head of every response of a server, whoever sends it.
struct head_editor {
  virtual void edit(const head& request, head& response) const = 0;

 protected:
  ~head_editor() = default;
};

/// One request and its response, in the middle of being exchanged.
///
/// The half that comes in is filled by the session and emptied by one reader; the half that goes
/// out is filled by one writer and emptied by the session. Both halves are bounded: the reader's
/// by the flow-control window, which reopens as the reader consumes, the writer's by writable().
/// @thread the connection's.
/// @lifetime shared by the session, until the stream closes, and by the call, until it is done.
class stream : public list_link, public in_blocks {
 public:
  stream(session& owner, std::size_t write_high_water_bytes) noexcept
      : session_(&owner), write_high_water_bytes_(write_high_water_bytes) {}
  stream(const stream&) = delete;
  stream& operator=(const stream&) = delete;

  // ---- what comes in -----------------------------------------------------------------------

  [[nodiscard]] bool head_received() const noexcept { return head_received_; }
  [[nodiscard]] const head& received_head() const noexcept { return received_head_; }
  [[nodiscard]] head& received_head() noexcept { return received_head_; }

  /// The trailers; null if there were none, or not yet.
  [[nodiscard]] const headers* received_trailers() const noexcept {
    return received_trailers_ ? &*received_trailers_ : nullptr;
  }

  /// Whether the header list went past its limit; fields beyond the limit were dropped.
  [[nodiscard]] bool header_list_too_large() const noexcept { return header_list_too_large_; }

  /// The part of the body that was received and not consumed yet.
  [[nodiscard]] byte_view body() const noexcept { return body_.view(); }

  /// Whether everything that the peer will send has been received.
  [[nodiscard]] bool received_end() const noexcept { return received_end_; }

  /// Why the stream ended early; null as long as it did not.
  [[nodiscard]] const stream_error* failure() const noexcept {
    return failure_ ? &*failure_ : nullptr;
  }

  /// Forgets the first `bytes` of body(), which lets the peer send as many more.
  void consume(std::size_t bytes) {
    if (discarding_) return;  // all is forgotten
    body_.consume(bytes);
    reopen_window(body_.size());
  }

  /// Makes room for a body of `bytes` that is known to come.
  void expect(std::size_t bytes) {
    if (bytes > body_.size()) static_cast<void>(body_.prepare(bytes - body_.size()));
  }

  /// From now on throws away what comes in.
  void discard_body() {
    discarding_ = true;
    body_.clear();
    reopen_window(0);
  }

  /// Lets the peer send as much more as has come in and was not consumed: the reader waits for
  /// more than is there.
  void want_more() { reopen_window(0); }

  /// Sets who is told; null for nobody.
  void listen(stream_listener* listener) noexcept { listener_ = listener; }

  // ---- what goes out -----------------------------------------------------------------------

  [[nodiscard]] bool head_sent() const noexcept { return head_sent_; }

  /// Lets `editor` see the head that will be sent. @lifetime longer than that takes.
  void edit_head(const head_editor& editor) noexcept { editor_ = &editor; }

  /// Sends the head of a response; `end` says that nothing follows.
  void send_head(head&& response, bool end) {
    if (session_ == nullptr || head_sent_) return;
    head_sent_ = true;
    sent_end_ = end;
    own_head_ = std::move(response);
    if (editor_ != nullptr) editor_->edit(received_head_, own_head_);
    session_->send_head(*this, end);
  }

  /// Sends a head that many responses have. @lifetime `response` lasts as long as the program.
  void send_common_head(const head& response, bool end) {
    if (editor_ != nullptr) return send_head(head{response}, end);
    if (session_ == nullptr || head_sent_) return;
    head_sent_ = true;
    sent_end_ = end;
    common_head_ = &response;
    session_->send_head(*this, end);
  }

  /// Where to append what is to be sent of the body, before its end; call flush() after that.
  [[nodiscard]] buffer& output() noexcept { return output_; }
  void flush() {
    if (session_ == nullptr) {
      forget_output();
    } else if (!sent_end_) {
      session_->outbound_ready(*this);
    }
  }

  /// Ends this side, after what was written.
  void end(std::optional<headers> trailers = std::nullopt) {
    if (session_ == nullptr || sent_end_) return;
    own_trailers_ = std::move(trailers);
    finish(own_trailers_ ? &*own_trailers_ : nullptr);
  }

  /// The same with trailers that many responses have. @lifetime they last as long as the program.
  void end_with_common(const headers& trailers) {
    if (session_ != nullptr && !sent_end_) finish(&trailers);
  }

  [[nodiscard]] bool sent_end() const noexcept { return sent_end_; }

  /// Whether both sides have said everything, even if not all of it has gone out.
  [[nodiscard]] bool complete() const noexcept { return sent_end_ && received_end_; }

  /// Keeps what is sent of the body, as long as it is no more than `max_bytes` and no head has come
  /// in, so that the request can be made again. Before anything is sent.
  void keep_sent(std::size_t max_bytes) noexcept {
    keep_max_bytes_ = max_bytes;
    keeps_sent_ = true;
  }

  /// Whether output() is the whole body, from its first byte.
  [[nodiscard]] bool keeps_sent() const noexcept { return keeps_sent_; }

  /// Waits until what was written has gone out so far that more can be queued.
  /// @error throws the reason if the environment is cancelled before.
  [[nodiscard]] auto writable() noexcept {
    struct awaiter {
      stream& self;
      runtime::suspension::frame_guard guard = {};
      [[nodiscard]] bool await_ready() const noexcept {
        return self.unsent().size() < self.write_high_water_bytes_ || self.failure_;
      }
      [[nodiscard]] bool await_suspend(std::coroutine_handle<> writer) noexcept {
        return self.writer_.begin(writer, guard);
      }
      void await_resume() const { self.writer_.throw_if_cancelled(); }
    };
    return awaiter{*this};
  }

  /// Ends the stream at once, on both sides.
  void reset(error_code code) {
    if (session_ == nullptr || failure_) return;
    session_->reset(*this, code);
    fail({stream_error::origin::local, code, {}});
  }

  // ---- for the session ---------------------------------------------------------------------

  std::int32_t id = 0;                    ///< the stream identifier of HTTP/2
  bool starved = false;                   ///< the session has asked for output when there was none
  std::uint32_t window_growth_bytes = 0;  ///< beyond the window of a new stream

  /// Where in all that the session says the head of a request begins, once it is said.
  static constexpr std::uint64_t unsaid = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t request_begins_at = unsaid;

  bool malformed = false;  ///< the session has reset it, as its peer sends what cannot be

  /// How long the body is that will come in; `any_length` if nobody says.
  static constexpr std::uint64_t any_length = std::numeric_limits<std::uint64_t>::max();
  void announce_body(std::uint64_t bytes) noexcept { missing_bytes_ = bytes; }
  /// Counts what comes in of it. @returns whether that is no more than was announced.
  [[nodiscard]] bool count_body(std::size_t bytes) noexcept {
    if (missing_bytes_ == any_length) return true;
    if (bytes > missing_bytes_) return false;
    missing_bytes_ -= bytes;
    return true;
  }
  [[nodiscard]] bool body_is_short() const noexcept {
    return missing_bytes_ != 0 && missing_bytes_ != any_length;
  }

  void head_complete() noexcept {
    head_received_ = true;
    if (keeps_sent_) stop_keeping();
    tell_received();
  }
  [[nodiscard]] headers& start_trailers() { return received_trailers_.emplace(); }
  [[nodiscard]] headers& trailers_in_progress() noexcept { return *received_trailers_; }
  void mark_header_list_too_large() noexcept { header_list_too_large_ = true; }

  /// @param at_hand_bytes how much has come behind these, which may be more of the body.
  void receive_body(byte_view bytes, std::size_t at_hand_bytes = 0) {
    window_debt_bytes_ += bytes.size();
    if (discarding_) return reopen_window(0);
    const bool is_long = bytes.size() >= long_piece_bytes;
    if (is_long && body_.room() < bytes.size()) {
      static_cast<void>(body_.prepare(bytes.size() + at_hand_bytes));
    }
    body_.append(bytes);
    tell_received();
  }

  void receive_end() noexcept {
    received_end_ = true;
    tell_received();
  }

  [[nodiscard]] const head& sent_head() const noexcept {
    return common_head_ != nullptr ? *common_head_ : own_head_;
  }
  [[nodiscard]] bool sends_common_head() const noexcept { return common_head_ != nullptr; }
  void keep_request(head&& request, bool end) noexcept {
    own_head_ = std::move(request);
    head_sent_ = true;
    sent_end_ = end;
  }
  [[nodiscard]] const headers* sent_trailers() const noexcept { return sent_trailers_; }
  [[nodiscard]] bool sends_common_trailers() const noexcept { return !own_trailers_; }

  /// The part of output() that the session has not taken yet.
  [[nodiscard]] byte_view unsent() const noexcept { return output_.view().subspan(sent_bytes_); }

  /// The session has taken the first `bytes` of unsent().
  void took_output(std::size_t bytes) noexcept {
    if (keeps_sent_) {
      sent_bytes_ += bytes;
      if (output_.size() > keep_max_bytes_) stop_keeping();
    } else {
      output_.consume(bytes);
    }
    if (unsent().size() <= write_high_water_bytes_ / 2) writer_.wake();
  }

  /// The stream is over. `failure` says why, unless both sides have ended it.
  void close(std::optional<stream_error> failure) noexcept {
    if (failure && !failure_) fail(*std::move(failure));
    session_ = nullptr;
    forget_output();
    writer_.wake();
  }

  [[nodiscard]] bool closed() const noexcept { return session_ == nullptr; }

 private:
  // What comes in pieces like this is most probably longer than one of them.
  static constexpr std::size_t long_piece_bytes = 8 * 1024;

  friend class stream_ptr;
  ~stream() = default;

  void finish(const headers* trailers) {
    sent_end_ = true;
    sent_trailers_ = trailers;
    session_->outbound_ready(*this);
  }

  void fail(stream_error failure) noexcept {
    failure_ = std::move(failure);
    writer_.wake();
    if (listener_ != nullptr) listener_->on_failed(*failure_);
  }

  void stop_keeping() noexcept {
    keeps_sent_ = false;
    output_.consume(std::exchange(sent_bytes_, 0));
  }

  void forget_output() noexcept {
    keeps_sent_ = false;
    sent_bytes_ = 0;
    output_.clear();
  }

  void tell_received() noexcept {
    if (listener_ != nullptr) listener_->on_received();
  }

  void reopen_window(std::size_t still_held_bytes) {
    if (window_debt_bytes_ <= still_held_bytes) return;
    const std::size_t bytes = window_debt_bytes_ - still_held_bytes;
    window_debt_bytes_ = still_held_bytes;
    if (session_ != nullptr && !received_end_) session_->consumed(*this, bytes);
  }

  std::uint32_t owner_count_ = 0;
  session* session_;
  stream_listener* listener_ = nullptr;
  const head_editor* editor_ = nullptr;
  std::optional<stream_error> failure_;

  bool head_received_ = false;
  bool received_end_ = false;
  bool header_list_too_large_ = false;
  bool discarding_ = false;
  bool head_sent_ = false;
  bool sent_end_ = false;

  head received_head_;
  std::optional<headers> received_trailers_;
  buffer body_;
  std::size_t window_debt_bytes_ = 0;         // received, and not yet given back to the peer
  std::uint64_t missing_bytes_ = any_length;  // of the body, if that was announced

  // The engine reads heads and trailers in place, so they stay until the stream closes.
  head own_head_;
  std::optional<headers> own_trailers_;
  const head* common_head_ = nullptr;       // in place of the own one
  const headers* sent_trailers_ = nullptr;  // the own ones, or common ones
  buffer output_;
  std::size_t sent_bytes_ = 0;  // at the front of output_, where they are kept
  std::size_t keep_max_bytes_ = 0;
  bool keeps_sent_ = false;
  std::size_t write_high_water_bytes_;
  runtime::suspension writer_;
};

/// A share in a stream.
class stream_ptr {
 public:
  stream_ptr() = default;
  explicit stream_ptr(stream* shared) noexcept : stream_(shared) {
    if (stream_ != nullptr) ++stream_->owner_count_;
  }
  stream_ptr(const stream_ptr& other) noexcept : stream_ptr(other.stream_) {}
  stream_ptr(stream_ptr&& other) noexcept : stream_(std::exchange(other.stream_, nullptr)) {}
  stream_ptr& operator=(stream_ptr other) noexcept {
    std::swap(stream_, other.stream_);
    return *this;
  }
  ~stream_ptr() {
    if (stream_ != nullptr && --stream_->owner_count_ == 0) delete stream_;
  }

  [[nodiscard]] stream* get() const noexcept { return stream_; }
  [[nodiscard]] stream& operator*() const noexcept { return *stream_; }
  [[nodiscard]] stream* operator->() const noexcept { return stream_; }
  explicit operator bool() const noexcept { return stream_ != nullptr; }

  /// Gives up ownership of the share; adopt() takes it up again.
  [[nodiscard]] stream* release() noexcept { return std::exchange(stream_, nullptr); }
  [[nodiscard]] static stream_ptr adopt(stream* shared) noexcept {
    stream_ptr owner;
    owner.stream_ = shared;
    return owner;
  }

 private:
  stream* stream_ = nullptr;
};

}  // namespace tern::http
