// SPDX-License-Identifier: MIT
#pragma once

// What the suite's service does: answers as its request says, and tells what it was asked.
// Source: connectrpc/conformance/v1/service.proto

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <tern/server.hpp>

#include "contract.hpp"
#include "conversion.hpp"

namespace conformance {

class service {
  using any = tern::protobuf::Any;
  using request_info = ConformancePayload::RequestInfo;

 public:
  tern::task<UnaryResponse> Unary(tern::context& ctx, UnaryRequest request) {
    co_return UnaryResponse{
        co_await answer(ctx, request.response_definition, {any::pack(request)})};
  }

  tern::task<IdempotentUnaryResponse> IdempotentUnary(tern::context& ctx,
                                                      IdempotentUnaryRequest request) {
    co_return IdempotentUnaryResponse{
        co_await answer(ctx, request.response_definition, {any::pack(request)})};
  }

  tern::task<ClientStreamResponse> ClientStream(tern::context& ctx,
                                                tern::stream<ClientStreamRequest> requests) {
    std::optional<UnaryResponseDefinition> wanted;
    std::vector<any> asked;
    while (auto request = co_await requests.next()) {
      if (asked.empty()) wanted = request->response_definition;
      asked.push_back(any::pack(*request));
    }
    co_return ClientStreamResponse{co_await answer(ctx, wanted, std::move(asked))};
  }

  tern::stream<ServerStreamResponse> ServerStream(tern::context& ctx, ServerStreamRequest request) {
    if (!request.response_definition) co_return;
    const StreamResponseDefinition& wanted = *request.response_definition;
    announce(ctx, wanted);
    std::vector<any> asked{any::pack(request)};
    bool first = true;
    for (const std::string& data : wanted.response_data) {
      ServerStreamResponse reply{ConformancePayload{.data = data}};
      if (std::exchange(first, false)) reply.payload->request_info = info(ctx, std::move(asked));
      co_await pause(wanted.response_delay_ms);
      co_yield std::move(reply);
    }
    if (!wanted.error) co_return;
    tern::status failure = status_from(*wanted.error);
    if (first) add_info(failure, info(ctx, std::move(asked)));
    throw tern::error{std::move(failure)};
  }

  tern::stream<BidiStreamResponse> BidiStream(tern::context& ctx,
                                              tern::stream<BidiStreamRequest> requests) {
    StreamResponseDefinition wanted;
    bool begun = false;
    bool full_duplex = false;
    std::vector<any> asked;  // since the last reply
    std::size_t sent_count = 0;
    const auto next_reply = [&] {
      BidiStreamResponse reply{ConformancePayload{.data = wanted.response_data[sent_count]}};
      if (sent_count == 0) {
        reply.payload->request_info = info(ctx, std::exchange(asked, {}));
      } else if (!asked.empty()) {
        reply.payload->request_info = request_info{.requests = std::exchange(asked, {})};
      }
      ++sent_count;
      return reply;
    };

    while (auto request = co_await requests.next()) {
      asked.push_back(any::pack(*request));
      if (!std::exchange(begun, true)) {
        wanted = std::move(request->response_definition).value_or(StreamResponseDefinition{});
        full_duplex = request->full_duplex;
        if (full_duplex) announce(ctx, wanted);
      }
      if (!full_duplex) continue;
      if (sent_count == wanted.response_data.size()) break;
      co_await pause(wanted.response_delay_ms);
      co_yield next_reply();
    }

    if (!full_duplex) announce(ctx, wanted);
    while (sent_count < wanted.response_data.size()) {
      co_await pause(wanted.response_delay_ms);
      co_yield next_reply();
    }
    if (!wanted.error) co_return;
    tern::status failure = status_from(*wanted.error);
    if (sent_count == 0) add_info(failure, info(ctx, std::move(asked)));
    throw tern::error{std::move(failure)};
  }

 private:
  // The one reply of a call, or its error.
  static tern::task<ConformancePayload> answer(tern::context& ctx,
                                               std::optional<UnaryResponseDefinition> wanted,
                                               std::vector<any> asked) {
    ConformancePayload payload{.request_info = info(ctx, std::move(asked))};
    if (!wanted) co_return payload;
    add_headers(ctx.headers(), wanted->response_headers);
    add_headers(ctx.trailers(), wanted->response_trailers);
    co_await pause(wanted->response_delay_ms);
    if (const auto* const error = std::get_if<Error>(&wanted->response)) {
      tern::status failure = status_from(*error);
      add_info(failure, *payload.request_info);
      throw tern::error{std::move(failure)};
    }
    if (auto* const data = std::get_if<std::string>(&wanted->response)) {
      payload.data = std::move(*data);
    }
    co_return payload;
  }

  // The client is to see the headers before the first reply is due.
  static void announce(tern::context& ctx, const StreamResponseDefinition& wanted) {
    add_headers(ctx.headers(), wanted.response_headers);
    add_headers(ctx.trailers(), wanted.response_trailers);
    if (!wanted.response_data.empty()) ctx.send_headers();
  }

  [[nodiscard]] static request_info info(tern::context& ctx, std::vector<any> asked) {
    request_info all{.request_headers = headers_from(ctx.request_metadata()),
                     .requests = std::move(asked)};
    if (ctx.deadline() != tern::clock::time_point::max()) {
      const auto left = ctx.deadline() - tern::clock::now();
      all.timeout_ms = std::chrono::duration_cast<std::chrono::milliseconds>(left).count();
    }
    return all;
  }

  static void add_info(tern::status& failure, const request_info& about) {
    auto packed = any::pack(about);
    failure.add_detail({std::move(packed.type_url), std::move(packed.value)});
  }

  static tern::task<void> pause(std::uint32_t length_ms) {
    if (length_ms != 0) co_await tern::sleep_for(std::chrono::milliseconds{length_ms});
  }
};

}  // namespace conformance
