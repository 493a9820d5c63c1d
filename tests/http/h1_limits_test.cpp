// SPDX-License-Identifier: MIT

#include <tern/http/h1_limits.hpp>

#include <doctest/doctest.h>

#include <string>

#include "tests/http/h1_ends.hpp"

namespace {

std::string answer_to(const std::string& bytes, const h1::h1_limits& allowed) {
  h1::server server{{.h1 = allowed}};
  server.hear(bytes, 3);
  if (!server.requests.empty()) h1::answer(*server.requests[0], "");
  return server.say();
}

void check(const std::string& below, const std::string& beyond, const h1::h1_limits& allowed,
           int status, std::string_view name) {
  CHECK(answer_to(below, allowed).starts_with("HTTP/1.1 200 OK\r\n"));
  const std::string refusal = answer_to(beyond, allowed);
  CHECK(refusal.starts_with("HTTP/1.1 " + std::to_string(status) + " "));
  CHECK(refusal.find(name) != std::string::npos);
}

}  // namespace

TEST_CASE("what is past a limit is refused with its name, what is not is served") {
  check("GET /123 HTTP/1.1\r\nhost: a\r\n\r\n", "GET /1234 HTTP/1.1\r\nhost: a\r\n\r\n",
        {.start_line_max_bytes = 19}, 414, "start_line_max_bytes, 19");
  check("GET / HTTP/1.1\r\nhost: a\r\nx: 1\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: a\r\nx: 1\r\ny: 1\r\n\r\n", {.fields_max_count = 2}, 431,
        "fields_max_count is 2");
  const std::string chunked = "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n";
  check(chunked + "1;ab\r\nx\r\n1;a\r\ny\r\n0\r\n\r\n",
        chunked + "1;ab\r\nx\r\n1;ab\r\ny\r\n0\r\n\r\n", {.chunk_extensions_max_bytes = 5}, 413,
        "chunk_extensions_max_bytes, 5");
}
