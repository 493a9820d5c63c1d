// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <exception>
#include <string>
#include <utility>

#include <tern/base/result.hpp>
#include <tern/client/credentials.hpp>
#include <tern/intercept/interceptor.hpp>
#include <tern/rpc/metadata.hpp>
#include <tern/runtime/task.hpp>

namespace tern::client_side {

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
