// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <exception>
#include <functional>
#include <string>
#include <utility>

#include <tern/base/result.hpp>
#include <tern/intercept/interceptor.hpp>
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

namespace detail {

/// How a call ends whose credentials could not be had. Codes that would say something about the
/// server's answer become `internal`. @source gRPC proposal A54
[[nodiscard]] inline status failure_of_credentials(const status& why) {
  constexpr std::array from_servers_only = {
      code::invalid_argument, code::not_found,    code::already_exists, code::failed_precondition,
      code::aborted,          code::out_of_range, code::data_loss,
  };
  if (std::ranges::find(from_servers_only, why.code()) == from_servers_only.end()) return why;
  return {code::internal, "the credentials of the call failed: " + to_string(why)};
}

/// The innermost interceptor of a call that has credentials.
class credentials_interceptor {
 public:
  /// @param confidential whether the channel has TLS.
  credentials_interceptor(credentials asked, std::string authority, bool confidential)
      : asked_(std::move(asked)), authority_(std::move(authority)), confidential_(confidential) {}

  [[nodiscard]] runtime::task<void> operator()(intercept::call_context& call,
                                               intercept::next rest) const {
    return confidential_ ? run(*this, call, rest) : refuse();
  }

 private:
  static runtime::task<void> refuse() {
    throw error(code::unauthenticated,
                "the call has credentials, which are not sent without TLS: connect with https://");
    co_return;
  }

  static runtime::task<void> run(credentials_interceptor self, intercept::call_context& call,
                                 intercept::next rest) {
    rpc::metadata said;
    try {
      credentials_request about{self.authority_, std::string{call.method()}};
      said = co_await self.asked_(std::move(about));
    } catch (const error& failure) {
      throw error(failure_of_credentials(failure.status()));
    } catch (const std::exception& failure) {
      throw error(code::unauthenticated,
                  std::string{"the credentials of the call failed: "} + failure.what());
    }
    // In place of what an attempt before has sent.
    for (const auto& [name, value] : said) call.request_metadata().erase(name);
    for (const auto& [name, value] : said) call.request_metadata().add(name, value);
    co_await rest();
  }

  credentials asked_;
  std::string authority_;
  bool confidential_;
};

}  // namespace detail
}  // namespace tern::client_side
