// SPDX-License-Identifier: MIT

#include <tern/transport/address.hpp>

#include <doctest/doctest.h>

#include <string>

using tern::transport::address;

TEST_CASE("addresses are read and written") {
  struct row {
    std::string text;
    address::kind type;
    std::string host;
    std::uint16_t port;
    std::string written;
  };
  const row table[] = {
      {"127.0.0.1:50051", address::kind::tcp, "127.0.0.1", 50051, "127.0.0.1:50051"},
      {"localhost:0", address::kind::tcp, "localhost", 0, "localhost:0"},
      {"[::1]:65535", address::kind::tcp, "::1", 65535, "[::1]:65535"},
      {"dns:///example.com:443", address::kind::tcp, "example.com", 443, "example.com:443"},
      {"dns:example.com:443", address::kind::tcp, "example.com", 443, "example.com:443"},
      {"ipv4:127.0.0.1:1", address::kind::tcp, "127.0.0.1", 1, "127.0.0.1:1"},
      {"ipv6:[::1]:1", address::kind::tcp, "::1", 1, "[::1]:1"},
      {"http://localhost:80", address::kind::tcp, "localhost", 80, "localhost:80"},
      {"http://localhost", address::kind::tcp, "localhost", 80, "localhost:80"},
      {"https://localhost", address::kind::tcp, "localhost", 443, "localhost:443"},
      {"https://localhost:8443", address::kind::tcp, "localhost", 8443, "localhost:8443"},
      {"https://localhost:8443/", address::kind::tcp, "localhost", 8443, "localhost:8443"},
      {"https://[::1]/", address::kind::tcp, "::1", 443, "[::1]:443"},
      {"unix:/run/a.sock", address::kind::unix_, "/run/a.sock", 0, "unix:/run/a.sock"},
      {"unix:///run/a.sock", address::kind::unix_, "/run/a.sock", 0, "unix:/run/a.sock"},
      {"unix:relative", address::kind::unix_, "relative", 0, "unix:relative"},
      {"unix-abstract:a", address::kind::unix_, std::string{"\0a", 2}, 0, "unix-abstract:a"},
  };
  for (const row& each : table) {
    INFO(each.text);
    const auto read = tern::transport::parse_address(each.text);
    REQUIRE(read);
    CHECK(*read == address{each.type, each.host, each.port});
    CHECK(to_string(*read) == each.written);
  }
}

TEST_CASE("the end of a connection is where a name has led to") {
  using tern::transport::endpoint_of;
  CHECK(endpoint_of({address::kind::tcp, "localhost", 1}) == "localhost:1");
  CHECK(endpoint_of({address::kind::tcp, "localhost", 1, "127.0.0.1"}) == "127.0.0.1:1");
  CHECK(endpoint_of({address::kind::tcp, "localhost", 1, "::1"}) == "[::1]:1");
  CHECK(endpoint_of({address::kind::unix_, "/run/a.sock", 0}) == "unix:/run/a.sock");
}

TEST_CASE("IP addresses are told from names") {
  using tern::transport::is_ip_v4;
  using tern::transport::is_ip_v6;
  CHECK(is_ip_v4("127.0.0.1"));
  CHECK_FALSE(is_ip_v4("127.1"));
  CHECK_FALSE(is_ip_v4("::1"));
  CHECK_FALSE(is_ip_v4("localhost"));
  CHECK(is_ip_v6("::1"));
  CHECK(is_ip_v6("fe80::1%eth0"));
  CHECK_FALSE(is_ip_v6("127.0.0.1"));
  CHECK_FALSE(is_ip_v6("a:b"));
}

TEST_CASE("a target that begins with https:// asks for TLS") {
  CHECK(tern::transport::wants_tls("https://localhost"));
  CHECK_FALSE(tern::transport::wants_tls("http://localhost"));
  CHECK_FALSE(tern::transport::wants_tls("localhost:443"));
  CHECK_FALSE(tern::transport::wants_tls("dns:///https:443"));
}

TEST_CASE("what is no address says why") {
  const std::pair<std::string, std::string> table[] = {
      {"", "the host is empty"},
      {":1", "the host is empty"},
      {"localhost", "the port is missing"},
      {"localhost:", "the port is no number"},
      {"localhost:x", "the port is no number"},
      {"localhost:65536", "the port is no number"},
      {"localhost:-1", "the port is no number"},
      {"localhost:1x", "the port is no number"},
      {"[::1:50051", "a ] is missing"},
      {"[::1]", "the port is missing"},
      {"[]:1", "the host is empty"},
      {"::1:50051", "an IPv6 address stands in brackets"},
      {"unix:", "the path is empty"},
      {"unix-abstract:", "the name is empty"},
      {"unix:/" + std::string(107, 'a'), "the path has 108 bytes, and the system allows 107"},
      {"https://", "the host is empty"},
      {"https:///", "the host is empty"},
      {"https://:443", "the host is empty"},
      {"https://localhost/path", "a host and a port have no path"},
      {"https://localhost:443/path", "a host and a port have no path"},
      {"localhost:443/", "a host and a port have no path"},
  };
  for (const auto& [text, why] : table) {
    INFO(text);
    const auto read = tern::transport::parse_address(text);
    REQUIRE_FALSE(read.ok());
    CHECK(read.status().code() == tern::code::unavailable);
    CHECK(read.status().message().find(why) != std::string::npos);
    CHECK(read.status().message().find('"' + text + '"') != std::string::npos);
  }
}
