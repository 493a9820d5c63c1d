// SPDX-License-Identifier: MIT

#include <tern/http/h1_request.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>

namespace {

struct outcome {
  int status = 0;  // 0: taken
  std::string authority;
  std::string path;
  friend bool operator==(const outcome&, const outcome&) = default;
};

outcome read(std::string method, std::string target, std::optional<std::string> host,
             int minor = 1) {
  tern::http::head head;
  head.method = std::move(method);
  head.path = std::move(target);
  tern::http::h1_framing said;
  said.host = std::move(host);
  said.minor_version = minor;
  if (const auto wrong = tern::http::read_target(head, said)) return {wrong->status, "", ""};
  return {0, std::string{head.authority}, std::string{head.path}};
}

}  // namespace

TEST_CASE("the target has the forms of RFC 9112") {
  CHECK(read("GET", "/a?b", "here") == outcome{0, "here", "/a?b"});
  CHECK(read("GET", "//a", "here") == outcome{0, "here", "//a"});
  CHECK(read("OPTIONS", "*", "here") == outcome{0, "here", "*"});
  CHECK(read("GET", "*", "here").status == 400);
  CHECK(read("GET", "http://localhost/a", "here") == outcome{0, "localhost", "/a"});
  CHECK(read("GET", "HTTPS://localhost:1", "here") == outcome{0, "localhost:1", "/"});
  CHECK(read("GET", "http://localhost?a", "here") == outcome{0, "localhost", "/?a"});
  CHECK(read("OPTIONS", "http://localhost", "here") == outcome{0, "localhost", "*"});
  CHECK(read("GET", "http://", "here").status == 400);
  CHECK(read("GET", "http://localhost@there/", "here").status == 400);
  CHECK(read("GET", "ws://there/", "here").status == 400);
  CHECK(read("GET", "a/b", "here").status == 400);
  CHECK(read("CONNECT", "there:443", "there:443").status == 501);
}

TEST_CASE("HTTP/1.1 needs a host, HTTP/1.0 does not") {
  CHECK(read("GET", "/", std::nullopt).status == 400);
  CHECK(read("GET", "http://localhost/", std::nullopt).status == 400);
  CHECK(read("GET", "/", "") == outcome{0, "", "/"});
  CHECK(read("GET", "/", std::nullopt, 0) == outcome{0, "", "/"});
}
