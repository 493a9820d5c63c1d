// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <utility>

#include <tern/http/stream.hpp>

namespace tern::client_side {

/// Waits until a stream takes more, and keeps it as long as it is waited for: the call may have
/// left it meanwhile, to be made again on another one.
class [[nodiscard]] writable_stream {
 public:
  explicit writable_stream(http::stream_ptr waited_for) noexcept
      : stream_(std::move(waited_for)), wait_(stream_->writable()) {}

  [[nodiscard]] bool await_ready() const noexcept { return wait_.await_ready(); }
  [[nodiscard]] bool await_suspend(std::coroutine_handle<> writer) noexcept {
    return wait_.await_suspend(writer);
  }
  void await_resume() const { wait_.await_resume(); }

 private:
  http::stream_ptr stream_;
  decltype(std::declval<http::stream&>().writable()) wait_;  // goes first
};

}  // namespace tern::client_side
