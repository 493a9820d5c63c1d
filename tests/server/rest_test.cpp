// SPDX-License-Identifier: MIT

#include <tern/server/endpoint.hpp>

// Calls by the HTTP rules of a contract, over HTTP/1.1 and HTTP/2.

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <tern/compress/gzip.hpp>
#include <tern/json.hpp>
#include <tern/rpc/error_details.hpp>
#include <tern/runtime/sleep.hpp>
#include <tern/server.hpp>
#include <tern/server/handler.hpp>

#include "tests/rest/library.hpp"
#include "tests/server/plain.hpp"

namespace library::v1 {

// A stream by rules that take HEAD as well; GET's do not.
struct Clock {
  tern::stream<Book> Tick(ListBooksRequest);
};
TERN_SERVICE(Clock, (Tick, tern::custom("*", "/v1/any"), tern::custom("HEAD", "/v1/head")))

}  // namespace library::v1

namespace {

using namespace library::v1;
using namespace std::chrono_literals;
using plain::answer;
using plain::in_both_versions;
using plain::request;
using plain::visitor;

// Gives back what it was asked.
struct library_service {
  tern::task<Book> GetBook(tern::context& context, GetBookRequest asked) {
    if (asked.edition == 404) {
      context.trailers().add("x-cost", "3");
      throw tern::error{tern::code::not_found, "no such edition",
                        tern::rpc::BadRequest{{{.field = "edition", .description = "404"}}}};
    }
    if (asked.edition == 500) throw std::runtime_error{"secret"};
    if (asked.edition == 504) co_await tern::runtime::sleep_for(1h);
    context.headers().add("x-tenant", context.request_metadata().get("x-tenant").value_or("none"));
    context.trailers().add("x-method", context.method());
    co_return Book{.name = std::move(asked.name), .pages = asked.edition};
  }
  tern::task<ListBooksReply> ListBooks(ListBooksRequest asked) {
    ListBooksReply reply;
    for (int i = 1; i <= asked.page_size; ++i)
      reply.books.push_back({.name = asked.parent, .pages = i});
    co_return reply;
  }
  tern::task<Book> CreateBook(Book asked) { co_return asked; }
  tern::task<Book> UpdateBook(PutBookRequest asked) {
    asked.book.name = asked.name;
    asked.book.lent = asked.force;
    co_return asked.book;
  }
  tern::task<Book> Annotate(PutBookRequest asked) { co_return Book{.tags = asked.notes}; }
  tern::task<Book> DeleteBook(GetBookRequest asked) { co_return Book{.name = asked.name}; }
  tern::task<Book> Archive(GetBookRequest asked) {
    co_return Book{.name = asked.name, .display_title = "archived"};
  }
  tern::stream<Book> WatchBooks(tern::context& context, ListBooksRequest asked) {
    context.headers().add("x-shelf", "1");
    for (int i = 1; i <= asked.page_size; ++i) co_yield Book{.pages = i};
    if (asked.lent) throw tern::error{tern::code::aborted, "lent"};
    if (asked.price > 0) co_await tern::runtime::sleep_for(1h);
  }
  tern::task<Book> Plain(GetBookRequest asked) { co_return Book{.name = asked.name}; }
};

struct clock_service {
  int ticks = 0;

  tern::stream<Book> Tick(ListBooksRequest) {
    while (ticks < 1000) co_yield Book{.pages = ++ticks};
  }
};

struct site : plain::site {
  library_service service{};
  int intercepted = 0;

  site() {
    options.json = &tern::json_codec;
    REQUIRE(tern::server_side::add_routes<Library>(routes, service).empty());
    REQUIRE(routes.add_rules(tern::schema::service_info_of<Library>).empty());
  }
};

constexpr tern::name_value json_body{"content-type", "application/json"};

}  // namespace

