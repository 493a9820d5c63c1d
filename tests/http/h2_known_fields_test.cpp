// SPDX-License-Identifier: MIT
#include <tern/http/h2_known_fields.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/http/h2_pair.hpp"

namespace {

// A field that goes into the table of HPACK; lengths below 127. @source RFC 7541, section 6.2.1
std::string indexed_literal(std::string_view name, std::string_view value) {
  return h2::number(0x40, 1) + h2::number(name.size(), 1) + std::string{name} +
         h2::number(value.size(), 1) + std::string{value};
}

// The field that was added to the table so many fields before the last. @source RFC 7541, 6.1
std::string from_table(unsigned before_last) {
  return h2::number(0x80 + 62 + before_last, 1);
}

const std::string post = h2::number(0x83, 1);  // of the static table
const std::string http = h2::number(0x86, 1);
const std::string root = h2::number(0x84, 1);
const std::string begin_of_request = post + http + root;

// A server that hears one request after the other.
struct server {
  h2::end end{h2::role::server};
  std::uint32_t next_id = 1;

  server() { end.hear(h2::hello); }

  // What became of a request of these fields: it has arrived, or why not.
  std::string ask(const std::string& block, std::string_view body = {}) {
    const std::uint32_t id = std::exchange(next_id, next_id + 2);
    const int ends = body.empty() ? h2::end_stream : 0;
    const std::size_t before = end.requests.size();
    end.hear(h2::frame(h2::headers_, h2::end_headers | ends, id, block));
    if (!body.empty()) end.hear(h2::frame(h2::data, h2::end_stream, id, body));
    const auto said = h2::parse(end.say());
    if (const auto* const reset = h2::find(said, h2::rst_stream)) {
      return std::string{tern::http::to_string(reset->code())};
    }
    REQUIRE(end.requests.size() == before + 1);
    const auto& head = end.requests.back()->received_head();
    std::string seen{head.authority};
    for (const auto field : head.fields) {
      seen.append(" ").append(field.name).append("=").append(field.value);
    }
    return seen;
  }
};

}  // namespace

TEST_CASE("fields that are repeated arrive with every request") {
  server to;
  const std::string first = begin_of_request + indexed_literal(":authority", "here") +
                            indexed_literal("te", "trailers") + indexed_literal("x", "y");
  CHECK(to.ask(first) == "here te=trailers x=y");
  const std::string again = begin_of_request + from_table(2) + from_table(1) + from_table(0);
  for (int i = 0; i < 5; ++i) CHECK(to.ask(again) == "here te=trailers x=y");
  const std::string swapped = begin_of_request + from_table(2) + from_table(0) + from_table(1);
  for (int i = 0; i < 5; ++i) CHECK(to.ask(swapped) == "here x=y te=trailers");
  CHECK(to.ask(again) == "here te=trailers x=y");
}

TEST_CASE("fields between those that are repeated keep their places") {
  server to;
  const std::string first = begin_of_request + indexed_literal(":authority", "here") +
                            indexed_literal("a", "1") + indexed_literal("b", "2") +
                            indexed_literal("c", "3") + indexed_literal("d", "4");
  CHECK(to.ask(first) == "here a=1 b=2 c=3 d=4");
  const std::string host = from_table(4);
  const std::string a = from_table(3);
  const std::string b = from_table(2);
  const std::string c = from_table(1);
  const std::string d = from_table(0);
  for (int i = 0; i < 5; ++i) {
    CHECK(to.ask(begin_of_request + host + a + b + c + d) == "here a=1 b=2 c=3 d=4");
  }
  // In the middle, and then with others missing, doubled, or in another order.
  for (int i = 0; i < 5; ++i) {
    const std::string number = std::to_string(i);
    const std::string x = h2::number(0, 1) + h2::number(1, 1) + "x" + h2::number(1, 1) + number;
    CHECK(to.ask(begin_of_request + host + a + x + c + d) == "here a=1 x=" + number + " c=3 d=4");
    CHECK(to.ask(begin_of_request + host + a + x + b + c) == "here a=1 x=" + number + " b=2 c=3");
    CHECK(to.ask(begin_of_request + host + a + b) == "here a=1 b=2");
    CHECK(to.ask(begin_of_request + host + a + b + b + b) == "here a=1 b=2 b=2 b=2");
    CHECK(to.ask(begin_of_request + host + a + b + c + d + x) ==
          "here a=1 b=2 c=3 d=4 x=" + number);
  }
}

