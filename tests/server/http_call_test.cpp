// SPDX-License-Identifier: MIT

#include <tern/server/http_call.hpp>

// Requests of plain HTTP, over HTTP/1.1 and HTTP/2.

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <tern/intercept/access_log.hpp>
#include <tern/intercept/bearer_auth.hpp>
#include <tern/intercept/deadline_cap.hpp>
#include <tern/json.hpp>
#include <tern/runtime/sleep.hpp>
#include <tern/server/handler.hpp>

#include "tests/server/plain.hpp"
#include "tests/stack/contract.hpp"

namespace {

using namespace std::chrono_literals;
using plain::answer;
using plain::in_both_versions;
using plain::request;
using plain::site;
using plain::visitor;
using tern::runtime::stream;
using tern::runtime::task;
using tern::server_side::http_error;
using tern::server_side::http_request;
using tern::server_side::http_response;

http_response with_status(int status, std::string body = {}) {
  http_response made;
  made.status = status;
  made.body = std::move(body);
  return made;
}

}  // namespace

TEST_CASE("a text is the body of an answer") {
  site here;
  here.routes.add_http("GET", "/hello", [] { return "hello\n"; });
  in_both_versions(here, [](visitor& client) {
    for (int round = 0; round < 2; ++round) {
      const answer got = client.ask(request("GET", "/hello?x=1"));
      CHECK(got.status == 200);
      CHECK(got.body == "hello\n");
      CHECK(got.field("content-type") == "text/plain; charset=utf-8");
      CHECK(got.field("content-length") == "6");
      CHECK(got.field("date").ends_with(" GMT"));
      CHECK(got.whole);
    }
  });
}

TEST_CASE("HEAD is answered as GET is, without the body") {
  site here;
  int made = 0;
  here.routes.add_http("GET", "/text", [] { return "hello\n"; });
  here.routes.add_http("GET", "/parts", [&]() -> stream<std::string> {
    ++made;
    co_yield "a";
  });
  here.routes.add_http("GET", "/own", [] { return "get"; });
  here.routes.add_http("HEAD", "/own", [](http_request&) {
    http_response own;
    own.fields = {{"Content-Length", "7"}};
    return own;
  });
  in_both_versions(here, [](visitor& client) {
    const answer text = client.ask(request("HEAD", "/text"));
    CHECK(text.status == 200);
    CHECK(text.body.empty());
    CHECK(text.field("content-length") == "6");
    CHECK(text.whole);
    const answer parts = client.ask(request("HEAD", "/parts"));
    CHECK(parts.status == 200);
    CHECK(parts.body.empty());
    CHECK(parts.whole);
    const answer own = client.ask(request("HEAD", "/own"));
    CHECK(own.field("content-length") == "7");
    CHECK(own.whole);
    CHECK(client.ask(request("GET", "/own")).body == "get");
  });
  CHECK(made == 0);
}

TEST_CASE("a path that nobody serves is not found, a method that it lacks is not allowed") {
  site here;
  stack::scripted service;
  REQUIRE(tern::server_side::add_routes<stack::Subject>(here.routes, service).empty());
  here.routes.add_http("GET", "/book", [] { return "a book\n"; });
  here.routes.add_http("PUT", "/book", [] { return with_status(204); });
  here.routes.add_http("GET", "/shelf/*", [] { return "a shelf\n"; });
  in_both_versions(here, [](visitor& client) {
    const answer missing = client.ask(request("GET", "/nothing?x"));
    CHECK(missing.status == 404);
    CHECK(missing.body == "nothing is served at \"/nothing\"\n");
    const answer head_only = client.ask(request("HEAD", "/nothing"));
    CHECK(head_only.status == 404);
    CHECK(head_only.body.empty());
    const answer deleted = client.ask(request("DELETE", "/book"));
    CHECK(deleted.status == 405);
    CHECK(deleted.field("allow") == "GET, HEAD, PUT");
    CHECK(deleted.body == "method is \"DELETE\", this path takes GET, HEAD, PUT\n");
    CHECK(client.ask(request("POST", "/shelf/1"), "x").status == 405);
    const answer put = client.ask(request("PUT", "/book"), "new");
    CHECK(put.status == 204);
    CHECK(put.field("content-length") == "none");
    const answer got = client.ask(request("GET", "/stack.Subject/Unary"));
    CHECK(got.status == 405);
    CHECK(got.field("allow") == "POST");
  });
}

