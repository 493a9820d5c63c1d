// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <tern/base/ascii.hpp>
#include <tern/base/result.hpp>
#include <tern/intercept/interceptor.hpp>

namespace tern::intercept {

/// Lets through calls whose `authorization` is `Bearer` and a token that a check accepts; others
/// end with `unauthenticated`.
///
///     server.intercept(tern::bearer_auth{[](std::string_view token) { return token == secret; }});
///
/// The check takes the token, and the call if it likes. It gives a bool, a status that says more,
/// or a task of one of them, for a check that has to ask somebody. Over plaintext anybody on the
/// way can read tokens.
/// @source RFC 6750, section 2.1
class bearer_auth {
 public:
  template <class Check>
    requires(!std::same_as<std::remove_cvref_t<Check>, bearer_auth>)
  explicit bearer_auth(Check check) : check_(adapt(std::move(check))) {}

  runtime::task<void> operator()(call_context& call, next rest) const {
    return run(check_, call, rest);
  }

 private:
  using check_function = std::function<runtime::task<status>(call_context&, std::string)>;

  static status as_status(bool accepted) {
    return accepted ? status{} : status{code::unauthenticated, "the bearer token is not accepted"};
  }
  static status as_status(status outcome) { return outcome; }
  template <class Check>
  static auto ask(Check& check, call_context& call, std::string_view token) {
    if constexpr (std::is_invocable_v<Check&, call_context&, std::string_view>) {
      return check(call, token);
    } else {
      static_assert(std::is_invocable_v<Check&, std::string_view>,
                    "tern: the check of a bearer_auth takes a token, with or without a "
                    "tern::call_context& in front");
      return check(token);
    }
  }

  template <class Check>
  static check_function adapt(Check check) {
    return [check = std::move(check)](call_context& call, std::string token) mutable {
      return decide(check, call, std::move(token));
    };
  }

  template <class Check>
  static runtime::task<status> decide(Check& check, call_context& call, std::string token) {
    using answer = decltype(ask(check, call, token));
    if constexpr (std::same_as<answer, runtime::task<bool>> ||
                  std::same_as<answer, runtime::task<status>>) {
      co_return as_status(co_await ask(check, call, token));
    } else {
      co_return as_status(ask(check, call, token));
    }
  }

  static runtime::task<void> run(const check_function& check, call_context& call, next rest) {
    const auto header = call.request_metadata().get("authorization");
    if (!header) throw error{code::unauthenticated, "authorization is missing"};
    constexpr std::string_view scheme = "bearer ";
    if (header->size() < scheme.size() || !ascii_iequal(scheme, header->substr(0, scheme.size()))) {
      throw error{code::unauthenticated, "authorization is no bearer token"};
    }
    const status decided =
        co_await check(call, std::string{trim_spaces(header->substr(scheme.size()))});
    if (!decided.ok()) throw error{decided};
    co_await rest();
  }

  check_function check_;
};

}  // namespace tern::intercept
