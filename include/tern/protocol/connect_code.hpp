// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include <tern/base/status.hpp>

namespace tern::protocol {

namespace detail {

struct connect_code {
  tern::code code;
  std::string_view name;
  int http_status;
};

/// In the order of the specification's table.
inline constexpr std::array<connect_code, 16> connect_codes = {{
    {code::cancelled, "canceled", 499},
    {code::unknown, "unknown", 500},
    {code::invalid_argument, "invalid_argument", 400},
    {code::deadline_exceeded, "deadline_exceeded", 504},
    {code::not_found, "not_found", 404},
    {code::already_exists, "already_exists", 409},
    {code::permission_denied, "permission_denied", 403},
    {code::resource_exhausted, "resource_exhausted", 429},
    {code::failed_precondition, "failed_precondition", 400},
    {code::aborted, "aborted", 409},
    {code::out_of_range, "out_of_range", 400},
    {code::unimplemented, "unimplemented", 501},
    {code::internal, "internal", 500},
    {code::unavailable, "unavailable", 503},
    {code::data_loss, "data_loss", 500},
    {code::unauthenticated, "unauthenticated", 401},
}};

/// The row of a code; of `unknown` for what is no failure.
[[nodiscard]] constexpr const connect_code& connect_code_of(tern::code value) noexcept {
  for (const connect_code& each : connect_codes) {
    if (each.code == value) return each;
  }
  return connect_codes[1];
}

}  // namespace detail

/// What Connect calls a code in JSON: `invalid_argument`, and `canceled` with one l.
/// @source Connect, "Error Codes"
[[nodiscard]] constexpr std::string_view connect_name(code value) noexcept {
  return detail::connect_code_of(value).name;
}

/// The code of that name, or nothing.
[[nodiscard]] constexpr std::optional<code> code_from_connect_name(std::string_view name) noexcept {
  for (const detail::connect_code& each : detail::connect_codes) {
    if (each.name == name) return each.code;
  }
  return std::nullopt;
}

/// The HTTP status of a unary call that failed. For the way back, status_tables.hpp has
/// code_from_http_status(), which is the same table in gRPC and in Connect.
/// @source Connect, "Error Codes"
[[nodiscard]] constexpr int connect_http_status(code value) noexcept {
  return value == code::ok ? 200 : detail::connect_code_of(value).http_status;
}

}  // namespace tern::protocol
