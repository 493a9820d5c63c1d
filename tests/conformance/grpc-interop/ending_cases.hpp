// SPDX-License-Identifier: MIT
#pragma once

// What is said beside the messages of a call, and how calls end that do not succeed.

#include <chrono>
#include <cstddef>
#include <string_view>
#include <utility>

#include <tern/client.hpp>

#include "subject.hpp"
#include "unary_cases.hpp"

namespace interop {

namespace detail {

inline constexpr std::string_view initial_name = "x-grpc-test-echo-initial";
inline constexpr std::string_view initial_value = "test_initial_metadata_value";
inline constexpr std::string_view trailing_name = "x-grpc-test-echo-trailing-bin";
inline constexpr std::string_view trailing_value = "\x0a\x0b\x0a\x0b\x0a\x0b";

[[nodiscard]] inline tern::call_options with_metadata() {
  tern::call_options options;
  options.metadata.add(initial_name, initial_value);
  options.metadata.add(trailing_name, trailing_value);
  return options;
}

/// Fails the case unless a call that has ended has brought back what it sent.
template <class Call>
void expect_metadata(const Call& call) {
  expect("the number of initial values", call.headers().get_all(initial_name).size(),
         std::size_t{1});
  expect("the initial value", *call.headers().get(initial_name), initial_value);
  expect("the number of trailing values", call.trailers().get_all(trailing_name).size(),
         std::size_t{1});
  expect("the trailing value", *call.trailers().get(trailing_name), trailing_value);
}

/// Fails the case unless a call has failed with UNKNOWN and that message.
template <class T>
void expect_message(const tern::result<T>& outcome, std::string_view message) {
  expect_failure(outcome, tern::code::unknown);
  expect("the message of the status", std::string_view{outcome.status().message()}, message);
}

}  // namespace detail

inline tern::task<void> custom_metadata(subject& server) {
  auto call = server.service.UnaryCall(large_request(), detail::with_metadata());
  expect_zeros((co_await call).payload, large_reply_bytes);
  detail::expect_metadata(call);

  StreamingOutputCallRequest request{.payload = zeros(large_request_bytes)};
  request.response_parameters.push_back({.size = large_reply_bytes});
  auto replies = server.service.FullDuplexCall(only(std::move(request)), detail::with_metadata());
  co_await expect_reply(replies, large_reply_bytes);
  co_await expect_end(replies);
  detail::expect_metadata(replies);
}

inline tern::task<void> status_code_and_message(subject& server) {
  const EchoStatus wanted{.code = 2, .message = "test status message"};
  const auto outcome = co_await server.service.UnaryCall({.response_status = wanted}).result();
  detail::expect_message(outcome, wanted.message);

  auto replies =
      server.service.FullDuplexCall(only(StreamingOutputCallRequest{.response_status = wanted}));
  detail::expect_message(co_await replies.next_result(), wanted.message);
}

inline tern::task<void> special_status_message(subject& server) {
  const EchoStatus wanted{
      .code = 2,
      .message = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"};
  const auto outcome = co_await server.service.UnaryCall({.response_status = wanted}).result();
  detail::expect_message(outcome, wanted.message);
}

/// The server has heard of the call, but of no request.
inline tern::task<void> cancel_after_begin(subject& server) {
  co_await server.service.EmptyCall({});  // so that there is a connection
  auto requests = tern::pipe<StreamingInputCallRequest>();
  auto call = server.service.StreamingInputCall(std::move(requests.stream));
  co_await requests.taken();                               // the call has begun,
  co_await tern::sleep_for(std::chrono::milliseconds{1});  // and its head is on the way
  call.cancel();
  expect_failure(co_await call.result(), tern::code::cancelled);
}

inline tern::task<void> cancel_after_first_response(subject& server) {
  auto requests = tern::pipe<StreamingOutputCallRequest>();
  auto replies = server.service.FullDuplexCall(std::move(requests.stream));
  StreamingOutputCallRequest request{.payload = zeros(request_bytes[0])};
  request.response_parameters.push_back({.size = reply_bytes[0]});
  co_await requests.send(std::move(request));
  co_await expect_reply(replies, reply_bytes[0]);
  replies.cancel();
  expect_failure(co_await replies.next_result(), tern::code::cancelled);
}

/// A call that the server does not answer in time, as it waits for more requests.
inline tern::task<void> timeout_on_sleeping_server(subject& server) {
  auto requests = tern::pipe<StreamingOutputCallRequest>();
  auto replies = server.service.FullDuplexCall(std::move(requests.stream),
                                               {.timeout = std::chrono::milliseconds{1}});
  co_await requests.send({.payload = zeros(request_bytes[0])});
  expect_failure(co_await replies.next_result(), tern::code::deadline_exceeded);
}

}  // namespace interop