TEST_CASE("a HEAD that is refused is answered without a body") {
  site here;
  here.options.connection.header_list_max_bytes = 2000;
  here.routes.add_http("GET", "/book", [] { return "a book\n"; });
  in_both_versions(here, [](visitor& client) {
    const std::string much(3000, 'x');
    const answer refused = client.ask(request("HEAD", "/book", {{"x-much", much}}));
    CHECK(refused.status == 431);
    CHECK(refused.body.empty());
    CHECK(refused.whole);
  });
}

TEST_CASE("calls go to methods, and what is no method's path to handlers") {
  site here;
  here.options.json = &tern::json_codec;
  stack::scripted service;
  REQUIRE(tern::server_side::add_routes<stack::Subject>(here.routes, service).empty());
  here.routes.add_http("POST", "/hook", [](http_request& asked) -> task<std::string> {
    co_return "heard " + co_await asked.body();
  });
  here.routes.add_http("GET", "/search", [](http_request& asked) {
    return asked.query("message").value_or("nothing");
  });
  here.routes.add_http("GET", "/*", [] { return "any\n"; });
  in_both_versions(here, [](visitor& client) {
    const tern::name_value json{"content-type", "application/json"};
    CHECK(client.ask(request("POST", "/stack.Subject/Unary", {json}), R"({"text":"a"})").body ==
          R"({"text":"a"})");
    CHECK(client.ask(request("POST", "/hook", {json}), "{}").body == "heard {}");
    CHECK(client.ask(request("GET", "/search?encoding=json&message=a%20b")).body == "a b");
    CHECK(client.ask(request("GET", "/stack.Subject")).body == "any\n");
    // A method that is not known, though handlers have the path.
    const answer unknown = client.ask(request("POST", "/stack.Subject/None", {json}), "{}");
    CHECK(unknown.status == 404);
    CHECK(unknown.body.find("unimplemented") != std::string::npos);
  });
}

TEST_CASE("a handler sees what the client says") {
  site here;
  here.routes.add_http("GET", "/books/*", [](http_request& asked) {
    std::string all;
    all.append(asked.method()).append("|").append(asked.path()).append("|").append(asked.rest());
    all.append("|").append(asked.query()).append("|").append(asked.query("a").value_or("-"));
    all.append("|").append(asked.field("x-who").value_or("-")).append("|");
    all.append(asked.authority()).append("|").append(asked.scheme()).append("|");
    all.append(asked.context().peer().empty() ? "nobody" : "somebody");
    return all.append("|").append(std::to_string(asked.version()));
  });
  in_both_versions(here, [](visitor& client) {
    const answer got = client.ask(request("GET", "/books/a/%20b?a=1%2B1", {{"x-who", "Ada"}}));
    const std::string scheme = client.one && client.tls ? "https" : "http";
    CHECK(got.body == "GET|/books/a/%20b|a/%20b|a=1%2B1|1+1|Ada|localhost|" + scheme +
                          "|somebody|" + (client.one ? "1" : "2"));
  });
}

TEST_CASE("failures have their status, and a text") {
  site here;
  here.routes.add_http("GET", "/own",
                       [](http_request&) -> std::string { throw http_error{418, "a teapot"}; });
  here.routes.add_http("GET", "/status", [](http_request&) -> task<http_response> {
    co_return tern::status{tern::code::not_found, "no such book"};
  });
  here.routes.add_http("GET", "/error", []() -> std::string {
    throw tern::error{tern::code::unauthenticated, "who are you?"};
  });
  here.routes.add_http("GET", "/other",
                       []() -> std::string { throw std::runtime_error{"a secret"}; });
  here.routes.add_http("GET", "/bad-status", [] { return with_status(99); });
  here.routes.add_http("GET", "/bad-field", [] {
    http_response bad;
    bad.fields = {{"x-split", "a\r\nset-cookie: b"}};
    return bad;
  });
  here.routes.add_http("GET", "/own-401",
                       []() -> std::string { throw http_error{401, "who are you?"}; });
  in_both_versions(here, [](visitor& client) {
    CHECK(client.ask(request("GET", "/own-401")).field("www-authenticate") == "Bearer");
    CHECK(client.ask(request("GET", "/error")).field("www-authenticate") == "Bearer");
    const auto check = [&](std::string path, int status, std::string body) {
      const answer got = client.ask(request("GET", std::move(path)));
      CHECK(got.status == status);
      CHECK(got.body == body);
      CHECK(got.whole);
      CHECK(got.field("set-cookie") == "none");
    };
    check("/own", 418, "a teapot\n");
    check("/status", 404, "no such book\n");
    check("/error", 401, "who are you?\n");
    check("/other", 500, "the handler failed with an exception\n");
    check("/bad-status", 500, "the handler's response has the status 99, not 200 to 599\n");
    check("/bad-field", 500,
          "the handler's response has a field that cannot be sent: \"x-split\"\n");
    CHECK(client.ask(request("GET", "/error")).field("www-authenticate") == "Bearer");
  });
}

