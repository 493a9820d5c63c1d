// SPDX-License-Identifier: MIT
#pragma once

// Messages that are compressed, and messages that are not.

#include <cstdint>
#include <utility>

#include <tern/client.hpp>

#include "subject.hpp"
#include "unary_cases.hpp"

namespace interop {

namespace detail {

[[nodiscard]] inline tern::call_options compressed_if(bool wanted) {
  return {.compression = wanted ? tern::compression::gzip : tern::compression::identity};
}

}  // namespace detail

/// A request that says that it is compressed and is not, which the server notices; then two that
/// tell the truth.
inline tern::task<void> client_compressed_unary(subject& server) {
  SimpleRequest request = large_request();
  request.expect_compressed = BoolValue{true};
  expect_failure(co_await server.service.UnaryCall(request).result(), tern::code::invalid_argument);

  for (const bool compressed : {true, false}) {
    request.expect_compressed = BoolValue{compressed};
    const auto reply =
        co_await server.service.UnaryCall(request, detail::compressed_if(compressed));
    expect_zeros(reply.payload, large_reply_bytes);
  }
}

inline tern::task<void> server_compressed_unary(subject& server) {
  for (const bool compressed : {true, false}) {
    SimpleRequest request = large_request();
    request.response_compressed = BoolValue{compressed};
    auto call = server.service.UnaryCall(std::move(request));
    const auto reply = co_await call;
    expect_zeros(reply.payload, large_reply_bytes);
    expect("whether the reply is compressed", call.reply_was_compressed(), compressed);
  }
}

/// A request that lies, as before; then a compressed one and a plain one in the same call.
inline tern::task<void> client_compressed_streaming(subject& server) {
  constexpr std::int32_t compressed_bytes = 27182;
  constexpr std::int32_t plain_bytes = 45904;
  const StreamingInputCallRequest compressed{.payload = zeros(compressed_bytes),
                                             .expect_compressed = BoolValue{true}};
  const StreamingInputCallRequest plain{.payload = zeros(plain_bytes),
                                        .expect_compressed = BoolValue{false}};

  expect_failure(co_await server.service.StreamingInputCall(only(compressed)).result(),
                 tern::code::invalid_argument);

  auto requests = tern::pipe<StreamingInputCallRequest>();
  auto call =
      server.service.StreamingInputCall(std::move(requests.stream), detail::compressed_if(true));
  co_await requests.send(compressed);
  co_await requests.taken();  // what is said from here on is not of it
  call.compress_messages(false);
  co_await requests.send(plain);
  requests.close();
  const auto reply = co_await call;
  expect("aggregated_payload_size", reply.aggregated_payload_size, compressed_bytes + plain_bytes);
}

inline tern::task<void> server_compressed_streaming(subject& server) {
  const ResponseParameters wanted[] = {{.size = 31415, .compressed = BoolValue{true}},
                                       {.size = 92653, .compressed = BoolValue{false}}};
  StreamingOutputCallRequest request;
  for (const ResponseParameters& each : wanted) request.response_parameters.push_back(each);
  auto replies = server.service.StreamingOutputCall(std::move(request));
  for (const ResponseParameters& each : wanted) {
    co_await expect_reply(replies, each.size);
    expect("whether the reply is compressed", replies.reply_was_compressed(),
           each.compressed->value);
  }
  co_await expect_end(replies);
}

}  // namespace interop
