// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>

#include <tern/base/result.hpp>

namespace tern::server_side {

/// The code that says what an HTTP status says, for those who look at all calls in the same way:
/// interceptors, and counters. Below 400 nothing has failed.
/// @source google.rpc.Code, "HTTP Mapping", read backwards
[[nodiscard]] constexpr code code_of_http_status(int http_status) noexcept {
  if (http_status < 400) return code::ok;
  switch (http_status) {
    case 401:
      return code::unauthenticated;
    case 403:
      return code::permission_denied;
    case 404:
    case 410:
      return code::not_found;
    case 405:
    case 501:
      return code::unimplemented;
    case 408:
    case 504:
      return code::deadline_exceeded;
    case 409:
      return code::aborted;
    case 412:
      return code::failed_precondition;
    case 413:
    case 429:
      return code::resource_exhausted;
    case 416:
      return code::out_of_range;
    case 499:
      return code::cancelled;
    case 502:
    case 503:
      return code::unavailable;
    default:
      return http_status < 500 ? code::invalid_argument : code::internal;
  }
}

/// A failure that has an HTTP status of its own, for handlers of plain HTTP:
///
///     throw tern::http_error{404, "there is no book \"" + name + '"'};
///
/// The text is the body of the answer. Any other tern::error is answered as Connect answers it.
class http_error : public error {
 public:
  /// @param http_status from 400 to 599; anything else becomes 500.
  http_error(int http_status, std::string text)
      : error(code_of_http_status(checked(http_status)), std::move(text)),
        http_status_(checked(http_status)) {}

  [[nodiscard]] int http_status() const noexcept { return http_status_; }

 private:
  [[nodiscard]] static constexpr int checked(int http_status) noexcept {
    return http_status >= 400 && http_status <= 599 ? http_status : 500;
  }

  int http_status_;
};

}  // namespace tern::server_side
