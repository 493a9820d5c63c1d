// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <memory>
#include <string>
#include <utility>

#include <tern/base/result.hpp>
#include <tern/protocol/excerpt.hpp>
#include <tern/runtime/detached.hpp>
#include <tern/server/route.hpp>
#include <tern/server/server_call.hpp>

namespace tern::server_side {

/// Serves a call to its end: the one place where what a handler throws is caught.
///
/// The text of an exception that is no tern::error stays here: it may hold what is not the
/// client's to know.
inline runtime::detached serve(std::unique_ptr<server_call> call) {
  status outcome;
  try {
    outcome = co_await call->to()->run(call->to()->service, *call);
  } catch (const error& failure) {
    outcome = failure.status();
  } catch (...) {
    outcome = {code::unknown, "the handler failed with an exception"};
  }
  call->finish(outcome);
}

/// Whether the deadline of `call` has passed before it starts.
[[nodiscard]] inline bool overdue(server_call& call) noexcept {
  const runtime::environment& surroundings = call.environment();
  return surroundings.deadline != runtime::never &&
         surroundings.deadline <= surroundings.executor.now();
}

/// Starts to serve `call`; refuses it if it cannot be served.
/// @thread the call's, outside of the HTTP engine.
inline void dispatch(std::unique_ptr<server_call> call) {
  if (!call->refusal().ok()) {
    call->finish(call->refusal());
  } else if (call->to() == nullptr) {
    call->finish(
        {code::unimplemented, "unknown method " + protocol::excerpt(call->context().method())});
  } else if (overdue(*call)) {
    call->expire();
  } else {
    server_call& served = *call;
    runtime::detached serving = serve(std::move(call));
    served.belong_to(serving.coroutine());
    std::move(serving).start(served.environment());
  }
}

}  // namespace tern::server_side