TEST_CASE("a GET is a call, with path and query as its request") {
  site here;
  in_both_versions(here, [](visitor& client) {
    const answer got = client.ask(request("GET", "/v1/shelves/1/books/a%20b?edition=3",
                                          {{"grpc-metadata-x-tenant", "blue"}}));
    CHECK(got.status == 200);
    CHECK(got.body == R"({"name":"shelves/1/books/a b","pages":3})");
    CHECK(got.field("content-type") == "application/json");
    CHECK(got.field("grpc-metadata-x-tenant") == "blue");
    CHECK(got.field("grpc-trailer-x-method") == "/library.v1.Library/GetBook");
    CHECK(got.field("vary") == "accept-encoding");
    CHECK(got.whole);
  });
}

TEST_CASE("bodies, verbs and response bodies are what the rules say") {
  site here;
  in_both_versions(here, [](visitor& client) {
    CHECK(client.ask(request("POST", "/v1/books", {json_body}), R"({"pages":7})").body ==
          R"({"pages":7})");
    CHECK(client
              .ask(request("PATCH", "/v1/shelves/1/books/2?force=true", {json_body}),
                   R"({"displayTitle":"T"})")
              .body == R"({"name":"shelves/1/books/2","displayTitle":"T","lent":true})");
    CHECK(client.ask(request("POST", "/v1/shelves/1/notes", {json_body}), R"(["a","b"])").body ==
          R"({"tags":["a","b"]})");
    CHECK(client.ask(request("DELETE", "/v1/shelves/1/books/2")).body ==
          R"({"name":"shelves/1/books/2"})");
    CHECK(client.ask(request("POST", "/v1/shelves/1/books/2:archive")).body ==
          R"({"name":"shelves/1/books/2","displayTitle":"archived"})");
    CHECK(client.ask(request("GET", "/v1/titles?page_size=2")).body ==
          R"([{"pages":1},{"pages":2}])");
    CHECK(client.ask(request("GET", "/v1/all/a/b:list?page_size=1")).body ==
          R"({"books":[{"name":"a/b","pages":1}]})");
    CHECK(client.ask(request("REPORT", "/v1/books", {json_body}), R"({"edition":1})").body ==
          R"({"pages":1})");
  });
}

TEST_CASE("HEAD is answered as GET is, without the body") {
  site here;
  in_both_versions(here, [](visitor& client) {
    const answer got = client.ask(request("HEAD", "/v1/shelves/1/books/2?edition=3"));
    CHECK(got.status == 200);
    CHECK(got.field("content-type") == "application/json");
    CHECK(got.field("grpc-trailer-x-method") == "/library.v1.Library/GetBook");
    CHECK(got.body.empty());
    CHECK(got.whole);
    const answer failed = client.ask(request("HEAD", "/v1/books/x?edition=404"));
    CHECK(failed.status == 404);
    CHECK(failed.body.empty());
    CHECK(failed.whole);
    // The connection is as it should be.
    CHECK(client.ask(request("GET", "/v1/titles?page_size=1")).body == R"([{"pages":1}])");
    CHECK(client.ask(request("HEAD", "/v1/watch")).status == 405);
  });
}

TEST_CASE("a stream that is asked for with HEAD ends after its head") {
  for (const std::string_view path : {"/v1/any", "/v1/head"}) {
    plain::site here;
    clock_service service;
    here.options.json = &tern::json_codec;
    REQUIRE(tern::server_side::add_routes<Clock>(here.routes, service).empty());
    REQUIRE(here.routes.add_rules(tern::schema::service_info_of<Clock>).empty());
    in_both_versions(here, [&](visitor& client) {
      service.ticks = 0;
      const answer got = client.ask(request("HEAD", std::string{path}));
      CHECK(got.status == 200);
      CHECK(got.field("content-type") == "application/x-ndjson");
      CHECK(got.whole);
      CHECK(service.ticks == 1);
      CHECK(client.ask(request("HEAD", std::string{path})).whole);
    });
  }
}

