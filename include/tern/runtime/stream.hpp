// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <coroutine>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include <tern/base/blocks.hpp>
#include <tern/base/result.hpp>

namespace tern::runtime {

/// Where the elements of a stream come from: a generator coroutine, a pipe, or a call.
template <class T>
struct stream_source {
  /// Asks for the next element on behalf of `consumer`, the running coroutine.
  /// @returns true if take() can be called at once; false if `consumer` will be resumed for it.
  [[nodiscard]] virtual bool pull(std::coroutine_handle<> consumer) = 0;

  /// The element that was asked for; nothing at the end of the stream.
  /// @error throws what ended the stream, if that was no ordinary end.
  [[nodiscard]] virtual std::optional<T> take() = 0;

  /// The consumer that waits is being destroyed: do not resume it. Nobody will ask again.
  virtual void abandon() noexcept = 0;

  /// The stream has gone. The source may destroy itself.
  virtual void drop() noexcept = 0;

 protected:
  ~stream_source() = default;
};

namespace detail {
template <class T>
class generator_promise;
}  // namespace detail

/// A sequence of values of which each is computed when it is asked for: an async generator.
///
///     tern::stream<int> numbers() { for (int i = 0;; ++i) co_yield i; }
///     while (auto number = co_await stream.next()) use(*number);
///
/// A coroutine of this type runs in the environment of the coroutine that calls next().
/// @lifetime owns its source. Leaving a stream unfinished ends the source: a generator's frame is
/// destroyed, a call is cancelled.
template <class T>
class [[nodiscard]] stream {
 public:
  using value_type = T;
  using promise_type = detail::generator_promise<T>;

  /// A stream that has ended.
  stream() = default;

  /// A stream of what `source` gives.
  /// @lifetime `source` lives until its drop() is called.
  explicit stream(stream_source<T>& source) noexcept : source_(&source) {}

  stream(stream&& other) noexcept : source_(std::exchange(other.source_, nullptr)) {}
  stream& operator=(stream&& other) noexcept {
    if (this != &other) {
      drop();
      source_ = std::exchange(other.source_, nullptr);
    }
    return *this;
  }
  ~stream() { drop(); }

  /// Whether it comes from somewhere; not, if it was made without a source.
  explicit operator bool() const noexcept { return source_ != nullptr; }

  /// The next element, or nothing at the end. One call at a time.
  /// @error throws what ended the stream, every time: `tern::error` for a call, a generator's own
  /// exception.
  /// @lifetime the stream outlives the wait.
  [[nodiscard]] auto next() noexcept {
    struct awaiter {
      stream_source<T>* source;
      bool waiting = false;
      ~awaiter() {
        if (waiting) source->abandon();
      }
      [[nodiscard]] bool await_ready() const noexcept { return source == nullptr; }
      [[nodiscard]] bool await_suspend(std::coroutine_handle<> consumer) {
        waiting = !source->pull(consumer);
        return waiting;
      }
      std::optional<T> await_resume() {
        waiting = false;
        return source == nullptr ? std::nullopt : source->take();
      }
    };
    return awaiter{source_};
  }

 private:
  void drop() noexcept {
    if (source_ != nullptr) std::exchange(source_, nullptr)->drop();
  }

  stream_source<T>* source_ = nullptr;
};

namespace detail {

template <class T>
class generator_promise final : public stream_source<T>, public in_blocks {
 public:
  stream<T> get_return_object() noexcept { return stream<T>{*this}; }
  [[nodiscard]] std::suspend_always initial_suspend() const noexcept { return {}; }

  /// Gives control back to the consumer: by returning into pull() while that is on the stack,
  /// by resuming it otherwise. So a loop over ready elements does not deepen the stack.
  struct hand_over {
    std::coroutine_handle<> consumer;
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    [[nodiscard]] std::coroutine_handle<> await_suspend(std::coroutine_handle<>) const noexcept {
      return consumer ? consumer : std::noop_coroutine();
    }
    void await_resume() const noexcept {}
  };

  [[nodiscard]] hand_over final_suspend() noexcept {
    return hand_over{std::exchange(consumer_, nullptr)};
  }

  [[nodiscard]] hand_over yield_value(T value) {
    element_.emplace(std::move(value));
    return hand_over{std::exchange(consumer_, nullptr)};
  }

  void return_void() const noexcept {}
  void unhandled_exception() noexcept { failure_ = std::current_exception(); }

  [[nodiscard]] bool pull(std::coroutine_handle<> consumer) override {
    const auto self = std::coroutine_handle<generator_promise>::from_promise(*this);
    if (self.done()) return true;
    self.resume();
    if (element_ || self.done()) return true;
    consumer_ = consumer;
    return false;
  }

  [[nodiscard]] std::optional<T> take() override {
    if (element_) {
      std::optional<T> element = std::move(element_);
      element_.reset();
      return element;
    }
    if (failure_) std::rethrow_exception(failure_);
    return std::nullopt;
  }

  void abandon() noexcept override { consumer_ = nullptr; }

  void drop() noexcept override {
    std::coroutine_handle<generator_promise>::from_promise(*this).destroy();
  }

 private:
  std::coroutine_handle<> consumer_;
  std::optional<T> element_;
  std::exception_ptr failure_;
};

}  // namespace detail

}  // namespace tern::runtime
