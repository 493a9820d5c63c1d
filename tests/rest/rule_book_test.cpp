// SPDX-License-Identifier: MIT
#include <tern/rest/rule_book.hpp>

#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <tern/json.hpp>

#include "tests/rest/library.hpp"

#include <doctest/doctest.h>

namespace rule_book_test {

struct Twice {
  tern::task<library::v1::Book> One(library::v1::GetBookRequest);
  tern::task<library::v1::Book> Two(library::v1::GetBookRequest);
};
TERN_SERVICE(Twice, (One, tern::get("/v1/{name}")), (Two, tern::get("/v1/{name=*}")))

struct Wrong {
  tern::task<library::v1::Book> Get(library::v1::GetBookRequest);
};
TERN_SERVICE(Wrong, (Get, tern::get("/v1/{title}")))

}  // namespace rule_book_test

namespace {

using tern::rest::rule_book;

struct shelf {
  rule_book rules{};
  mutable std::list<tern::http::head> asked{};  // what is found borrows from it

  shelf() { CHECK(rules.add(tern::schema::service_info_of<library::v1::Library>) == ""); }

  [[nodiscard]] std::optional<rule_book::meaning> find(
      std::string_view method, std::string_view path, std::string_view content_type = "",
      bool is_call = false, std::string_view more_name = "", std::string_view more = "") const {
    tern::http::head& head = asked.emplace_back();
    head.method = method;
    head.path = path;
    if (!content_type.empty()) head.fields.add("content-type", content_type);
    if (!more_name.empty()) head.fields.add(more_name, more);
    return rules.find(head, is_call, tern::json_codec);
  }
};

}  // namespace

TEST_CASE("a request is a call of the method whose rule it fits") {
  const shelf books;
  const auto found = books.find("GET", "/v1/shelves/1/books/2?edition=4");
  REQUIRE(found);
  const auto& call = std::get<tern::protocol::accepted>(*found);
  CHECK(call.method == "/library.v1.Library/GetBook");
  CHECK(call.by_get);
  CHECK(call.content_type == "application/json");
  CHECK(call.form == tern::protocol::message_form::json);
  CHECK(call.refusal.ok());
  library::v1::GetBookRequest request;
  REQUIRE(call.codec->decode({}, tern::schema::message_info_of<library::v1::GetBookRequest>(),
                             &request, {}));
  CHECK(request.name == "shelves/1/books/2");
  CHECK(request.edition == 4);
  CHECK_FALSE(books.find("GET", "/v3"));
  CHECK_FALSE(books.find("GET", "*"));
}

TEST_CASE("a stream answers in lines, which are not compressed") {
  const shelf books;
  const auto found = books.find("GET", "/v1/watch", "", false, "accept-encoding", "gzip");
  const auto& call = std::get<tern::protocol::accepted>(*found);
  CHECK(call.content_type == "application/x-ndjson");
  CHECK(call.reply_framing.body == tern::protocol::framing::layout::lines);
  CHECK(call.accept_encoding.empty());
  const auto other = books.find("GET", "/v1/books/x", "", false, "accept-encoding", "gzip");
  CHECK(std::get<tern::protocol::accepted>(*other).accept_encoding == "gzip");
}

TEST_CASE("a timeout is gRPC's") {
  const shelf books;
  const auto found = books.find("GET", "/v1/books/x", "", false, "grpc-timeout", "2S");
  CHECK(std::get<tern::protocol::accepted>(*found).timeout == std::chrono::seconds{2});
  const auto bad = books.find("GET", "/v1/books/x", "", false, "grpc-timeout", "soon");
  CHECK(std::get<tern::protocol::accepted>(*bad).refusal.code() == tern::code::invalid_argument);
}

TEST_CASE("a method that a path has not is 405") {
  const shelf books;
  const auto found = books.find("PUT", "/v1/books");
  const auto& refused = std::get<tern::protocol::refusal>(*found);
  CHECK(refused.head.status == 405);
  CHECK(refused.head.fields.get("allow") == "POST, REPORT");
  CHECK(refused.body == R"({"code":12,"message":"method is \"PUT\", this path has POST, REPORT"})");
  const auto by_head = books.find("HEAD", "/v1/books");
  CHECK(std::get<tern::protocol::refusal>(*by_head).body.empty());
}

TEST_CASE("HEAD goes where GET goes, but to no stream") {
  const shelf books;
  const auto found = books.find("HEAD", "/v1/books/1");
  CHECK(std::get<tern::protocol::accepted>(*found).by_get);
  const auto stream = books.find("HEAD", "/v1/watch");
  CHECK(std::get<tern::protocol::refusal>(*stream).head.fields.get("allow") == "GET, POST");
  const auto other = books.find("PUT", "/v1/titles");
  CHECK(std::get<tern::protocol::refusal>(*other).head.fields.get("allow") == "GET, HEAD");
}

TEST_CASE("a body that is no JSON is 415") {
  const shelf books;
  const auto found = books.find("POST", "/v1/books", "application/x-www-form-urlencoded");
  const auto& refused = std::get<tern::protocol::refusal>(*found);
  CHECK(refused.head.status == 415);
  CHECK(refused.head.fields.get("accept-post") == "application/json");
  CHECK(std::holds_alternative<tern::protocol::refusal>(
      *books.find("POST", "/v1/books", "application/json; charset=latin1")));
  CHECK(std::holds_alternative<tern::protocol::accepted>(
      *books.find("POST", "/v1/books", "Application/JSON; charset=utf-8")));
  CHECK(std::holds_alternative<tern::protocol::accepted>(*books.find("POST", "/v1/books")));
  CHECK(std::holds_alternative<tern::protocol::accepted>(
      *books.find("DELETE", "/v1/shelves/1/books/2", "text/plain")));
}

TEST_CASE("a call of another protocol is not answered here") {
  const shelf books;
  CHECK_FALSE(books.find("POST", "/v1/books", "application/grpc", true));
  CHECK_FALSE(books.find("POST", "/v1/watch", "application/connect+json", true));
  CHECK(books.find("POST", "/v1/books", "application/json", true));
  CHECK(books.find("GET", "/v1/titles?message=x&encoding=json", "", true));
}

TEST_CASE("rules that are the same, or wrong, are told in a sentence") {
  rule_book rules;
  CHECK(rules.add(tern::schema::service_info_of<rule_book_test::Twice>) ==
        "/rule_book_test.Twice/Two: the rule GET /v1/{name=*} is the same as "
        "/rule_book_test.Twice/One: the rule GET /v1/{name}");
  CHECK(rules.add(tern::schema::service_info_of<rule_book_test::Wrong>) ==
        "/rule_book_test.Wrong/Get: the rule GET /v1/{title} has a variable that is no field of "
        "the request");
}
