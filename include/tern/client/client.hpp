// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

#include <tern/base/result.hpp>
#include <tern/client/call.hpp>
#include <tern/client/call_core.hpp>
#include <tern/client/called_method.hpp>
#include <tern/client/channel.hpp>
#include <tern/client/interception.hpp>
#include <tern/client/kept_messages.hpp>
#include <tern/client/options.hpp>
#include <tern/reflect/service.hpp>
#include <tern/rpc/method.hpp>
#include <tern/runtime/background.hpp>
#include <tern/runtime/stream.hpp>

namespace tern::client_side {

namespace detail {

/// Sends a stream of requests, until it or the call ends; then it lets go of the stream, so that
/// whoever writes into it learns that nobody reads any more.
template <class Request>
runtime::background send_requests(call_core& call, runtime::stream<Request> given) {
  try {
    runtime::stream<Request> requests = std::move(given);
    for (;;) {
      while (!call.open()) co_await call.opened();
      auto request = co_await requests.next();
      if (!request) break;
      if (auto written = call.write(*request); !written) {
        call.finish(written.status());
        co_return;
      }
      if (call.open()) co_await call.writable();
      // A stream that never waits would not notice by itself, nor let anybody read the answer.
      if (call.done() || call.answered()) co_return;
    }
    call.end_requests();
  } catch (const error& failure) {
    call.finish(failure.status());
  } catch (...) {
    call.finish({code::unknown, "the stream of requests failed with an exception"});
  }
}

}  // namespace detail

/// A method of a contract on a channel: called like the function it is named after.
template <auto Pointer>
class method {
  using traits = rpc::method_traits<Pointer>;
  using request = traits::request;
  using call_type = std::conditional_t<traits::reply_stream, reply_stream<typename traits::reply>,
                                       call<typename traits::reply>>;

 public:
  explicit method(channel& to) noexcept : channel_(&to) {}

  /// Makes a call. In a coroutine it is under way when this returns; elsewhere it starts when it
  /// is awaited.
  /// @lifetime the channel outlives the call.
  call_type operator()(traits::question question, call_options how = {}) const {
    auto around = channel_->around(rpc::method_path<Pointer>(), how);
    auto core = std::make_unique<call_core>(*channel_, called_method::of<Pointer>(), std::move(how),
                                            channel_->how());
    if constexpr (traits::request_stream) {
      if (!around.empty()) {
        intercept_call(*core, std::move(around), rpc::method_path<Pointer>(),
                       std::make_unique<kept_messages_of_stream<typename traits::reply>>());
      }
      core->set_sender(detail::send_requests<request>(*core, std::move(question)));
    } else if (around.empty()) {
      // Compilers may let a parameter live until the reply is here.
      const auto sole = std::move(question);
      core->set_request(sole);
    } else {
      intercept_call(
          *core, std::move(around), rpc::method_path<Pointer>(),
          std::make_unique<kept_messages<request, typename traits::reply>>(std::move(question)));
    }
    core->start();
    return call_type{std::move(core)};
  }

 private:
  channel* channel_;
};

/// The methods of Contract, on a channel: members with the names of the contract.
///
///     tern::client<Greeter> greeter{channel};
///     HelloReply reply = co_await greeter.SayHello({.name = "Ada"});
///
/// @lifetime the channel outlives it.
template <reflect::described_service Contract>
class client : public reflect::service_stub<Contract, method, channel> {
 public:
  explicit client(channel& to) : reflect::service_stub<Contract, method, channel>(to) {}
};

}  // namespace tern::client_side