TEST_CASE("a failure is a google.rpc.Status with the HTTP status of its code") {
  site here;
  in_both_versions(here, [](visitor& client) {
    const answer missing = client.ask(request("GET", "/v1/books/x?edition=404"));
    CHECK(missing.status == 404);
    CHECK(missing.field("content-type") == "application/json");
    CHECK(missing.field("grpc-trailer-x-cost") == "3");
    CHECK(missing.body == R"({"code":5,"message":"no such edition","details":[)"
                          R"({"@type":"type.googleapis.com/google.rpc.BadRequest",)"
                          R"("fieldViolations":[{"field":"edition","description":"404"}]}]})");
    CHECK(client.ask(request("GET", "/v1/books/x?edition=500")).body ==
          R"({"code":2,"message":"the handler failed with an exception"})");
    const answer wrong = client.ask(request("GET", "/v1/books/x?edition=one"));
    CHECK(wrong.status == 400);
    CHECK(wrong.body == R"({"code":3,"message":)"
                        R"("query parameter edition: expected a number, found \"one\""})");
    CHECK(client.ask(request("GET", "/v1/books/x?unknown=1")).status == 400);
    CHECK(client.ask(request("GET", "/v1/books/%zz")).status == 400);
    CHECK(client.ask(request("POST", "/v1/books", {json_body}), "{").status == 400);
    CHECK(client.ask(request("POST", "/v1/books"), "{}").status == 400);
    CHECK(client.ask(request("GET", "/v1/books/x")).status == 200);
  });
}

TEST_CASE("a path that fits a rule by another method, or with another body, is told so") {
  site here;
  in_both_versions(here, [](visitor& client) {
    const answer method = client.ask(request("PUT", "/v1/books", {json_body}), "{}");
    CHECK(method.status == 405);
    CHECK(method.field("allow") == "POST, REPORT");
    const answer type = client.ask(
        request("POST", "/v1/books", {{"content-type", "application/x-www-form-urlencoded"}}),
        "a=b");
    CHECK(type.status == 415);
    CHECK(type.field("accept-post") == "application/json");
    CHECK(client.ask(request("GET", "/v9")).status == 404);
    // Plain has no rule, but is a method like any other.
    CHECK(client.ask(request("POST", "/library.v1.Library/Plain", {json_body}), R"({"name":"p"})")
              .body == R"({"name":"p"})");
  });
}

TEST_CASE("a path of several handlers: a call, a rule, a handler of plain HTTP") {
  site here;
  here.routes.add_http("GET", "/*", [] { return "file"; });
  here.routes.add_http("PUT", "/v1/books", [] { return "put"; });
  here.routes.add_http("GET", "/v1/watch/1", [] { return "plain"; });
  in_both_versions(here, [](visitor& client) {
    CHECK(client.ask(request("GET", "/v1/books/x")).field("content-type") == "application/json");
    CHECK(client.ask(request("PUT", "/v1/books")).body == "put");
    CHECK(client.ask(request("GET", "/v1/watch/1")).body == "plain");
    CHECK(client.ask(request("GET", "/other")).body == "file");
  });
}

TEST_CASE("replies of a stream are lines, and so is its failure") {
  site here;
  in_both_versions(here, [](visitor& client) {
    const answer got = client.ask(request("GET", "/v1/watch?page_size=2"));
    CHECK(got.status == 200);
    CHECK(got.field("content-type") == "application/x-ndjson");
    CHECK(got.field("grpc-metadata-x-shelf") == "1");
    CHECK(got.body == "{\"result\":{\"pages\":1}}\n{\"result\":{\"pages\":2}}\n");
    CHECK(got.whole);
    const answer late =
        client.ask(request("POST", "/v1/watch", {json_body}), R"({"pageSize":1,"lent":true})");
    CHECK(late.status == 200);
    CHECK(late.body ==
          "{\"result\":{\"pages\":1}}\n{\"error\":{\"code\":10,\"message\":\"lent\"}}\n");
    CHECK(late.whole);
    const answer early = client.ask(request("GET", "/v1/watch?lent=true"));
    CHECK(early.status == 409);
    CHECK(early.body == R"({"code":10,"message":"lent"})");
    const answer none = client.ask(request("GET", "/v1/watch"));
    CHECK(none.status == 200);
    CHECK(none.body.empty());
    CHECK(none.whole);
  });
}

