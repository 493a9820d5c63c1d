// SPDX-License-Identifier: MIT
#pragma once

// Calls of one request and one reply.

#include <string>
#include <string_view>

#include <tern/client.hpp>

#include "subject.hpp"

namespace interop {

/// A request whose payload does not fit into a window of HTTP/2 as it is by default, for such a
/// reply.
[[nodiscard]] inline SimpleRequest large_request() {
  return {.response_size = large_reply_bytes, .payload = zeros(large_request_bytes)};
}

inline tern::task<void> empty_unary(subject& server) {
  co_await server.service.EmptyCall({});
}

inline tern::task<void> large_unary(subject& server) {
  const auto reply = co_await server.service.UnaryCall(large_request());
  expect_zeros(reply.payload, large_reply_bytes);
}

/// All calls of a channel reach the same server.
inline tern::task<void> pick_first_unary(subject& server) {
  std::string first;
  for (int i = 0; i < 100; ++i) {
    const auto reply = co_await server.service.UnaryCall(
        {.response_size = 1, .payload = zeros(1), .fill_server_id = true});
    if (i == 0) first = reply.server_id;
    expect("server_id", reply.server_id, first);  // empty if the server does not have it
  }
}

inline tern::task<void> unimplemented_method(subject& server) {
  tern::client<UnimplementedMethod> service{server.channel};
  expect_failure(co_await service.UnimplementedCall({}).result(), tern::code::unimplemented);
}

inline tern::task<void> unimplemented_service(subject& server) {
  tern::client<UnimplementedService> service{server.channel};
  expect_failure(co_await service.UnimplementedCall({}).result(), tern::code::unimplemented);
}

}  // namespace interop
