// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <span>
#include <utility>

#include <tern/base/result.hpp>
#include <tern/intercept/interceptor.hpp>
#include <tern/runtime/detached.hpp>
#include <tern/server/interception.hpp>
#include <tern/server/route.hpp>
#include <tern/server/server_call.hpp>

namespace tern::server_side {

/// Serves a call to its end: the one place where what a handler throws is caught.
inline runtime::detached serve(std::unique_ptr<server_call> call) {
  status outcome;
  try {
    outcome = co_await call->to()->run(call->to()->service, *call);
  } catch (const error& failure) {
    outcome = failure.status();
  } catch (...) {
    outcome = handler_failed();
  }
  call->finish(outcome);
}

/// The same inside of interceptors.
inline runtime::detached serve_intercepted(std::unique_ptr<server_call> call,
                                           std::span<const intercept::interceptor> around) {
  interception inside{*call, around};
  co_await inside.run();
  call->finish(inside.status());
}

/// Whether the deadline of `call` has passed before it starts.
[[nodiscard]] inline bool overdue(server_call& call) noexcept {
  const runtime::environment& surroundings = call.environment();
  return surroundings.deadline != runtime::never &&
         surroundings.deadline <= surroundings.executor.now();
}

/// Starts to serve `call`; refuses it if it cannot be served.
/// @param around_unknown the interceptors of calls that have no route.
/// @thread the call's, outside of the HTTP engine.
inline void dispatch(std::unique_ptr<server_call> call,
                     std::span<const intercept::interceptor> around_unknown) {
  const std::span<const intercept::interceptor> around =
      call->to() != nullptr ? std::span{call->to()->around} : around_unknown;
  if (!call->refusal().ok()) {
    call->finish(call->refusal());
  } else if (call->to() == nullptr && around.empty()) {
    call->finish(unknown_method(call->context().method()));
  } else if (overdue(*call)) {
    call->expire();
  } else {
    server_call& served = *call;
    runtime::detached serving =
        around.empty() ? serve(std::move(call)) : serve_intercepted(std::move(call), around);
    served.belong_to(serving.coroutine());
    std::move(serving).start(served.environment());
  }
}

}  // namespace tern::server_side
