// SPDX-License-Identifier: MIT

#include <tern/transport/tls_certificate.hpp>

#include <doctest/doctest.h>

#if TERN_WITH_TLS

#include <string>
#include <vector>

#include <tern/transport/tls_context.hpp>

#include "tests/transport/certificates.hpp"

namespace {

tern::transport::detail::x509_ptr certificate(const certificates::wish& what) {
  const auto pair = certificates::usual_authority().issue(what);
  return std::move(tern::transport::detail::read_certificates(pair.certificate).value().front());
}

}  // namespace

TEST_CASE("the name of a server is read from targets and authorities") {
  struct row {
    std::string given;
    std::string name;
    bool is_address;
  };
  const row table[] = {
      {"example.com", "example.com", false},
      {"example.com:443", "example.com", false},
      {"example.com.", "example.com", false},
      {"127.0.0.1", "127.0.0.1", true},
      {"127.0.0.1:443", "127.0.0.1", true},
      {"::1", "::1", true},
      {"[::1]", "::1", true},
      {"[::1]:443", "::1", true},
      {"fe80::1%eth0", "fe80::1", true},
      {"[fe80::1%25eth0]:443", "fe80::1", true},
      {"127.0.0.1.example.com", "127.0.0.1.example.com", false},
      {"", "", false},
      {"[", "", false},
  };
  for (const row& each : table) {
    INFO(each.given);
    const tern::transport::tls_name name = tern::transport::parse_tls_name(each.given);
    CHECK(name.text == each.name);
    CHECK(name.is_address == each.is_address);
  }
}

TEST_CASE("all that a certificate says is read") {
  const auto made = certificate({.name = "Zoë, of \"tests\"",
                                 .names = "DNS:a.example,DNS:*.b.example,URI:spiffe://c.example/d,"
                                          "IP:10.0.0.1,IP:2001:db8::1,email:e@f.example",
                                 .from_seconds = -100,
                                 .until_seconds = 200});
  const tern::peer_certificate read = tern::transport::detail::read_certificate(made.get());
  CHECK(read.subject == "CN=Zoë\\, of \\\"tests\\\"");
  CHECK(read.issuer == "CN=tern's tests");
  CHECK(read.dns_names == std::vector<std::string>{"a.example", "*.b.example"});
  CHECK(read.uris == std::vector<std::string>{"spiffe://c.example/d"});
  CHECK(read.ip_addresses == std::vector<std::string>{"10.0.0.1", "2001:db8::1"});
  CHECK(read.email_addresses == std::vector<std::string>{"e@f.example"});
  CHECK(read.not_after - read.not_before == std::chrono::seconds{300});
  CHECK(read.not_before < std::chrono::system_clock::now());
  CHECK(read.not_after > std::chrono::system_clock::now());
  CHECK(read.sha256.size() == 64);
  CHECK_FALSE(read.serial.empty());
  CHECK(read.pem.starts_with("-----BEGIN CERTIFICATE-----\n"));
}

TEST_CASE("a certificate holds for its alternative names only") {
  const auto made = certificate({.name = "common.example", .names = "DNS:*.b.example,IP:10.0.0.1"});
  const auto holds = [&](std::string_view name) {
    return tern::transport::detail::holds_for(made.get(), tern::transport::parse_tls_name(name));
  };
  CHECK(holds("a.b.example"));
  CHECK(holds("A.B.EXAMPLE"));
  CHECK(holds("10.0.0.1"));
  CHECK_FALSE(holds("b.example"));
  CHECK_FALSE(holds("a.a.b.example"));
  CHECK_FALSE(holds("10.0.0.2"));
  CHECK_FALSE(holds(""));
  const auto nameless = certificate({.name = "common.example", .names = {}});
  CHECK_FALSE(tern::transport::detail::holds_for(nameless.get(), {"common.example"}));
}

TEST_CASE("a name that hides something behind a NUL is no name") {
  using namespace std::string_literals;
  std::vector<std::string> names;
  ASN1_STRING* const text = ASN1_STRING_type_new(V_ASN1_IA5STRING);
  const std::string deceitful = "good.example\0.bad.example"s;
  ASN1_STRING_set(text, deceitful.data(), static_cast<int>(deceitful.size()));
  tern::transport::detail::add_name(names, text);
  CHECK(names.empty());
  ASN1_STRING_set(text, "good.example", -1);
  tern::transport::detail::add_name(names, text);
  CHECK(names == std::vector<std::string>{"good.example"});
  ASN1_STRING_free(text);
}

#endif
