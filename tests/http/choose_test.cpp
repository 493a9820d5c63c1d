// SPDX-License-Identifier: MIT

#include <tern/http/choose.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>

using tern::http::first_bytes;

TEST_CASE("the first bytes tell who speaks") {
  const std::pair<std::string, first_bytes> table[] = {
      {"", first_bytes::too_few},
      {"P", first_bytes::too_few},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r", first_bytes::too_few},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", first_bytes::http2},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nmore", first_bytes::http2},
      {"PRI * HTTP/2.0\r\n\r\nXX", first_bytes::http1},
      {"PRI ", first_bytes::too_few},
      {"PO", first_bytes::too_few},
      {"POST / HTTP/1.1\r\n", first_bytes::http1},
      {"GET ", first_bytes::too_few},
      {"GET /", first_bytes::http1},
      {"GET http://example.com/ HTTP/1.1\r\n", first_bytes::http1},
      {"CONNECT ", first_bytes::http1},
      {"CONNECT EXAMPLE:443 HTTP/1.1\r\n", first_bytes::http1},
      {"INVALID CONNECTION PREFACE\r\n\r\n", first_bytes::unknown},
      {"GET  /", first_bytes::unknown},
      {"GET", first_bytes::too_few},
      {"OPTIONS * HTTP/1.1\r\n", first_bytes::http1},
      {"PROPPATCH /", first_bytes::http1},
      {"get / HTTP/1.1\r\n", first_bytes::unknown},
      {" GET", first_bytes::unknown},
      {std::string("\x16\x03\x01", 3), first_bytes::tls},
      {"\x16\x03", first_bytes::tls},
      {"\x16", first_bytes::too_few},
      {"\x16\x02", first_bytes::unknown},
      {std::string("\0\0\0", 3), first_bytes::unknown},
      {"GET\r\n", first_bytes::unknown},
      {"ABCDEFGHIJKLMNOP", first_bytes::too_few},
      {"ABCDEFGHIJKLMNOPQ", first_bytes::unknown},
      {"SSH-2.0-OpenSSH\r\n", first_bytes::unknown},
  };
  for (const auto& [bytes, expected] : table) {
    INFO(bytes);
    CHECK(tern::http::recognise(tern::as_bytes(bytes)) == expected);
  }
}

TEST_CASE("the answer to TLS says how long it is") {
  const std::string_view answer = tern::http::tls_refusal;
  const std::size_t body = answer.find("\r\n\r\n") + 4;
  CHECK(answer.find("content-length: " + std::to_string(answer.size() - body) + "\r\n") !=
        std::string_view::npos);
  CHECK(answer.starts_with("HTTP/1.1 400 "));
}