TEST_CASE("a body is read whole up to a limit, or part by part") {
  site here;
  here.options.receive_max_bytes = 1000;
  here.routes.add_http("POST", "/whole", [](http_request& asked) -> task<std::string> {
    const std::string body = co_await asked.body();
    co_return std::to_string(body.size());
  });
  here.routes.add_http("POST", "/small", [](http_request& asked) -> task<std::string> {
    co_return co_await asked.body(3);
  });
  here.routes.add_http("POST", "/parts", [](http_request& asked) -> task<std::string> {
    std::size_t all = 0;
    while (auto part = co_await asked.next_part()) all += part->size();
    co_return std::to_string(all);
  });
  here.routes.add_http("POST", "/unread", [] { return "done"; });
  in_both_versions(here, [](visitor& client) {
    CHECK(client.ask(request("POST", "/whole"), std::string(1000, 'x')).body == "1000");
    CHECK(client.ask(request("POST", "/whole")).body == "0");
    CHECK(client.ask(request("POST", "/small"), "abc").body == "abc");
    // Far more than any window: it passes through.
    CHECK(client.ask(request("POST", "/parts"), std::string(2'000'000, 'x')).body == "2000000");
    CHECK(client.ask(request("POST", "/unread"), std::string(1000, 'x')).body == "done");
    const answer small = client.ask(request("POST", "/small"), "abcd");
    CHECK(small.status == 413);
    CHECK(small.body.find("limit of this body is 3\n") != std::string::npos);
  });
  in_both_versions(here, [](visitor& client) {
    const answer long_one =
        client.ask(request("POST", "/whole", {{"content-length", "1001"}}), std::string(1001, 'x'));
    CHECK(long_one.status == 413);
    CHECK(long_one.body == "the body is 1001 bytes long, limit receive_max_bytes is 1000\n");
  });
  in_both_versions(here, [](visitor& client) {
    // Of no declared length: it is refused as soon as it is too long, before its end.
    auto asked = client.begin(request("POST", "/whole"), false);
    h1::write(*asked, std::string(600, 'x'));
    client.exchange();
    CHECK(visitor::heard(asked).status == 0);
    h1::write(*asked, std::string(600, 'x'));
    client.exchange();
    const answer refused = visitor::heard(asked);
    CHECK(refused.status == 413);
    CHECK(refused.body == "the body is longer than allowed, limit receive_max_bytes is 1000\n");
  });
}

