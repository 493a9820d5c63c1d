// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <exception>
#include <span>
#include <string>
#include <string_view>

#include <tern/intercept/interceptor.hpp>
#include <tern/protocol/excerpt.hpp>
#include <tern/runtime/task.hpp>
#include <tern/server/route.hpp>
#include <tern/server/server_call.hpp>

namespace tern::server_side {

/// How calls that reach no handler end.
[[nodiscard]] inline status unknown_method(std::string_view method) {
  return {code::unimplemented, "unknown method " + protocol::excerpt(method)};
}

/// A call that is being served inside of interceptors.
/// @lifetime in the frame of the coroutine that serves the call.
class interception final : public intercept::call_context, private message_observer {
 public:
  interception(server_call& call, std::span<const intercept::interceptor> around) noexcept
      : call_(call), around_(around) {
    status_ = {code::internal, "an interceptor has ended the call without a status"};
    call_.observe(this);
  }
  ~interception() { call_.observe(nullptr); }

  /// Runs the interceptors and the handler; does not throw.
  [[nodiscard]] runtime::task<void> run() { return proceed(0); }

  [[nodiscard]] std::string_view method() const noexcept override {
    return call_.context().method();
  }
  [[nodiscard]] std::string_view peer() const noexcept override { return call_.context().peer(); }
  [[nodiscard]] rpc::metadata& request_metadata() override {
    return call_.context().request_metadata();
  }
  [[nodiscard]] rpc::metadata& headers() override { return call_.context().headers(); }
  [[nodiscard]] rpc::metadata& trailers() override { return call_.context().trailers(); }
  [[nodiscard]] runtime::time_point deadline() const noexcept override {
    return call_.context().deadline();
  }
  void cap_deadline(runtime::time_point latest) override { call_.cap_deadline(latest); }
  [[nodiscard]] rpc::context* served() noexcept override { return &call_.context(); }

 private:
  runtime::task<void> proceed(std::size_t index) override {
    try {
      if (index < around_.size()) {
        co_await around_[index](*this, intercept::next{*this, index + 1});
      } else if (served_) {
        status_ = {code::internal, "an interceptor has called next() a second time"};
      } else if (call_.to() == nullptr) {
        status_ = unknown_method(method());
      } else {
        served_ = true;
        status_ = co_await call_.to()->run(call_.to()->service, call_);
      }
    } catch (const error& failure) {
      status_ = failure.status();
    } catch (...) {
      status_ = handler_failed();
      exception_ = std::current_exception();
    }
  }

  void on_request(intercept::message_ref message) override { see_request(message); }
  void on_reply(intercept::message_ref message) override { see_reply(message); }

  server_call& call_;
  std::span<const intercept::interceptor> around_;
  bool served_ = false;
};

}  // namespace tern::server_side
