// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <functional>
#include <utility>

#include <tern/intercept/interceptor.hpp>

namespace tern::intercept {

/// Tells the program, and not the client, what a handler threw that is no tern::error. The client
/// gets `internal` and a text that says nothing.
///
///     server.intercept(tern::exception_recovery{[](auto& call, std::exception_ptr thrown) { … }});
class exception_recovery {
 public:
  /// @thread that of the call: of several calls at once, if the server has several threads.
  using sink = std::function<void(call_context&, std::exception_ptr)>;

  explicit exception_recovery(sink tell) : sink_(std::move(tell)) {}

  runtime::task<void> operator()(call_context& call, next rest) const {
    return run(sink_, call, rest);
  }

 private:
  static runtime::task<void> run(const sink& tell, call_context& call, next rest) {
    co_await rest();
    if (!call.exception()) co_return;
    call.set_status({code::internal, "the handler failed with an exception"});
    tell(call, call.exception());
  }

  sink sink_;
};

}  // namespace tern::intercept
