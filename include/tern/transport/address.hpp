// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/result.hpp>

namespace tern::transport {

/// Where a server listens and a client connects to.
/// @source gRPC, doc/naming.md
struct address {
  enum class kind {
    tcp,   ///< host and port
    unix_  ///< the path of a socket
  };

  kind type = kind::tcp;
  std::string host;  ///< a name or an IP address without brackets; the path if `unix_`
  std::uint16_t port = 0;

  friend bool operator==(const address&, const address&) = default;
};

/// `127.0.0.1:50051`, `[::1]:50051`, `unix:/run/greeter.sock`
[[nodiscard]] inline std::string to_string(const address& value) {
  if (value.type == address::kind::unix_) return "unix:" + value.host;
  const bool v6 = value.host.find(':') != std::string::npos;
  return (v6 ? "[" + value.host + "]" : value.host) + ":" + std::to_string(value.port);
}

namespace detail {
inline tern::status bad_address(std::string_view text, std::string_view why) {
  return {code::unavailable,
          "\"" + std::string{text} + "\" is no address: " + std::string{why} +
              "; expected HOST:PORT, [IPV6]:PORT, dns:///HOST:PORT, https://HOST or unix:PATH"};
}
}  // namespace detail

/// Whether `target` asks for TLS: `https://HOST`, `https://HOST:PORT`.
[[nodiscard]] inline bool wants_tls(std::string_view target) noexcept {
  return target.starts_with("https://");
}

/// Reads `HOST:PORT`, `[IPV6]:PORT`, either behind `dns:///`, `dns:`, `ipv4:`, `ipv6:`; URLs with
/// `http://` or `https://`, whose port is 80 or 443 if they name none; or `unix:PATH`,
/// `unix:///PATH`.
[[nodiscard]] inline result<address> parse_address(std::string_view text) {
  std::string_view rest = text;
  const auto skip = [&](std::string_view prefix) {
    if (!rest.starts_with(prefix)) return false;
    rest.remove_prefix(prefix.size());
    return true;
  };
  if (skip("unix://") || skip("unix:")) {
    if (rest.empty()) return detail::bad_address(text, "the path is empty");
    return address{address::kind::unix_, std::string{rest}, 0};
  }
  std::string_view default_port;
  if (skip("https://")) {
    default_port = ":443";
  } else if (skip("http://")) {
    default_port = ":80";
  } else if (!skip("dns:///") && !skip("dns:") && !skip("ipv4:")) {
    skip("ipv6:");
  }
  if (!default_port.empty() && rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.find('/') != std::string_view::npos) {
    return detail::bad_address(text, "a host and a port have no path");
  }
  std::string_view host;
  if (skip("[")) {
    const auto bracket = rest.find(']');
    if (bracket == std::string_view::npos) return detail::bad_address(text, "a ] is missing");
    host = rest.substr(0, bracket);
    rest.remove_prefix(bracket + 1);
  } else {
    const auto colon = rest.find(':');
    host = rest.substr(0, colon);
    rest.remove_prefix(host.size());
    if (rest.size() > 1 && rest.substr(1).find(':') != std::string_view::npos) {
      return detail::bad_address(text, "an IPv6 address stands in brackets");
    }
  }
  if (host.empty()) return detail::bad_address(text, "the host is empty");
  if (rest.empty()) rest = default_port;
  if (!rest.starts_with(':')) return detail::bad_address(text, "the port is missing");
  rest.remove_prefix(1);
  unsigned port = 0;
  const auto [end, failure] = std::from_chars(rest.data(), rest.data() + rest.size(), port);
  if (failure != std::errc{} || end != rest.data() + rest.size() || port > 65535) {
    return detail::bad_address(text, "the port is no number from 0 to 65535");
  }
  return address{address::kind::tcp, std::string{host}, static_cast<std::uint16_t>(port)};
}

}  // namespace tern::transport
