// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

#include <tern/client.hpp>

#include "cancellation.hpp"
#include "contract.hpp"
#include "conversion.hpp"

namespace conformance {

/// Makes one call on a channel as the suite wants it made, and tells how it went.
/// @lifetime the channel and `wanted` outlive it.
/// @source connectconformance, docs/testing_clients.md
class invocation {
 public:
  invocation(tern::channel& to, const ClientCompatRequest& wanted)
      : service_(to), unimplemented_(to), wanted_(wanted), cancel_(cancellation_of(wanted)) {}
  invocation(const invocation&) = delete;
  invocation& operator=(const invocation&) = delete;

  /// @error throws tern::error or std::runtime_error when there is no such call.
  tern::task<ClientResponseResult> run() {
    const std::string method = wanted_.method.value_or("");
    if (method == "Unary") {
      co_await unary<UnaryRequest>(service_.Unary);
    } else if (method == "IdempotentUnary") {
      co_await unary<IdempotentUnaryRequest>(service_.IdempotentUnary);
    } else if (method == "Unimplemented") {
      co_await unary<UnimplementedRequest>(unimplemented_.Unimplemented);
    } else if (method == "ServerStream") {
      co_await server_stream();
    } else if (method == "ClientStream") {
      co_await client_stream();
    } else if (method == "BidiStream") {
      co_await bidi_stream();
    } else {
      throw std::runtime_error{"the service has no such method"};
    }
    co_return std::move(result_);
  }

 private:
  template <class Request>
  tern::task<void> unary(auto method) {
    auto call = method(request<Request>(0), options());
    co_await one_reply(call);
  }

  tern::task<void> server_stream() {
    auto replies = service_.ServerStream(request<ServerStreamRequest>(0), options());
    co_await cancel_in_time(replies);
    co_await rest_of(replies);
  }

  tern::task<void> client_stream() {
    auto requests = tern::pipe<ClientStreamRequest>();
    auto call = service_.ClientStream(std::move(requests.stream), options());
    for (std::size_t i = 0; i < wanted_.request_messages.size(); ++i) {
      if (!co_await send(requests, i)) break;
    }
    end(requests, call);
    co_await one_reply(call);
  }

  tern::task<void> bidi_stream() {
    const bool full_duplex = wanted_.stream_type == StreamType::STREAM_TYPE_FULL_DUPLEX_BIDI_STREAM;
    auto requests = tern::pipe<BidiStreamRequest>();
    auto replies = service_.BidiStream(std::move(requests.stream), options());
    for (std::size_t i = 0; i < wanted_.request_messages.size(); ++i) {
      if (!co_await send(requests, i)) break;
      if (full_duplex && !co_await next_of(replies)) break;
    }
    end(requests, replies);
    co_await cancel_in_time(replies);
    co_await rest_of(replies);
  }

  template <class Request>
  [[nodiscard]] Request request(std::size_t index) const {
    return wanted_.request_messages.at(index).template unpack<Request>().value();
  }

  [[nodiscard]] tern::call_options options() const {
    tern::call_options how{.use_get = wanted_.use_get_http_method};
    if (wanted_.timeout_ms) how.timeout = std::chrono::milliseconds{*wanted_.timeout_ms};
    add_headers(how.metadata, wanted_.request_headers);
    return how;
  }

  // Whether the request has left; if not, it and those behind it never will.
  template <class Request>
  tern::task<bool> send(tern::pipe<Request>& to, std::size_t index) {
    co_await pause(wanted_.request_delay_ms);
    const bool sent = co_await to.send(request<Request>(index));
    if (sent) {
      co_await to.taken();
    } else {
      result_.num_unsent_requests =
          static_cast<std::int32_t>(wanted_.request_messages.size() - index);
    }
    co_return sent;
  }

  void end(auto& requests, auto& call) const {
    if (cancel_.before_close_send) call.cancel();
    requests.close();
  }

  tern::task<void> cancel_in_time(auto& call) {
    if (!cancel_.after_close_send_ms) co_return;
    co_await pause(*cancel_.after_close_send_ms);
    call.cancel();
  }

  tern::task<void> one_reply(auto& call) {
    co_await tern::when_all(reply_of(call), cancel_in_time(call));
    conclude(call);
  }

  tern::task<void> reply_of(auto& call) {
    if (auto reply = co_await call.result()) keep(*reply);
  }

  // Takes a reply; whether there was one.
  tern::task<bool> next_of(auto& replies) {
    auto reply = co_await replies.next_result();
    if (!reply || !*reply) co_return false;
    keep(**reply);
    if (cancel_.after_num_responses == result_.payloads.size()) replies.cancel();
    co_return true;
  }

  tern::task<void> rest_of(auto& replies) {
    while (co_await next_of(replies)) {
    }
    conclude(replies);
  }

  template <class Reply>
  void keep(const Reply& reply) {
    if constexpr (requires { reply.payload; }) {
      result_.payloads.push_back(reply.payload.value_or(ConformancePayload{}));
    }
  }

  void conclude(const auto& call) {
    result_.response_headers = headers_from(call.headers());
    result_.response_trailers = headers_from(call.trailers());
    if (!call.status().ok()) result_.error = error_from(call.status());
  }

  static tern::task<void> pause(std::uint32_t length_ms) {
    if (length_ms != 0) co_await tern::sleep_for(std::chrono::milliseconds{length_ms});
  }

  tern::client<ConformanceService> service_;
  tern::client<UnimplementedMethod> unimplemented_;
  const ClientCompatRequest& wanted_;
  cancellation cancel_;
  ClientResponseResult result_;
};

}  // namespace conformance
