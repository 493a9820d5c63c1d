// SPDX-License-Identifier: MIT
#pragma once

#include <tern/http/head.hpp>

namespace tern::http {

/// Says in an answer of 401 how to authenticate, if it does not say: it must.
/// @source RFC 9110, section 15.5.2; RFC 6750, section 3
inline void complete_challenge(head& response) {
  if (response.status != 401 || response.fields.get("www-authenticate")) return;
  response.fields.add("www-authenticate", "Bearer");
}

}  // namespace tern::http
