// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <utility>

#include <tern/base/intrusive_list.hpp>
#include <tern/base/status.hpp>

namespace tern::runtime {

/// What waits for a cancellation: `fire` runs once, inside cancel_source::cancel(). It must not
/// resume a coroutine. Destroying the hook withdraws it.
class cancel_hook : public list_link {
 public:
  explicit cancel_hook(void (*fire)(cancel_hook&) noexcept) noexcept : fire_(fire) {}

 private:
  friend class cancel_source;
  void (*fire_)(cancel_hook&) noexcept;
};

/// The one place from which a scope (a call, a group of tasks) is cancelled. The first reason wins.
///
/// Cancelling does not stop code: it makes every wait of the library inside the scope, now and
/// later, fail with the reason, so that coroutines unwind themselves.
/// @thread the scope's executor only.
class cancel_source {
 public:
  cancel_source() = default;
  cancel_source(const cancel_source&) = delete;
  cancel_source& operator=(const cancel_source&) = delete;

  [[nodiscard]] bool cancelled() const noexcept { return !reason_.ok(); }

  /// Why; `ok` as long as nothing was cancelled.
  [[nodiscard]] const status& reason() const noexcept { return reason_; }

  /// Cancels with `reason`, which is not `ok`. Only the first call has an effect.
  void cancel(status reason) noexcept {
    assert(!reason.ok());
    if (cancelled()) return;
    reason_ = std::move(reason);
    while (!hooks_.empty()) {
      cancel_hook& hook = hooks_.pop_front();
      hook.fire_(hook);
    }
  }

  /// Lets `hook` fire when this source is cancelled; not at all if it has been already.
  void attach(cancel_hook& hook) noexcept {
    if (!cancelled()) hooks_.push_back(hook);
  }

 private:
  status reason_;
  intrusive_list<cancel_hook> hooks_;
};

/// A source that is cancelled with its parent, and that can be cancelled alone.
class linked_cancel_source : public cancel_source {
 public:
  explicit linked_cancel_source(cancel_source& parent) noexcept : parent_(parent) {
    if (parent.cancelled()) {
      cancel(parent.reason());
    } else {
      parent.attach(link_);
    }
  }

 private:
  struct parent_hook : cancel_hook {
    explicit parent_hook(linked_cancel_source& self) noexcept
        : cancel_hook([](cancel_hook& hook) noexcept {
            auto& child = static_cast<parent_hook&>(hook).owner;
            child.cancel(child.parent_.reason());
          }),
          owner(self) {}
    linked_cancel_source& owner;
  };

  cancel_source& parent_;
  parent_hook link_{*this};
};

}  // namespace tern::runtime
