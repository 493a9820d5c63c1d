// SPDX-License-Identifier: MIT

#include <tern/http/h1_framing.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string_view>

using tern::http::h1_framing;

TEST_CASE("the fields of a head say where it ends and what becomes of the connection") {
  h1_framing said;
  CHECK(said.persistent());
  CHECK_FALSE(said.read("content-length", "12"));
  CHECK(said.content_length == 12);
  CHECK_FALSE(said.read("host", "here"));
  CHECK(said.host == "here");
  CHECK_FALSE(said.read("te", "deflate;q=0.5, Trailers ;q=1"));
  CHECK(said.takes_trailers);
  CHECK_FALSE(said.read("expect", "100-CONTINUE"));
  CHECK(said.expects_continue);
  CHECK_FALSE(said.read("connection", "closed"));
  CHECK(said.persistent());
  CHECK_FALSE(said.read("connection", "te , CLOSE"));
  CHECK_FALSE(said.persistent());
}

TEST_CASE("HTTP/1.0 is not persistent, and expects nothing") {
  h1_framing said;
  said.minor_version = 0;
  CHECK_FALSE(said.persistent());
  CHECK_FALSE(said.read("expect", "anything"));
  CHECK_FALSE(said.expects_continue);
}

TEST_CASE("what only requests say means nothing in responses") {
  h1_framing said;
  said.of_request = false;
  CHECK_FALSE(said.read("host", "a/b"));
  CHECK_FALSE(said.host);
  CHECK_FALSE(said.read("expect", "anything"));
}

TEST_CASE("a server may say how long it keeps a connection, and what makes no sense is not heard") {
  using namespace std::chrono_literals;
  const auto kept = [](std::string_view value) {
    h1_framing said;
    said.of_request = false;
    CHECK_FALSE(said.read("keep-alive", value));
    return said.keeps;
  };
  CHECK(kept("timeout=5") == 5s);
  CHECK(kept("max=100, Timeout=60") == 60s);
  CHECK(kept("timeout=0") == 0s);
  CHECK(kept("timeout=9000000000") == 24h);
  for (const std::string_view nonsense :
       {"", "timeout", "timeout=", "timeout=-1", "timeout=5s", "timeout=\"5\"", "time=5"}) {
    CHECK_FALSE(kept(nonsense));
  }
  h1_framing request;
  CHECK_FALSE(request.read("keep-alive", "timeout=5"));
  CHECK_FALSE(request.keeps);
}

TEST_CASE("codings that end are not implemented, those that do not are wrong") {
  const auto answer = [](std::string_view codings) {
    h1_framing said;
    const auto wrong = said.read("transfer-encoding", codings);
    return wrong ? wrong->status : 0;
  };
  CHECK(answer("chunked") == 0);
  CHECK(answer("gzip, chunked") == 501);
  CHECK(answer("gzip;q=1, deflate, Chunked") == 501);
  for (const std::string_view wrong : {"", "gzip", "chunked, gzip", "chunked, chunked", ", chunked",
                                       "chunked,", "chunked, gzip, chunked", "gzip chunked"}) {
    CHECK(answer(wrong) == 400);
  }
}

TEST_CASE("fields about the connection are no business of the application, or of trailers") {
  CHECK(tern::http::is_connection_field("transfer-encoding"));
  CHECK_FALSE(tern::http::is_connection_field("content-length"));
  CHECK(tern::http::is_barred_from_trailers("transfer-encoding"));
  CHECK(tern::http::is_barred_from_trailers("content-length"));
  CHECK_FALSE(tern::http::is_barred_from_trailers("grpc-status"));
}
