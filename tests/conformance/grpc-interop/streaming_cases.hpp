// SPDX-License-Identifier: MIT
#pragma once

// Calls of many requests, many replies, or both.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>

#include <tern/client.hpp>

#include "subject.hpp"

namespace interop {

namespace detail {

inline tern::stream<StreamingInputCallRequest> payloads() {
  for (const std::int32_t size : request_bytes) {
    co_yield StreamingInputCallRequest{.payload = zeros(size)};
  }
}

inline tern::stream<StreamingOutputCallRequest> requests_of_one_reply_each() {
  for (const std::int32_t size : reply_bytes) {
    StreamingOutputCallRequest request;
    request.response_parameters.push_back({.size = size});
    co_yield std::move(request);
  }
}

/// Fails the case unless the replies are those that were asked for.
inline tern::task<void> expect_replies(tern::stream<StreamingOutputCallResponse> replies) {
  for (const std::int32_t size : reply_bytes) co_await expect_reply(replies, size);
  co_await expect_end(replies);
}

}  // namespace detail

inline tern::task<void> client_streaming(subject& server) {
  const auto reply = co_await server.service.StreamingInputCall(detail::payloads());
  expect("aggregated_payload_size", reply.aggregated_payload_size, 74922);
}

inline tern::task<void> server_streaming(subject& server) {
  StreamingOutputCallRequest request;
  for (const std::int32_t size : reply_bytes) request.response_parameters.push_back({.size = size});
  co_await detail::expect_replies(server.service.StreamingOutputCall(std::move(request)));
}

/// More replies than fit into any buffer on the way, to a client that takes them one by one.
inline tern::task<void> slow_consumer(subject& server) {
  constexpr std::size_t reply_count = 2000;
  constexpr std::int32_t size_bytes = 1030;
  StreamingOutputCallRequest request;
  request.response_parameters.assign(reply_count, {.size = size_bytes});
  auto replies = server.service.StreamingOutputCall(std::move(request));
  for (std::size_t i = 0; i < reply_count; ++i) {
    co_await expect_reply(replies, size_bytes);
    co_await tern::sleep_for(std::chrono::milliseconds{20});
  }
  co_await expect_end(replies);
}

/// All requests, then all replies.
inline tern::task<void> half_duplex(subject& server) {
  co_await detail::expect_replies(
      server.service.HalfDuplexCall(detail::requests_of_one_reply_each()));
}

/// Each request when the reply to the one before has come.
inline tern::task<void> ping_pong(subject& server) {
  auto requests = tern::pipe<StreamingOutputCallRequest>();
  auto replies = server.service.FullDuplexCall(std::move(requests.stream));
  for (std::size_t i = 0; i < std::size(request_bytes); ++i) {
    StreamingOutputCallRequest request{.payload = zeros(request_bytes[i])};
    request.response_parameters.push_back({.size = reply_bytes[i]});
    co_await requests.send(std::move(request));
    co_await expect_reply(replies, reply_bytes[i]);
  }
  requests.close();
  co_await expect_end(replies);
}

inline tern::task<void> empty_stream(subject& server) {
  auto replies = server.service.FullDuplexCall({});
  co_await expect_end(replies);
}

}  // namespace interop
