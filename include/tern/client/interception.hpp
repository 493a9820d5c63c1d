// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/client/call_core.hpp>
#include <tern/intercept/interceptor.hpp>
#include <tern/runtime/cancel.hpp>
#include <tern/runtime/detached.hpp>
#include <tern/runtime/event.hpp>
#include <tern/runtime/executor.hpp>

namespace tern::client_side {

/// A call that is being made inside of interceptors.
///
/// It outlives the call, so that interceptors see how a call ended whose caller has gone.
/// @thread the call's.
/// @lifetime owned by the coroutine that runs the interceptors.
class interception final : public intercept::call_context, public call_interceptor {
 public:
  /// @param method lives as long as the program.
  interception(std::vector<intercept::interceptor> around, std::string_view method,
               rpc::metadata request_metadata)
      : around_(std::move(around)),
        method_(method),
        request_metadata_(std::move(request_metadata)) {
    status_ = {code::internal, "an interceptor has ended the call without a status"};
  }
  ~interception() {
    if (call_ != nullptr) call_->conclude({code::cancelled, "the executor has ended"});
  }

  [[nodiscard]] std::string_view method() const noexcept override { return method_; }
  [[nodiscard]] std::string_view peer() const noexcept override { return {}; }
  [[nodiscard]] rpc::metadata& request_metadata() override { return request_metadata_; }
  [[nodiscard]] rpc::metadata& headers() override { return headers_; }
  [[nodiscard]] rpc::metadata& trailers() override { return trailers_; }
  [[nodiscard]] runtime::time_point deadline() const noexcept override {
    return surroundings_->deadline;
  }
  void cap_deadline(runtime::time_point latest) override {
    if (latest >= surroundings_->deadline) return;
    surroundings_->deadline = latest;
    if (call_ != nullptr) call_->cap_deadline(latest);
  }

  // ---- for the call ------------------------------------------------------------------------

  void launch(std::unique_ptr<call_interceptor> self, call_core& call, runtime::executor& home,
              runtime::time_point deadline) override {
    call_ = &call;
    runtime::environment& inside = surroundings_.emplace(home, cancel_, deadline);
    static_cast<void>(self.release());  // it is this object, which its coroutine owns now
    run(std::unique_ptr<interception>{this}).start(inside);
  }

  void on_attempt_end(const tern::status& outcome, const rpc::metadata& headers,
                      const rpc::metadata& trailers) override {
    outcome_ = outcome;
    headers_ = headers;
    trailers_ = trailers;
    attempt_ended_.set();
  }

  void on_call_end(const tern::status& outcome) noexcept override {
    call_ = nullptr;
    outcome_ = outcome;
    cancel_.cancel(outcome.ok() ? tern::status{code::cancelled, "the call is over"} : outcome);
  }

  void on_request(intercept::message_ref message) override { see_request(message); }
  void on_reply(intercept::message_ref message) override { see_reply(message); }
  [[nodiscard]] const rpc::metadata& sent_metadata() const noexcept override {
    return request_metadata_;
  }

 private:
  static runtime::detached run(std::unique_ptr<interception> self) {
    co_await self->proceed(0);
    if (self->call_ != nullptr) std::exchange(self->call_, nullptr)->conclude(self->status_);
  }

  runtime::task<void> proceed(std::size_t index) override {
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

  std::vector<intercept::interceptor> around_;
  std::string_view method_;
  rpc::metadata request_metadata_;
  rpc::metadata headers_;
  rpc::metadata trailers_;
  call_core* call_ = nullptr;  // until it has ended
  tern::status outcome_;       // of the last attempt
  runtime::event attempt_ended_;
  runtime::cancel_source cancel_;
  std::optional<runtime::environment> surroundings_;
};

/// The one reply of an intercepted call, which interceptors have seen before the caller does.
template <class Reply>
struct kept_reply : call_messages {
  std::optional<Reply> reply;

  [[nodiscard]] status read_reply(call_core& call, byte_view encoded) override {
    auto decoded = call.answer().decode<Reply>(encoded);
    if (!decoded) return decoded.status();
    reply = *std::move(decoded);
    return see(call, *reply);
  }

  /// Shows a reply to the interceptors. @returns what they have against it.
  template <class M>
  [[nodiscard]] static status see(call_core& call, M& message) {
    if (call.interceptor() == nullptr) return {};
    try {
      call.interceptor()->on_reply(intercept::message_ref{message});
      return {};
    } catch (const error& failure) {
      return failure.status();
    } catch (...) {
      return {code::unknown, "an interceptor failed with an exception"};
    }
  }
};

/// The messages of an intercepted call whose requests are a stream.
template <class Reply>
struct kept_messages_of_stream final : kept_reply<Reply> {
  void write_request(call_core&) override {}
};

/// The messages of an intercepted call with one request, which is kept to be sent again.
template <class Request, class Reply>
struct kept_messages final : kept_reply<Reply> {
  explicit kept_messages(Request sent) : request(std::move(sent)) {}

  void write_request(call_core& call) override {
    call.interceptor()->on_request(intercept::message_ref{request});
    call.set_request(request);
  }

  Request request;
};

}  // namespace tern::client_side
