// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <utility>

#include <tern/rpc/metadata.hpp>
#include <tern/runtime/task.hpp>

namespace tern::client_side {

/// For which call credentials are asked.
struct credentials_request {
  std::string authority;  ///< what the server is called: `example.com`
  std::string method;     ///< `/hello.v1.Greeter/SayHello`
};

/// Says what a call is to send so that the server knows who makes it; usually one `authorization`.
/// Asked for each call, and each attempt, when it is about to be made; it may wait for a token to
/// be fetched. Where it throws `tern::error`, the call fails with that.
///
///     tern::credentials token = [&](tern::credentials_request) -> tern::task<tern::metadata> {
///       std::string fresh = co_await tokens.current();
///       co_return tern::metadata{{"authorization", "Bearer " + fresh}};
///     };
///
/// What it says is only sent to a server that TLS has verified.
/// @thread the call's; a channel that several threads use asks on all of them.
using credentials = std::function<runtime::task<rpc::metadata>(credentials_request)>;

namespace detail {
inline runtime::task<rpc::metadata> authorize(std::string value) {
  rpc::metadata sent;
  sent.add("authorization", value);
  co_return sent;
}
}  // namespace detail

/// Credentials that are one token that does not change. @source RFC 6750, section 2.1
[[nodiscard]] inline credentials bearer_token(std::string token) {
  return [value = "Bearer " + std::move(token)](const credentials_request&) {
    return detail::authorize(value);
  };
}

}  // namespace tern::client_side