TEST_CASE("a field that is known is as wrong in a wrong place as one that is not") {
  server to;
  const std::string known = begin_of_request + indexed_literal(":authority", "here");
  CHECK(to.ask(known + indexed_literal("x", "y")) == "here x=y");
  const std::string authority = from_table(1);
  const std::string field = from_table(0);
  for (int i = 0; i < 5; ++i) CHECK(to.ask(begin_of_request + authority + field) == "here x=y");
  // The same places with the same fields, and something before them.
  CHECK(to.ask(post + http + field + authority) == "PROTOCOL_ERROR");
  CHECK(to.ask(post + post + root + authority) == "PROTOCOL_ERROR");
  CHECK(to.ask(post + http + http + authority) == "PROTOCOL_ERROR");
  CHECK(to.ask(post + field + root + authority) == "PROTOCOL_ERROR");
  CHECK(to.ask(post + http) == "PROTOCOL_ERROR");
  CHECK(to.ask(begin_of_request + authority + field) == "here x=y");
}

TEST_CASE("pseudo-header fields that are known come once, and first") {
  server to;
  const std::string authority = indexed_literal(":authority", "here");
  CHECK(to.ask(authority + begin_of_request + indexed_literal("x", "y")) == "here x=y");
  const std::string known = from_table(1) + begin_of_request;
  for (int i = 0; i < 5; ++i) CHECK(to.ask(known) == "here");
  // All that is known stands in its place, and nothing is missing.
  CHECK(to.ask(post + begin_of_request + from_table(1)) == "PROTOCOL_ERROR");
  CHECK(to.ask(from_table(0) + begin_of_request + h2::fields({{"host", "here"}})) ==
        "PROTOCOL_ERROR");
  CHECK(to.ask(known) == "here");
}

TEST_CASE("what a length says counts in every message") {
  server to;
  const std::string begin = begin_of_request + indexed_literal(":authority", "here");
  CHECK(to.ask(begin + indexed_literal("content-length", "2"), "ab") == "here content-length=2");
  const std::string again = begin_of_request + from_table(1) + from_table(0);
  for (int i = 0; i < 5; ++i) CHECK(to.ask(again, "ab") == "here content-length=2");
  CHECK(to.ask(again, "abc") == "PROTOCOL_ERROR");
  CHECK(to.ask(again, "a") == "PROTOCOL_ERROR");
  CHECK(to.ask(again + from_table(0), "ab") == "PROTOCOL_ERROR");
}

TEST_CASE("an illegal field does not become known") {
  server to;
  CHECK(to.ask(begin_of_request + indexed_literal(":authority", "here") +
               indexed_literal("x", "a\nb")) == "PROTOCOL_ERROR");
  for (int i = 0; i < 5; ++i) {
    CHECK(to.ask(begin_of_request + from_table(1) + from_table(0)) == "PROTOCOL_ERROR");
  }
}

TEST_CASE("fields that leave the table take others with them, and arrive as they are") {
  server to;
  // Each of them drives out all that came before.
  for (int round = 0; round < 40; ++round) {
    const std::string value(100, static_cast<char>('a' + round % 26));
    std::string block = begin_of_request + indexed_literal(":authority", "here");
    for (int i = 0; i < 40; ++i) block += indexed_literal("n", value + std::to_string(i));
    std::string seen = "here";
    for (int i = 0; i < 40; ++i) seen += " n=" + value + std::to_string(i);
    CHECK(to.ask(block) == seen);
    CHECK(to.ask(begin_of_request + from_table(0) + from_table(1) +
                 h2::fields({{":authority", "late"}})) == "PROTOCOL_ERROR");
    for (int i = 0; i < 3; ++i) {
      CHECK(to.ask(begin_of_request + h2::fields({{":authority", "it"}}) + from_table(0)) ==
            "it n=" + value + "39");
    }
  }
}

TEST_CASE("past its limit a list of known fields is too long, too") {
  h2::limits allowed;
  allowed.header_list_max_bytes = 300;
  h2::pair ends{{}, allowed};
  for (int i = 0; i < 6; ++i) {
    h2::head request = h2::request_head();
    request.fields.add("long", std::string(150, 'x'));
    const auto sent = ends.client.session.open(std::move(request), true);
    REQUIRE(sent);
    ends.exchange();
    REQUIRE(ends.server.requests.size() == static_cast<std::size_t>(i) + 1);
    CHECK(ends.server.requests.back()->header_list_too_large());
  }
}

TEST_CASE("known heads and trailers of responses stay apart") {
  h2::pair ends;
  for (int i = 0; i < 6; ++i) {
    const auto sent = ends.client.session.open(h2::request_head(), true);
    REQUIRE(sent);
    ends.exchange();
    const auto& asked = ends.server.requests.back();
    asked->send_head(h2::response_head(), false);
    h2::write(*asked, "body");
    asked->end(h2::headers{{"grpc-status", "0"}, {"a", "b"}, {"c", "d"}});
    ends.exchange();
    CHECK(sent->received_head().status == 200);
    CHECK(sent->received_head().fields == h2::headers{{"content-type", "application/grpc"}});
    REQUIRE(sent->received_trailers() != nullptr);
    CHECK(*sent->received_trailers() == h2::headers{{"grpc-status", "0"}, {"a", "b"}, {"c", "d"}});
    CHECK(sent->failure() == nullptr);
  }
}
