// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <utility>

#include <tern/base/status.hpp>
#include <tern/runtime/background.hpp>
#include <tern/runtime/cancel.hpp>
#include <tern/runtime/event.hpp>
#include <tern/runtime/executor.hpp>

namespace tern::client_side {

/// The coroutine that sends the requests of a call, if they are a stream, and what it runs in.
/// @lifetime part of the call: it ends with it.
class request_sender {
 public:
  void set(runtime::background sender) noexcept {
    sender_ = std::move(sender);
    exists_ = true;
  }
  [[nodiscard]] bool exists() const noexcept { return exists_; }

  /// Makes what the coroutine runs in, which is cancelled with `parent`.
  void prepare(runtime::environment& parent, runtime::time_point deadline) {
    if (exists_) scope_.emplace(parent, deadline);
  }
  void start() { sender_.start(scope_->surroundings); }

  /// Requests can be sent.
  void open() noexcept { opened_.set(); }
  /// Waits, in the coroutine, for open().
  [[nodiscard]] auto opened() noexcept { return opened_.wait(); }

  /// The call has ended in this way: nothing more can be sent.
  void stop(const status& outcome) noexcept {
    if (!scope_) return;
    scope_->cancel.cancel(outcome.ok() ? status{code::cancelled, "the call is over"} : outcome);
  }

 private:
  struct scope {
    scope(runtime::environment& parent, runtime::time_point deadline)
        : cancel(parent.cancel), surroundings{parent.executor, cancel, deadline} {}
    runtime::linked_cancel_source cancel;
    runtime::environment surroundings;
  };

  bool exists_ = false;
  std::optional<scope> scope_;
  runtime::event opened_;
  runtime::background sender_;
};

}  // namespace tern::client_side
