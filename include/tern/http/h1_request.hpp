// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <tern/base/ascii.hpp>
#include <tern/http/h1_framing.hpp>
#include <tern/http/h1_text.hpp>
#include <tern/http/head.hpp>

namespace tern::http {

namespace detail {

// http://example.com/path: the host in it counts, whatever the field says.
inline std::optional<h1_fault> split_absolute_target(head& request) {
  const std::string target{std::string_view{request.path}};
  const std::size_t colon = target.find("://");
  const std::string_view scheme = std::string_view{target}.substr(0, colon);
  if (colon == std::string::npos ||
      !(ascii_iequal(scheme, "http") || ascii_iequal(scheme, "https"))) {
    return h1_fault{400, "the request target is " + h1_quote(target) + ", neither a path nor http"};
  }
  const std::string_view rest = std::string_view{target}.substr(colon + 3);
  const std::size_t end = rest.find_first_of("/?");
  request.authority = rest.substr(0, end);
  std::string path{end == std::string_view::npos ? std::string_view{} : rest.substr(end)};
  if (request.authority.empty() || !is_authority(request.authority)) {
    return h1_fault{400, "the host of the request target is " + h1_quote(request.authority)};
  }
  if (path.empty() && request.method == "OPTIONS") {
    path = "*";
  } else if (!path.starts_with('/')) {
    path.insert(0, 1, '/');
  }
  request.path = path;
  return {};
}

}  // namespace detail

/// Makes of the request line and the `host` of `said` what the application sees: authority and
/// path.
/// @param request as the line had it, with the whole target for its path.
/// @source RFC 9112, section 3.2
[[nodiscard]] inline std::optional<h1_fault> read_target(head& request, const h1_framing& said) {
  if (!said.host && said.minor_version >= 1) return h1_fault{400, "there is no host"};
  if (request.method == "CONNECT") {
    return h1_fault{501, "the method is CONNECT, and this server is no proxy"};
  }
  if (said.host) request.authority = *said.host;
  if (request.path.starts_with('/')) return {};
  if (request.path != "*") return detail::split_absolute_target(request);
  if (request.method == "OPTIONS") return {};
  return h1_fault{400, "the request target is *, which is for OPTIONS"};
}

}  // namespace tern::http
