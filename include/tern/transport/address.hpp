// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

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
  /// A name or an IP address without brackets. If `unix_` the path; the name of a socket without a
  /// file (Linux: abstract) has a zero byte in front.
  std::string host;
  std::uint16_t port = 0;
  std::string ip{};  ///< what a resolver has found for `host`; empty if none was asked

  friend bool operator==(const address&, const address&) = default;
};

/// `127.0.0.1:50051`, `[::1]:50051`, `localhost:50051`, `unix:/run/greeter.sock`,
/// `unix-abstract:greeter`
[[nodiscard]] inline std::string to_string(const address& value) {
  if (value.type == address::kind::unix_) {
    const bool abstract = value.host.starts_with('\0');
    return abstract ? "unix-abstract:" + value.host.substr(1) : "unix:" + value.host;
  }
  const bool v6 = value.host.find(':') != std::string::npos;
  return (v6 ? "[" + value.host + "]" : value.host) + ":" + std::to_string(value.port);
}

/// Whether `host` is an IP address, which needs no resolver.
[[nodiscard]] inline bool is_ip_v4(const std::string& host) noexcept {
  std::array<unsigned char, sizeof(in_addr)> parsed{};
  return ::inet_pton(AF_INET, host.c_str(), parsed.data()) == 1;
}
[[nodiscard]] inline bool is_ip_v6(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> parsed{};
  const std::string without_zone = host.substr(0, host.find('%'));
  return ::inet_pton(AF_INET6, without_zone.c_str(), parsed.data()) == 1;
}

/// The IP address to connect to, as far as it is known: the one that was found, or the host.
[[nodiscard]] inline const std::string& ip_of(const address& value) noexcept {
  return value.ip.empty() ? value.host : value.ip;
}

/// The end of a connection to `value`: `127.0.0.1:50051` for localhost.
[[nodiscard]] inline std::string endpoint_of(const address& value) {
  return to_string(address{value.type, ip_of(value), value.port});
}

namespace detail {
inline tern::status bad_address(std::string_view text, std::string_view why) {
  return {code::unavailable, "\"" + std::string{text} + "\" is no address: " + std::string{why} +
                                 "; expected HOST:PORT, [IPV6]:PORT, dns:///HOST:PORT, "
                                 "https://HOST, unix:PATH or unix-abstract:NAME"};
}

/// Reads `HOST:PORT` or `[IPV6]:PORT`; without a port there has to be a `default_port`, `:443`.
/// @param whole what `rest` is a part of, for messages
[[nodiscard]] inline result<address> read_host_and_port(std::string_view whole,
                                                        std::string_view rest,
                                                        std::string_view default_port) {
  if (rest.find('/') != std::string_view::npos) {
    return bad_address(whole, "a host and a port have no path");
  }
  std::string_view host;
  if (rest.starts_with('[')) {
    rest.remove_prefix(1);
    const auto bracket = rest.find(']');
    if (bracket == std::string_view::npos) return bad_address(whole, "a ] is missing");
    host = rest.substr(0, bracket);
    rest.remove_prefix(bracket + 1);
  } else {
    const auto colon = rest.find(':');
    host = rest.substr(0, colon);
    rest.remove_prefix(host.size());
    if (rest.size() > 1 && rest.substr(1).find(':') != std::string_view::npos) {
      return bad_address(whole, "an IPv6 address stands in brackets");
    }
  }
  if (host.empty()) return bad_address(whole, "the host is empty");
  if (rest.empty()) rest = default_port;
  if (!rest.starts_with(':')) return bad_address(whole, "the port is missing");
  rest.remove_prefix(1);
  unsigned port = 0;
  const auto [end, failure] = std::from_chars(rest.data(), rest.data() + rest.size(), port);
  if (failure != std::errc{} || end != rest.data() + rest.size() || port > 65535) {
    return bad_address(whole, "the port is no number from 0 to 65535");
  }
  return address{address::kind::tcp, std::string{host}, static_cast<std::uint16_t>(port)};
}

/// @source unix(7): sun_path, with a zero byte at its end
[[nodiscard]] inline result<address> unix_address(std::string_view whole, std::string path) {
  constexpr std::size_t max_bytes = sizeof(sockaddr_un::sun_path) - 1;
  if (path.size() > max_bytes) {
    return bad_address(whole, "the path has " + std::to_string(path.size()) +
                                  " bytes, and the system allows " + std::to_string(max_bytes));
  }
  return address{address::kind::unix_, std::move(path), 0};
}
}  // namespace detail

/// Whether `target` asks for TLS: `https://HOST`, `https://HOST:PORT`.
[[nodiscard]] inline bool wants_tls(std::string_view target) noexcept {
  return target.starts_with("https://");
}

/// Reads `HOST:PORT`, `[IPV6]:PORT`, either behind `dns:///`, `dns:`, `ipv4:`, `ipv6:`; URLs with
/// `http://` or `https://`, whose port is 80 or 443 if they name none; or `unix:PATH`,
/// `unix:///PATH`, `unix-abstract:NAME`.
[[nodiscard]] inline result<address> parse_address(std::string_view text) {
  std::string_view rest = text;
  const auto skip = [&](std::string_view prefix) {
    if (!rest.starts_with(prefix)) return false;
    rest.remove_prefix(prefix.size());
    return true;
  };
  if (skip("unix://") || skip("unix:")) {
    if (rest.empty()) return detail::bad_address(text, "the path is empty");
    return detail::unix_address(text, std::string{rest});
  }
  if (skip("unix-abstract:")) {
    if (rest.empty()) return detail::bad_address(text, "the name is empty");
    return detail::unix_address(text, std::string(1, '\0').append(rest));
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
  return detail::read_host_and_port(text, rest, default_port);
}

}  // namespace tern::transport
