// SPDX-License-Identifier: MIT

#include <tern/client/destination.hpp>

#include <doctest/doctest.h>

#include "tests/client/network.hpp"

using network::at;
using tern::client_side::destination;

TEST_CASE("a server is called by its own address, unless the options say how") {
  network::net net;
  const tern::transport::address local{tern::transport::address::kind::unix_, "/run/a.sock", 0};
  destination plain{{at("a"), at("::1", 2)}, net.connector(), {}, {}};
  CHECK(plain.authority_of(plain.addresses[0]) == "a:1");
  CHECK(plain.authority_of(plain.addresses[1]) == "[::1]:2");
  CHECK(plain.authority_of(local) == "localhost");
  CHECK(plain.authority_of(at("fe80::1%eth0", 80)) == "[fe80::1]:80");
  CHECK(plain.text() == "a:1,[::1]:2");
  tern::transport::address found = at("example.com", 443);
  found.ip = "192.0.2.1";
  CHECK(plain.authority_of(found) == "example.com:443");

  plain.how.tls.emplace().server_name = "verified.example";
  CHECK(plain.authority_of(local) == "verified.example");
  plain.how.authority = "said.example";
  CHECK(plain.authority_of(found) == "said.example");
}

TEST_CASE("a channel speaks HTTP/2, and HTTP/1.1 where it may be chosen or is wanted") {
  using tern::client_side::http_version;
  using tern::client_side::versions_of;
  using tern::http::versions;
  const auto spoken = [](tern::client_side::channel_protocol protocol, http_version wanted) {
    tern::client_side::channel_options how;
    how.protocol = protocol;
    how.http_version = wanted;
    return versions_of(how);
  };
  CHECK(spoken(tern::client_side::grpc, http_version::automatic) == versions{.http1 = false});
  CHECK(spoken(tern::client_side::connect, http_version::automatic) == versions{});
  CHECK(spoken(tern::client_side::grpc_web, http_version::automatic) == versions{});
  CHECK(spoken(tern::client_side::connect, http_version::http1) == versions{.http2 = false});
  CHECK(spoken(tern::client_side::connect, http_version::http2) == versions{.http1 = false});
}
