// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/base/result.hpp>
#include <tern/transport/address.hpp>

namespace tern::transport {

namespace detail {

/// An address behind a scheme of naming.md: the port may be missing, and then the brackets too.
[[nodiscard]] inline result<address> read_named(std::string_view whole, std::string_view text) {
  const bool bare_v6 = !text.starts_with('[') && text.find(':') != text.rfind(':');
  if (!bare_v6) return read_host_and_port(whole, text, ":443");
  return read_host_and_port(whole, "[" + std::string{text} + "]", ":443");
}

/// The addresses of `ipv4:` and `ipv6:`, between commas.
[[nodiscard]] inline result<std::vector<address>> read_list(std::string_view whole,
                                                            std::string_view list, bool v6) {
  std::vector<address> all;
  for (;;) {
    const auto comma = list.find(',');
    auto read = read_named(whole, list.substr(0, comma));
    if (!read) return std::move(read).status();
    if (!(v6 ? is_ip_v6(read->host) : is_ip_v4(read->host))) {
      return bad_address(whole, "\"" + read->host + "\" is no IPv" + (v6 ? "6" : "4") + " address");
    }
    all.push_back(*std::move(read));
    if (comma == list.npos) return all;
    list.remove_prefix(comma + 1);
  }
}

}  // namespace detail

/// Reads what a channel connects to: the addresses of one server, or of several that do the same.
///
///     HOST:PORT  [IPV6]:PORT  https://HOST  http://HOST     as parse_address()
///     dns:HOST  dns:HOST:PORT  dns:///HOST:PORT             port 443 if none is named
///     ipv4:IP:PORT,IP:PORT  ipv6:[IP]:PORT,IP               the first that answers
///     unix:PATH  unix:///PATH  unix-abstract:NAME
///     passthrough:///ADDRESS                                ADDRESS, as parse_address()
///
/// @error unavailable if it is none of these
/// @source gRPC, doc/naming.md
[[nodiscard]] inline result<std::vector<address>> parse_target(std::string_view text) {
  std::string_view rest = text;
  const auto skip = [&](std::string_view prefix) {
    if (!rest.starts_with(prefix)) return false;
    rest.remove_prefix(prefix.size());
    return true;
  };
  if (skip("ipv4:")) return detail::read_list(text, rest, false);
  if (skip("ipv6:")) return detail::read_list(text, rest, true);
  const auto one = [&]() -> result<address> {
    if (skip("passthrough:///") || skip("passthrough:")) return parse_address(rest);
    if (!skip("dns:")) return parse_address(text);
    if (skip("//") && !skip("/")) {
      return detail::bad_address(text,
                                 "names are looked up as the system does it, by no other DNS "
                                 "server; write dns:///HOST:PORT");
    }
    return detail::read_named(text, rest);
  };
  auto read = one();
  if (!read) return std::move(read).status();
  return std::vector<address>{*std::move(read)};
}

}  // namespace tern::transport
