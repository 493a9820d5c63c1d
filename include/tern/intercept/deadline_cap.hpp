// SPDX-License-Identifier: MIT
#pragma once

#include <tern/intercept/interceptor.hpp>
#include <tern/runtime/executor.hpp>

namespace tern::intercept {

/// Ends every call after so much time, also if its client would wait for longer or for ever.
///
///     server.intercept(tern::deadline_cap{30s});
class deadline_cap {
 public:
  explicit deadline_cap(runtime::duration max) noexcept : max_(max) {}

  runtime::task<void> operator()(call_context& call, next rest) const {
    return run(max_, call, rest);
  }

 private:
  static runtime::task<void> run(runtime::duration max, call_context& call, next rest) {
    const runtime::executor& time = runtime::current_environment()->executor;
    call.cap_deadline(runtime::saturating_add(time.now(), max));
    co_await rest();
  }

  runtime::duration max_;
};

}  // namespace tern::intercept
