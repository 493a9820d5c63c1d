// SPDX-License-Identifier: MIT

#include <tern/transport/target.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>

using tern::transport::parse_target;

TEST_CASE("targets of naming.md are read") {
  const std::pair<std::string, std::string> table[] = {
      {"localhost:1", "localhost:1 "},
      {"[::1]:1", "[::1]:1 "},
      {"https://example.com", "example.com:443 "},
      {"http://example.com", "example.com:80 "},
      {"dns:example.com", "example.com:443 "},
      {"dns:example.com:1", "example.com:1 "},
      {"dns:///example.com", "example.com:443 "},
      {"dns:///example.com:1", "example.com:1 "},
      {"dns:///[::1]:1", "[::1]:1 "},
      {"dns:///::1", "[::1]:443 "},
      {"ipv4:10.0.0.1", "10.0.0.1:443 "},
      {"ipv4:10.0.0.1:1,10.0.0.2,10.0.0.3:3", "10.0.0.1:1 10.0.0.2:443 10.0.0.3:3 "},
      {"ipv6:::1", "[::1]:443 "},
      {"ipv6:[::1]:1,[fe80::1%eth0]:2", "[::1]:1 [fe80::1%eth0]:2 "},
      {"unix:relative", "unix:relative "},
      {"unix:///run/a.sock", "unix:/run/a.sock "},
      {"unix-abstract:name", "unix-abstract:name "},
      {"passthrough:///localhost:1", "localhost:1 "},
      {"passthrough:unix:/run/a.sock", "unix:/run/a.sock "},
  };
  for (const auto& [text, expected] : table) {
    INFO(text);
    const auto read = parse_target(text);
    REQUIRE(read);
    std::string all;
    for (const auto& each : *read) all += to_string(each) + " ";
    CHECK(all == expected);
  }
}

TEST_CASE("what is no target says why") {
  const std::pair<std::string, std::string> table[] = {
      {"", "the host is empty"},
      {"nonsense", "the port is missing"},
      {"dns:", "the host is empty"},
      {"dns:///", "the host is empty"},
      {"dns:///host/path", "a host and a port have no path"},
      {"dns://8.8.8.8/host:1", "by no other DNS server"},
      {"dns:///host:x", "the port is no number"},
      {"ipv4:", "the host is empty"},
      {"ipv4:localhost:1", "\"localhost\" is no IPv4 address"},
      {"ipv4:10.0.0.1:1,", "the host is empty"},
      {"ipv4:::1", "\"::1\" is no IPv4 address"},
      {"ipv6:10.0.0.1:1", "\"10.0.0.1\" is no IPv6 address"},
      {"ipv6:[::1", "a ] is missing"},
      {"unix-abstract:", "the name is empty"},
      {"unix:/" + std::string(200, 'a'), "the path has 201 bytes, and the system allows 107"},
  };
  for (const auto& [text, why] : table) {
    INFO(text);
    const auto read = parse_target(text);
    REQUIRE_FALSE(read.ok());
    CHECK(read.status().code() == tern::code::unavailable);
    CHECK(read.status().message().find(why) != std::string::npos);
    CHECK(read.status().message().find('"' + text + '"') != std::string::npos);
  }
}

TEST_CASE("what a target passes through is read as an address") {
  const auto read = parse_target("passthrough:///host");
  REQUIRE_FALSE(read.ok());
  CHECK(read.status().message().find("\"host\" is no address: the port is missing") == 0);
}