TEST_CASE("parts go out as they are made, and no faster than the client takes them") {
  site here;
  int made = 0;
  here.routes.add_http("GET", "/slow", []() -> stream<std::string> {
    co_yield "one ";
    co_await tern::runtime::sleep_for(1s);
    co_yield "two";
  });
  here.routes.add_http("GET", "/endless", [&]() -> stream<std::string> {
    for (made = 0;; ++made) co_yield std::string(10'000, 'x');
  });
  here.routes.add_http("GET", "/mixed", [](http_request&) {
    http_response mixed;
    mixed.fields = {{"content-type", "text/html"}};
    mixed.body = "<p>";
    mixed.parts = []() -> stream<std::string> { co_yield "a</p>"; }();
    return mixed;
  });
  in_both_versions(here, [&](visitor& client) {
    auto slow = client.begin(request("GET", "/slow"), true);
    client.exchange();
    answer first = visitor::heard(slow);
    CHECK(first.body == "one ");
    CHECK_FALSE(first.whole);
    CHECK(first.field("content-length") == "none");
    here.home.advance(1s);
    client.exchange();
    answer second = visitor::heard(slow);
    CHECK(second.body == "two");
    CHECK(second.whole);
    const answer mixed = client.ask(request("GET", "/mixed"));
    CHECK(mixed.body == "<p>a</p>");
    CHECK(mixed.field("content-type") == "text/html");
    auto endless = client.begin(request("GET", "/endless"), true);
    client.exchange();
    CHECK(made > 1);
    CHECK(made < 1000);
    endless->reset(tern::http::error_code::cancel);
    client.exchange();
    const int before = made;
    client.exchange();
    CHECK(made == before);
  });
}

TEST_CASE("a handler that breaks its word about the length is broken off") {
  site here;
  const auto promise = [](std::string length, std::string gives) {
    return [=](http_request&) {
      http_response made;
      made.fields = {{"content-length", length}};
      made.parts = [](std::string given) -> stream<std::string> { co_yield given; }(gives);
      return made;
    };
  };
  here.routes.add_http("GET", "/exact", promise("3", "abc"));
  here.routes.add_http("GET", "/more", promise("3", "abcd"));
  here.routes.add_http("GET", "/less", promise("3", "ab"));
  here.routes.add_http("GET", "/whole", [] {
    http_response made;
    made.fields = {{"content-length", "77"}};
    made.body = "abc";
    return made;
  });
  for (const std::string path : {"/more", "/less"}) {
    in_both_versions(here, [&](visitor& client) {
      const answer broken = client.ask(request("GET", path));
      // What nobody has heard the beginning of can still be answered.
      CHECK((!broken.whole || broken.status == 500));
      CHECK(broken.body.find("ab") == std::string::npos);
    });
  }
  in_both_versions(here, [&](visitor& client) {
    const answer exact = client.ask(request("GET", "/exact"));
    CHECK(exact.field("content-length") == "3");
    CHECK(exact.body == "abc");
    CHECK(exact.whole);
    // What is known better is said better.
    CHECK(client.ask(request("GET", "/whole")).field("content-length") == "3");
  });
}

TEST_CASE("a client that goes takes its handler with it, and so does a server") {
  int alive = 0;
  struct presence {
    int& count;
    explicit presence(int& of) : count(of) { ++count; }
    presence(const presence&) = delete;
    presence& operator=(const presence&) = delete;
    ~presence() { --count; }
  };
  site here;
  here.routes.add_http("POST", "/waits", [&](http_request& asked) -> task<std::string> {
    const presence counted{alive};
    co_return co_await asked.body();
  });
  here.routes.add_http("GET", "/parts", [&]() -> stream<std::string> {
    const presence counted{alive};
    for (;;) {
      co_yield "tick";
      co_await tern::runtime::sleep_for(1s);
    }
  });
  SUBCASE("it resets, or closes") {
    in_both_versions(here, [&](visitor& client) {
      for (const std::string path : {"/waits", "/parts"}) {
        visitor other{here, client.one ? 1 : 2};
        const bool posts = path == "/waits";
        auto asked = other.begin(request(posts ? "POST" : "GET", path), !posts);
        other.exchange();
        CHECK(alive == 1);
        if (posts && client.two) {
          asked->reset(tern::http::error_code::cancel);
          other.exchange();
        } else {
          other.bytes.reset();
        }
        here.home.run_ready();
        CHECK(alive == 0);
      }
    });
  }
  SUBCASE("the server drains, or is destroyed") {
    visitor one{here, 1};
    visitor two{here, 2};
    auto first = one.begin(request("GET", "/parts"), true);
    auto second = two.begin(request("POST", "/waits"), false);
    one.exchange();
    two.exchange();
    CHECK(alive == 2);
    SUBCASE("drains") {
      bool drained = false;
      here.calls->drain([&] { drained = true; });
      here.home.advance(29s);
      CHECK(alive == 2);
      here.home.advance(10s);
      CHECK(alive == 0);
      CHECK(drained);
      two.exchange();
      CHECK(visitor::heard(second).status == 503);
    }
    here.calls.reset();
    here.home.run_ready();
    CHECK(alive == 0);
  }
}

TEST_CASE(
    "a handler that is late, and does not mind, changes nothing of what was answered for it") {
  site here;
  here.routes.intercept("/late", tern::intercept::deadline_cap{2s});
  here.routes.add_http("GET", "/late", []() -> task<http_response> {
    http_response late;
    late.body = "late\n";
    late.parts = []() -> stream<std::string> { co_yield "later\n"; }();
    try {
      co_await tern::runtime::sleep_for(10s);
    } catch (const tern::error&) {
    }
    co_return late;
  });
  in_both_versions(here, [&](visitor& client) {
    auto asked = client.begin(request("GET", "/late"), true);
    client.exchange();
    here.home.advance(2s);
    const answer got = client.rest(asked);
    CHECK(got.status == 504);
    CHECK(got.whole);
    CHECK(got.field("content-length") == std::to_string(got.body.size()));
    CHECK(got.body.find("late\n") == std::string::npos);
    CHECK_FALSE(got.body.empty());
  });
}

TEST_CASE("interceptors are around plain requests too") {
  site here;
  std::string log;
  here.routes.intercept(
      "", tern::intercept::access_log{[&](const tern::intercept::access_record& each) {
        log.append(each.method).append(" ");
        log.append(to_string(each.status.code())).append("\n");
      }});
  here.routes.intercept(
      "", [](tern::intercept::call_context& call, tern::intercept::next rest) -> task<void> {
        call.headers().add("x-seen", "yes");
        // Bytes travel as they do in calls, whatever they are.
        call.headers().add("x-raw-bin", "a\r\nb");
        co_await rest();
      });
  here.routes.intercept("/secret/", tern::intercept::bearer_auth{
                                        [](std::string_view token) { return token == "open"; }});
  here.routes.intercept("/late", tern::intercept::deadline_cap{2s});
  here.routes.intercept(
      "/veto", [](tern::intercept::call_context& call, tern::intercept::next rest) -> task<void> {
        co_await rest();
        call.set_status({tern::code::resource_exhausted, "enough"});
      });
  here.routes.intercept(
      "/hush", [](tern::intercept::call_context& call, tern::intercept::next rest) -> task<void> {
        co_await rest();
        call.set_status({tern::code::not_found, "not here"});
      });
  here.routes.add_http("GET", "/open", [] { return "open\n"; });
  here.routes.add_http("GET", "/hush", [] { return with_status(404, "never\n"); });
  here.routes.add_http("GET", "/gone", [] { return with_status(410, "gone\n"); });
  here.routes.add_http("GET", "/secret/*", [] { return "secret\n"; });
  here.routes.add_http("GET", "/veto", [] { return "never\n"; });
  here.routes.add_http("GET", "/late", []() -> task<std::string> {
    co_await tern::runtime::sleep_for(10s);
    co_return "late";
  });
  in_both_versions(here, [&](visitor& client) {
    log.clear();
    const answer open = client.ask(request("GET", "/open"));
    CHECK(open.body == "open\n");
    CHECK(open.field("x-seen") == "yes");
    CHECK(open.field("x-raw-bin") == "YQ0KYg");
    CHECK(client.ask(request("GET", "/gone")).body == "gone\n");
    CHECK(client.ask(request("GET", "/secret/1")).status == 401);
    CHECK(client.ask(request("GET", "/secret/1", {{"authorization", "Bearer open"}})).body ==
          "secret\n");
    const answer veto = client.ask(request("GET", "/veto"));
    CHECK(veto.status == 429);
    CHECK(veto.body == "enough\n");
    const answer hush = client.ask(request("GET", "/hush"));
    CHECK(hush.status == 404);
    CHECK(hush.body == "not here\n");
    auto late = client.begin(request("GET", "/late"), true);
    client.exchange();
    here.home.advance(2s);
    client.exchange();
    const answer told = visitor::heard(late);
    CHECK(told.status == 504);
    CHECK(told.body == "the deadline of the request has passed\n");
    CHECK(log ==
          "/open OK\n/gone NOT_FOUND\n/secret/1 UNAUTHENTICATED\n/secret/1 OK\n"
          "/veto RESOURCE_EXHAUSTED\n/hush NOT_FOUND\n/late DEADLINE_EXCEEDED\n");
  });
}
