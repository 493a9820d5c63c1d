// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include <tern/base/status.hpp>

namespace tern::client_side {

/// Whether a call may say that the server is called `authority`: `HOST` or `HOST:PORT`; empty says
/// nothing.
/// @error internal if it is something else, such as a URL, a user, or a list.
/// @source RFC 3986, section 3.2; RFC 9113, section 8.3.1: no userinfo
[[nodiscard]] inline status check_authority(std::string_view authority) {
  constexpr std::string_view allowed = "-._~!$&'()*+;=:%[]";  // and letters and digits
  const auto bad = std::ranges::find_if(authority, [&](char each) {
    const bool letter = (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z');
    const bool digit = each >= '0' && each <= '9';
    return !letter && !digit && allowed.find(each) == allowed.npos;
  });
  if (bad == authority.end()) return {};
  return {code::internal, "\"" + std::string{authority} +
                              "\" is no authority: it is to be HOST or HOST:PORT, and has a '" +
                              std::string(1, *bad) + "'"};
}

}  // namespace tern::client_side
