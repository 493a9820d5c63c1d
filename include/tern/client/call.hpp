// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <memory>
#include <optional>
#include <utility>

#include <tern/base/result.hpp>
#include <tern/client/call_core.hpp>
#include <tern/client/kept_messages.hpp>
#include <tern/runtime/stream.hpp>
#include <tern/runtime/suspension.hpp>

namespace tern::client_side {

/// What can be known of a call beside its replies.
class call_handle {
 public:
  explicit call_handle(std::unique_ptr<call_core> core) noexcept : core_(std::move(core)) {}

  /// What the server sent before its first reply; empty until that has come.
  [[nodiscard]] const rpc::metadata& headers() const noexcept { return core_->answer().headers(); }

  /// What the server sent after its last reply; empty until the call is done.
  [[nodiscard]] const rpc::metadata& trailers() const noexcept {
    return core_->answer().trailers();
  }

  [[nodiscard]] bool done() const noexcept { return core_->done(); }

  /// How the call ended; ok until it is done.
  [[nodiscard]] const tern::status& status() const noexcept { return core_->status(); }

  /// Whether the requests that follow are compressed, if the call's options say that requests are.
  /// Those of a pipe follow if they are sent after it is `taken()`.
  void compress_messages(bool compressed) { core_->compress_messages(compressed); }

  /// Whether the last reply came compressed.
  [[nodiscard]] bool reply_was_compressed() const noexcept {
    return core_->answer().was_compressed();
  }

  /// Ends the call now; the server sees that it was cancelled.
  void cancel() { core_->close({code::cancelled, "the call was cancelled"}); }

 protected:
  std::unique_ptr<call_core> core_;
};

/// A call with one reply, under way since it was made.
///
///     HelloReply reply = co_await greeter.SayHello({.name = "Ada"});
///     auto result = co_await greeter.SayHello({.name = "Ada"}).result();      // does not throw
///
/// Made outside of a coroutine it starts when it is awaited. Awaited once.
/// @lifetime leaving its scope before the reply cancels the call.
template <class Reply>
class [[nodiscard]] call : public call_handle {
 public:
  using call_handle::call_handle;

  /// The reply, or throws `tern::error` with the status of the call.
  [[nodiscard]] auto operator co_await() noexcept {
    struct awaiter : waits {
      Reply await_resume() { return this->finish().value(); }
    };
    return awaiter{{*core_}};
  }

  /// The reply, or the status of the call; does not throw.
  /// @lifetime the call outlives the wait.
  [[nodiscard]] auto result() noexcept {
    struct awaiter : waits {
      tern::result<Reply> await_resume() { return this->finish(); }
    };
    return awaiter{{*core_}};
  }

 private:
  static tern::status no_reply() {
    return {code::internal, "an interceptor has ended the call with OK and without a reply"};
  }

  struct waits {
    call_core& core;
    runtime::suspension::frame_guard guard = {};

    [[nodiscard]] bool await_ready() { return core.ask_sole(); }
    [[nodiscard]] bool await_suspend(std::coroutine_handle<> consumer) {
      // A call that was made outside of a coroutine has just started, and may have failed.
      return !core.done() && core.wait(consumer, guard);
    }
    [[nodiscard]] tern::result<Reply> finish() {
      auto payload = core.take_sole();
      if (!payload) return payload.status();
      if (auto* const kept = static_cast<kept_reply<Reply>*>(core.messages())) {
        if (!kept->reply) return no_reply();
        return *std::exchange(kept->reply, std::nullopt);
      }
      return core.answer().template decode<Reply>(*payload);
    }
  };
};

/// A call with a stream of replies, under way since it was made.
///
///     auto updates = greeter.Subscribe({.name = "Ada"});
///     while (auto update = co_await updates.next()) show(*update);
///
/// @lifetime leaving its scope before the end cancels the call.
template <class Reply>
class [[nodiscard]] reply_stream : public call_handle {
 public:
  using value_type = Reply;
  using call_handle::call_handle;

  /// The next reply, or nothing at the end of a call that succeeded.
  /// @error throws `tern::error` with the status of a call that failed.
  [[nodiscard]] auto next() noexcept {
    struct awaiter : waits {
      std::optional<Reply> await_resume() { return this->take().value(); }
    };
    return awaiter{{*core_}};
  }

  /// The same without throwing: the next reply, nothing, or the status of the call.
  [[nodiscard]] auto next_result() noexcept {
    struct awaiter : waits {
      tern::result<std::optional<Reply>> await_resume() { return this->take(); }
    };
    return awaiter{{*core_}};
  }

  /// The replies as a plain stream, to be passed on.
  operator runtime::stream<Reply>() && { return read_all(std::move(*this)); }

 private:
  struct waits {
    call_core& core;
    runtime::suspension::frame_guard guard = {};

    [[nodiscard]] bool await_ready() { return core.ask_next(); }
    [[nodiscard]] bool await_suspend(std::coroutine_handle<> consumer) {
      return !core.done() && core.wait(consumer, guard);
    }
    [[nodiscard]] tern::result<std::optional<Reply>> take() {
      auto payload = core.take_next();
      if (!payload) return payload.status();
      if (!*payload) return std::optional<Reply>{};
      auto reply = core.answer().template decode<Reply>(**payload);
      tern::status accepted = reply.status();
      if (reply) accepted = kept_reply<Reply>::see(core, *reply);
      if (!accepted.ok()) {
        core.finish(accepted);
        return accepted;
      }
      return std::optional<Reply>{*std::move(reply)};
    }
  };

  static runtime::stream<Reply> read_all(reply_stream replies) {
    while (auto reply = co_await replies.next()) co_yield *std::move(reply);
  }
};

}  // namespace tern::client_side
