// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <tern/client/channel_protocol.hpp>
#include <tern/client/options.hpp>
#include <tern/http/versions.hpp>
#include <tern/transport/address.hpp>
#include <tern/transport/connector.hpp>
#include <tern/transport/resolver.hpp>

namespace tern::client_side {

/// What a channel with these options can speak.
[[nodiscard]] inline http::versions versions_of(const channel_options& how) noexcept {
  switch (how.http_version) {
    case http_version::http1:
      return {.http1 = true, .http2 = false};
    case http_version::http2:
      return {.http1 = false, .http2 = true};
    case http_version::automatic:
      break;
  }
  return {.http1 = !how.protocol.needs_http2(), .http2 = true};
}

/// Where a channel leads to, and how one gets there.
struct destination {
  std::vector<transport::address> addresses;  ///< of servers that do the same; never empty
  std::unique_ptr<transport::connector> connects;
  std::unique_ptr<transport::resolver> names;  ///< null: the addresses are to be taken as they are
  channel_options how;

  /// What a server is told it is called that was reached at `where`. A path is no authority.
  /// @source gRPC, doc/naming.md; RFC 9110, section 4.2.3; RFC 6874, section 4
  [[nodiscard]] std::string authority_of(const transport::address& where) const {
    if (!how.authority.empty()) return how.authority;
    if (how.tls && !how.tls->server_name.empty()) return how.tls->server_name;
    if (where.type == transport::address::kind::unix_) return "localhost";
    std::string text = to_string(where);  // without the zone, which means nothing to the server
    const std::size_t zone = text.starts_with('[') ? text.find('%') : std::string::npos;
    if (zone != std::string::npos) text.erase(zone, text.find(']') - zone);
    return text;
  }

  /// The addresses, for people.
  [[nodiscard]] std::string text() const {
    std::string all;
    for (const transport::address& each : addresses) {
      all.append(all.empty() ? "" : ",").append(to_string(each));
    }
    return all;
  }
};

}  // namespace tern::client_side
