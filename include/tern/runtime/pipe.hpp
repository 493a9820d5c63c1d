// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include <tern/base/status.hpp>
#include <tern/runtime/stream.hpp>
#include <tern/runtime/suspension.hpp>

namespace tern::runtime {

/// A stream that is written by hand: what is sent into the pipe comes out of `stream`.
///
///     auto names = tern::pipe<HelloRequest>();
///     auto replies = greeter.Chat(std::move(names.stream));
///     co_await names.send({.name = "Ada"});
///     names.close();
///
/// A pipe that is destroyed before close() fails its stream with `cancelled`: a sender that was
/// unwound has not said everything.
/// @thread both ends on one executor.
template <class T>
class pipe {
  class state;

 public:
  /// A pipe that holds up to `capacity_count` unread elements, at least one, before send() waits.
  explicit pipe(std::size_t capacity_count = 1) : pipe(new state(capacity_count)) {}
  pipe(pipe&& other) noexcept
      : stream(std::move(other.stream)), state_(std::exchange(other.state_, nullptr)) {}
  pipe& operator=(pipe&&) = delete;
  ~pipe() {
    if (state_ != nullptr) state_->sender_left();
  }

  /// Adds an element; waits while the pipe is full.
  /// @returns false if nobody will read it: the reader has gone or the pipe was closed.
  /// @error throws the reason if the environment is cancelled while it waits.
  auto send(T element) {
    struct awaiter {
      state& pipe_state;
      T element;
      suspension::frame_guard guard = {};
      [[nodiscard]] bool await_ready() const noexcept { return !pipe_state.full(); }
      [[nodiscard]] bool await_suspend(std::coroutine_handle<> sender) noexcept {
        return pipe_state.sender.begin(sender, guard);
      }
      bool await_resume() {
        if (pipe_state.full()) pipe_state.sender.throw_if_cancelled();
        return pipe_state.add(std::move(element));
      }
    };
    return awaiter{*state_, std::move(element)};
  }

  /// Waits until the reader has taken all that was sent and asks for more: a call has written it.
  /// @returns false if nobody will ask: the reader has gone or the pipe was closed.
  /// @error throws the reason if the environment is cancelled while it waits.
  auto taken() {
    struct awaiter {
      state& pipe_state;
      suspension::frame_guard guard = {};
      [[nodiscard]] bool await_ready() const noexcept {
        return pipe_state.over() || pipe_state.asked();
      }
      [[nodiscard]] bool await_suspend(std::coroutine_handle<> sender) noexcept {
        return pipe_state.until_taken.begin(sender, guard);
      }
      bool await_resume() {
        if (!await_ready()) pipe_state.until_taken.throw_if_cancelled();
        return !pipe_state.over();
      }
    };
    return awaiter{*state_};
  }

  /// Ends the stream after what was sent.
  void close() noexcept { state_->end({}); }

  /// Ends the stream with `failure` after what was sent.
  void fail(status failure) noexcept { state_->end(std::move(failure)); }

  /// The reading end, to be moved to whoever reads.
  runtime::stream<T> stream;

 private:
  class state final : public stream_source<T> {
   public:
    explicit state(std::size_t capacity_count)
        : capacity_count_(capacity_count == 0 ? 1 : capacity_count) {}

    /// Whether nobody will read what is sent now.
    [[nodiscard]] bool over() const noexcept { return ended_ || dropped_; }

    [[nodiscard]] bool full() const noexcept {
      return !over() && elements_.size() >= capacity_count_;
    }

    /// Whether the reader waits for an element that has not been sent.
    [[nodiscard]] bool asked() const noexcept { return elements_.empty() && receiver_.waiting(); }

    bool add(T element) {
      if (over()) return false;
      elements_.push_back(std::move(element));
      receiver_.wake();
      return true;
    }

    void end(status outcome) noexcept {
      if (ended_) return;
      ended_ = true;
      outcome_ = std::move(outcome);
      receiver_.wake();
      sender.wake();
      until_taken.wake();
    }

    void sender_left() noexcept {
      end({code::cancelled, "the sender left without closing the pipe"});
      sender_left_ = true;
      if (dropped_) delete this;
    }

    [[nodiscard]] bool pull(std::coroutine_handle<> consumer) override {
      if (!elements_.empty() || ended_ || !receiver_.begin(consumer)) return true;
      until_taken.wake();
      return false;
    }

    [[nodiscard]] std::optional<T> take() override {
      if (!elements_.empty()) {
        std::optional<T> element = std::move(elements_.front());
        elements_.pop_front();
        sender.wake();
        return element;
      }
      if (!ended_) receiver_.throw_if_cancelled();
      if (!outcome_.ok()) throw error(outcome_);
      return std::nullopt;
    }

    void abandon() noexcept override { receiver_.withdraw(); }

    void drop() noexcept override {
      dropped_ = true;
      elements_.clear();
      sender.wake();
      until_taken.wake();
      if (sender_left_) delete this;
    }

    suspension sender;       // waits in send()
    suspension until_taken;  // waits in taken()

   private:
    std::size_t capacity_count_;
    std::deque<T> elements_;
    bool ended_ = false;
    bool dropped_ = false;
    bool sender_left_ = false;
    status outcome_;
    suspension receiver_;
  };

  explicit pipe(state* shared) : stream(*shared), state_(shared) {}

  state* state_;
};

}  // namespace tern::runtime
