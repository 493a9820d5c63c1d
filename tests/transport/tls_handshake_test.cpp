// SPDX-License-Identifier: MIT

#include <tern/transport/tls_handshake.hpp>

#include <doctest/doctest.h>

#if TERN_WITH_TLS

#include <chrono>
#include <string>
#include <string_view>

using tern::transport::plaintext_refusal;
using tern::transport::tls_first_bytes;

TEST_CASE("the first bytes tell TLS from what is no TLS") {
  tls_first_bytes none;
  CHECK(none.none());
  CHECK_FALSE(none.plain());
  for (const char first : {'\x16', '\x15'}) {
    tls_first_bytes tls;
    tls.add(tern::as_bytes(std::string_view{&first, 1}));
    CHECK_FALSE(tls.none());
    CHECK_FALSE(tls.plain());
  }
  tls_first_bytes plain;
  for (const char letter : std::string_view{"PRI * HTTP/2.0"}) {
    plain.add(tern::as_bytes(std::string_view{&letter, 1}));
  }
  CHECK(plain.plain());
  CHECK(plain.text() == "PRI * HT");
}

TEST_CASE("a certificate that has expired since it was verified is noticed") {
  tern::peer_certificate shown;
  shown.not_after = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) +
                    std::chrono::hours{1};
  CHECK_FALSE(tern::transport::detail::has_expired(shown));
  shown.not_after -= std::chrono::hours{2};
  CHECK(tern::transport::detail::has_expired(shown));
}

TEST_CASE("who speaks HTTP in the clear is answered, nobody else") {
  CHECK(plaintext_refusal("PRI * HT") == std::string_view{"\x15\3\1\0\2\2\x46", 7});
  for (const std::string_view first : {"GET / HT", "POST /x ", "OPTIONS ", "PROPFIND"}) {
    const std::string_view answer = plaintext_refusal(first);
    CHECK(answer.starts_with("HTTP/1.1 400 "));
    const std::size_t body = answer.find("\r\n\r\n") + 4;
    CHECK(answer.find("content-length: " + std::to_string(answer.size() - body) + "\r\n") !=
          std::string_view::npos);
  }
  for (const std::string_view first : {"", "\x01\x02", "get / HT", "SSH-2.0-", "\x80\x2e\x01"}) {
    CHECK(plaintext_refusal(first).empty());
  }
}

#endif
