// SPDX-License-Identifier: MIT
#pragma once

// What a case calls, and how it says what is wrong.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <tern/client.hpp>

#include "settings.hpp"
#include "test_service.hpp"

namespace interop {

using namespace grpc::testing;

/// The server that is called.
struct subject {
  explicit subject(const settings& with)
      : how(with), channel(with.target(), with.channel_options()) {}

  const settings& how;
  tern::channel channel;
  tern::client<TestService> service{channel};
};

// The lengths of the payloads in most cases, in bytes.
inline constexpr std::int32_t large_request_bytes = 271828;
inline constexpr std::int32_t large_reply_bytes = 314159;
inline constexpr std::int32_t request_bytes[] = {27182, 8, 1828, 45904};
inline constexpr std::int32_t reply_bytes[] = {31415, 9, 2653, 58979};

[[nodiscard]] inline Payload zeros(std::int32_t size_bytes) {
  return {.body = std::string(static_cast<std::size_t>(size_bytes), '\0')};
}

/// A case that has failed.
struct mismatch : std::runtime_error {
  using std::runtime_error::runtime_error;
};

namespace detail {
[[nodiscard]] inline std::string shown(std::integral auto number) {
  return std::to_string(number);
}
[[nodiscard]] inline std::string shown(bool value) {
  return value ? "true" : "false";
}
[[nodiscard]] inline std::string shown(std::string_view text) {
  return "\"" + std::string{text} + "\"";
}
[[nodiscard]] inline std::string shown(tern::code code) {
  return std::string{to_string(code)};
}
}  // namespace detail

/// Fails the case unless `got` is `wanted`.
template <class Got, class Wanted>
void expect(std::string_view what, const Got& got, const Wanted& wanted) {
  if (got == wanted) return;
  throw mismatch{std::string{what} + " is " + detail::shown(got) + ", not " +
                 detail::shown(wanted)};
}

/// Fails the case unless the payload is so many zeros.
inline void expect_zeros(const std::optional<Payload>& got, std::int32_t size_bytes) {
  expect("the presence of a payload", got.has_value(), true);
  expect("the length of a payload", got->body.size(), static_cast<std::size_t>(size_bytes));
  expect("the place of a byte that is not 0", got->body.find_first_not_of('\0'), std::string::npos);
}

/// Fails the case unless the next reply comes, with so many zeros.
/// @lifetime `replies` outlives the wait.
template <class Replies>
tern::task<void> expect_reply(Replies& replies, std::int32_t size_bytes) {
  const auto reply = co_await replies.next();
  expect("the presence of a reply", reply.has_value(), true);
  expect_zeros(reply->payload, size_bytes);
}

/// Fails the case unless no reply is left, and the call has succeeded.
/// @lifetime `replies` outlives the wait.
template <class Replies>
tern::task<void> expect_end(Replies& replies) {
  const auto reply = co_await replies.next();
  expect("the presence of one more reply", reply.has_value(), false);
}

/// A stream of one request.
template <class Request>
tern::stream<Request> only(Request request) {
  co_yield std::move(request);
}

/// Fails the case unless a call that gave `outcome` has failed with that code.
template <class T>
void expect_failure(const tern::result<T>& outcome, tern::code code) {
  if (outcome.status().code() == code) return;
  throw mismatch{"the call ended with " + to_string(outcome.status()) + ", not with " +
                 detail::shown(code)};
}

}  // namespace interop