TEST_CASE("a deadline ends a call on time") {
  site here;
  in_both_versions(here, [&](visitor& client) {
    auto waiting =
        client.begin(request("GET", "/v1/books/x?edition=504", {{"grpc-timeout", "2S"}}), true);
    client.exchange();
    CHECK(waiting->received_head().status == 0);
    here.home.advance(2s);
    const answer late = client.rest(waiting);
    CHECK(late.status == 504);
    CHECK(late.body == R"({"code":4,"message":"the deadline of the call has passed"})");
    CHECK(client.ask(request("GET", "/v1/books/x", {{"grpc-timeout", "soon"}})).status == 400);
  });
}

TEST_CASE("a client that goes away ends the stream that it was sent") {
  site here;
  in_both_versions(here, [&](visitor& client) {
    auto watching = client.begin(request("GET", "/v1/watch?page_size=1&price=1"), true);
    client.exchange();
    CHECK(visitor::heard(watching).body == "{\"result\":{\"pages\":1}}\n");
    watching->reset(tern::http::error_code::cancel);
    watching = {};
    client.exchange();
    if (client.two) CHECK(client.ask(request("GET", "/v1/books/x")).status == 200);
  });
}

TEST_CASE("a request that is too long is refused") {
  site here;
  here.options.receive_max_bytes = 64;
  in_both_versions(here, [](visitor& client) {
    const answer got = client.ask(request("POST", "/v1/books", {json_body}),
                                  R"({"name":")" + std::string(100, 'x') + "\"}");
    CHECK(got.status == 429);
    CHECK(got.body.find("receive_max_bytes") != std::string::npos);
  });
}

#if TERN_WITH_ZLIB
TEST_CASE("bodies are compressed both ways") {
  site here;
  here.options.compression = tern::compress::compression::gzip;
  tern::buffer short_body;
  REQUIRE(tern::compress::gzip_encoding{}.compress(
      tern::as_bytes(R"({"name":")" + std::string(200, 'x') + "\"}"), short_body));
  const std::string sent{tern::as_text(short_body.view())};
  in_both_versions(here, [&](visitor& client) {
    const answer got = client.ask(
        request("POST", "/v1/books",
                {json_body, {"content-encoding", "gzip"}, {"accept-encoding", "gzip, br"}}),
        sent);
    CHECK(got.status == 200);
    CHECK(got.field("content-encoding") == "gzip");
    tern::buffer plain_body;
    REQUIRE(tern::compress::gzip_encoding{}.decompress(tern::as_bytes(got.body), plain_body, 1000,
                                                       "limit"));
    CHECK(tern::as_text(plain_body.view()).starts_with(R"({"name":"xxx)"));
    const answer other =
        client.ask(request("POST", "/v1/books", {json_body, {"content-encoding", "br"}}), "x");
    CHECK(other.status == 501);
    CHECK(other.field("accept-encoding") == tern::compress::accept_encoding);
  });
}
#endif

TEST_CASE("a method's interceptors are around its calls by rule") {
  site here;
  here.routes.intercept("/library.v1.Library/GetBook",
                        [&](tern::call_context& call, tern::next next) -> tern::task<void> {
                          ++here.intercepted;
                          CHECK(call.method() == "/library.v1.Library/GetBook");
                          co_await next();
                        });
  in_both_versions(here, [&](visitor& client) {
    const int before = here.intercepted;
    CHECK(client.ask(request("GET", "/v1/books/x")).status == 200);
    CHECK(here.intercepted == before + 1);
  });
}

TEST_CASE("a server without JSON, or with the same rule twice, says so when it is made") {
  tern::server without{{.handle_signals = false}};
  try {
    without.add<Library>(library_service{});
    FAIL("it was added");
  } catch (const std::logic_error& wrong) {
    CHECK(std::string_view{wrong.what()}.find("server_options{.json = &tern::json_codec}") !=
          std::string_view::npos);
  }
}
