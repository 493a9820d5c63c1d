// SPDX-License-Identifier: MIT
#pragma once

#include <tern/client/interception.hpp>

#include <exception>
#include <utility>

#include <tern/base/status.hpp>
#include <tern/client/call_core.hpp>

namespace tern::client_side {

TERN_INLINE interception::interception(std::vector<intercept::interceptor> around,
                                       std::string_view method, rpc::metadata request_metadata)
    : around_(std::move(around)), method_(method), request_metadata_(std::move(request_metadata)) {
  status_ = {code::internal, "an interceptor has ended the call without a status"};
}

TERN_INLINE interception::~interception() {
  if (call_ != nullptr) call_->conclude({code::cancelled, "the executor has ended"});
}

TERN_INLINE void interception::cap_deadline(runtime::time_point latest) {
  if (latest >= surroundings_->deadline) return;
  surroundings_->deadline = latest;
  if (call_ != nullptr) call_->cap_deadline(latest);
}

TERN_INLINE void interception::launch(std::unique_ptr<call_interceptor> self, call_core& call,
                                      runtime::executor& home, runtime::time_point deadline) {
  call_ = &call;
  runtime::environment& inside = surroundings_.emplace(home, cancel_, deadline);
  static_cast<void>(self.release());  // it is this object, which its coroutine owns now
  run(std::unique_ptr<interception>{this}).start(inside);
}

TERN_INLINE void interception::on_attempt_end(const tern::status& outcome,
                                              const rpc::metadata& headers,
                                              const rpc::metadata& trailers) {
  outcome_ = outcome;
  headers_ = headers;
  trailers_ = trailers;
  attempt_ended_.set();
}

TERN_INLINE void interception::on_call_end(const tern::status& outcome) noexcept {
  call_ = nullptr;
  outcome_ = outcome;
  cancel_.cancel(outcome.ok() ? tern::status{code::cancelled, "the call is over"} : outcome);
}

TERN_INLINE runtime::detached interception::run(std::unique_ptr<interception> self) {
  co_await self->proceed(0);
  if (self->call_ != nullptr) std::exchange(self->call_, nullptr)->conclude(self->status_);
}

TERN_INLINE runtime::task<void> interception::proceed(std::size_t index) {
  try {
    if (index < around_.size()) {
      co_await around_[index](*this, intercept::next{*this, index + 1});
    } else if (call_ == nullptr) {
      status_ = outcome_;
    } else {
      call_->begin_attempt();
      co_await attempt_ended_.wait();
      status_ = outcome_;
    }
  } catch (const error& failure) {
    // A wait that was cancelled: the call has ended, and knows better why.
    status_ = call_ == nullptr ? outcome_ : failure.status();
  } catch (...) {
    status_ = {code::unknown, "an interceptor failed with an exception"};
    exception_ = std::current_exception();
  }
}

TERN_INLINE void intercept_call(call_core& call, std::vector<intercept::interceptor> around,
                                std::string_view method, std::unique_ptr<call_messages> messages) {
  call.intercept(std::make_unique<interception>(std::move(around), method, call.take_metadata()),
                 std::move(messages));
}

}  // namespace tern::client_side
