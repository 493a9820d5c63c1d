// SPDX-License-Identifier: MIT

#include <tern/http/h1_start_line.hpp>

#include <doctest/doctest.h>

#include <string_view>
#include <utility>

TEST_CASE("a request line is a method, a target and a version") {
  tern::http::head head;
  int minor = -1;
  CHECK_FALSE(tern::http::read_request_line("GET /a?b HTTP/1.0", head, minor));
  CHECK(head.method == "GET");
  CHECK(head.path == "/a?b");
  CHECK(minor == 0);
  const std::pair<std::string_view, int> table[] = {{"GET /", 400},
                                                    {"GET", 400},
                                                    {"", 400},
                                                    {"GET  HTTP/1.1", 400},
                                                    {" / HTTP/1.1", 400},
                                                    {"G,T / HTTP/1.1", 400},
                                                    {"GET / HTTP/1.1 ", 400},
                                                    {"GET / HTTP/2.0", 505},
                                                    {"GET / HTTP/1.2", 505},
                                                    {"GET / HTTP/0.9", 505},
                                                    {"GET / HTTP/1.", 400},
                                                    {"GET / HTTP/1.1x", 400},
                                                    {"GET /\t HTTP/1.1", 400}};
  for (const auto& [line, answer] : table) {
    CAPTURE(line);
    const auto wrong = tern::http::read_request_line(line, head, minor);
    REQUIRE(wrong);
    CHECK(wrong->status == answer);
    CHECK_FALSE(wrong->text.empty());
  }
}

// RFC 9110, section 15: numbers from 600 on are invalid, and to be taken for a 5xx.
TEST_CASE("a status that HTTP does not define is no reason to refuse a response") {
  for (const auto& [line, status] :
       {std::pair{"HTTP/1.1 599 No", 599}, {"HTTP/1.1 600", 600}, {"HTTP/1.1 999 No", 999}}) {
    CAPTURE(line);
    tern::http::head head;
    int minor = -1;
    CHECK_FALSE(tern::http::read_status_line(line, head, minor));
    CHECK(head.status == status);
  }
}

TEST_CASE("a status line is a version, three digits, and words or none") {
  for (const std::string_view line : {"HTTP/1.1 204 No Content", "HTTP/1.1 204 ", "HTTP/1.1 204"}) {
    tern::http::head head;
    int minor = -1;
    CHECK_FALSE(tern::http::read_status_line(line, head, minor));
    CHECK(head.status == 204);
    CHECK(minor == 1);
  }
  for (const std::string_view line :
       {"HTTP/1.1 ", "HTTP/1.1", "HTTP/1.1 20", "HTTP/1.1 2044", "HTTP/1.1  204", "HTTP/1.1 2x4",
        "HTTP/1.1 099", "HTTP/1.1 x00", "HTTP/2 204", "", "204"}) {
    CAPTURE(line);
    tern::http::head head;
    int minor = 0;
    CHECK(tern::http::read_status_line(line, head, minor));
  }
}
