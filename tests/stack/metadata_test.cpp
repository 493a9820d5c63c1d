// SPDX-License-Identifier: MIT

#include "tests/stack/harness.hpp"

using stack::Answer;
using stack::Ask;
using stack::on_every_stack;
using stack::plan;
using stack::world;

namespace {

// All bytes that there are, the zero among them.
std::string every_byte() {
  std::string all;
  for (int i = 0; i < 256; ++i) all.push_back(static_cast<char>(i));
  return all;
}

// Sends back what came, once before and once after the answers.
void echo(tern::context& ctx) {
  for (const auto each : ctx.request_metadata()) {
    if (!each.name.starts_with("x-")) continue;
    ctx.headers().add(each.name, each.value);
    ctx.trailers().add(each.name, each.value);
  }
}

plan echoing() {
  plan wanted;
  wanted.handlers.unary = [](tern::context& ctx, Ask ask) -> tern::task<Answer> {
    echo(ctx);
    if (ask.number != 0) co_return tern::status{tern::code::aborted, "as you like"};
    co_return Answer{};
  };
  wanted.handlers.serve = [](tern::context& ctx, Ask ask) -> tern::stream<Answer> {
    echo(ctx);
    for (int i = 0; i < ask.number; ++i) co_yield Answer{};
    if (ask.text == "fail") throw tern::error{tern::code::aborted, "as you like"};
  };
  wanted.handlers.chat = [](tern::context& ctx, tern::stream<Ask> asks) -> tern::stream<Answer> {
    echo(ctx);
    while (auto ask = co_await asks.next()) co_yield Answer{};
  };
  return wanted;
}

tern::metadata some_metadata() {
  return {{"x-text", "blue ~ sky"}, {"x-data-bin", every_byte()},
          {"x-twice", "1"},         {"x-twice", "2"},
          {"x-empty", ""},          {"x-none-bin", ""}};
}

void check_metadata(const tern::metadata& got) {
  CHECK(got.get("x-text") == "blue ~ sky");
  CHECK(got.get("x-data-bin") == every_byte());
  CHECK(got.get_all("x-twice") == std::vector<std::string_view>{"1", "2"});
  CHECK(got.get("x-empty") == "");
  CHECK(got.get("x-none-bin") == "");
}

}  // namespace

TEST_CASE("metadata of both kinds comes back before and after the answer") {
  on_every_stack(echoing(), [](world& w) -> tern::task<void> {
    auto call = w.subject.Unary({}, {.metadata = some_metadata()});
    co_await call;
    check_metadata(call.headers());
    check_metadata(call.trailers());

    auto answers = w.subject.Serve({.number = 2}, {.metadata = some_metadata()});
    co_await answers.next();
    check_metadata(answers.headers());
    CHECK(answers.trailers().empty());
    co_await stack::rest_of(answers);
    check_metadata(answers.trailers());
  });
}

TEST_CASE("metadata comes with errors too") {
  on_every_stack(echoing(), [](world& w) -> tern::task<void> {
    auto failed = w.subject.Unary({.number = 1}, {.metadata = some_metadata()});
    auto outcome = co_await failed.result();
    CHECK(outcome.status() == tern::status{tern::code::aborted, "as you like"});
    check_metadata(failed.headers());
    check_metadata(failed.trailers());

    for (const int count : {0, 2}) {
      auto answers =
          w.subject.Serve({.text = "fail", .number = count}, {.metadata = some_metadata()});
      for (int i = 0; i < count; ++i) co_await answers.next();
      auto end = co_await answers.next_result();
      CHECK(end.status().code() == tern::code::aborted);
      check_metadata(answers.headers());
      check_metadata(answers.trailers());
    }
  });
}

TEST_CASE("an error without headers is one head with the trailers in it") {
  plan wanted;
  wanted.handlers.unary = [](tern::context& ctx, Ask) -> tern::task<Answer> {
    ctx.trailers().add("x-why", "none");
    co_return tern::status{tern::code::not_found, "nobody"};
  };
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    auto call = w.subject.Unary({});
    auto outcome = co_await call.result();
    CHECK(outcome.status() == tern::status{tern::code::not_found, "nobody"});
    CHECK(call.headers().empty());
    CHECK(call.trailers().get("x-why") == "none");
  });
}

TEST_CASE("headers can be sent before the first answer") {
  plan wanted;
  const stack::beacon seen;
  wanted.handlers.serve = [seen](tern::context& ctx, Ask) -> tern::stream<Answer> {
    ctx.headers().add("x-early", "yes");
    ctx.send_headers();
    ctx.headers().add("x-late", "no");
    ctx.send_headers();
    ctx.trailers().add("x-last", "yes");
    co_yield Answer{.number = 1};
  };
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    auto answers = w.subject.Serve({});
    auto all = co_await stack::rest_of(answers);
    CHECK(all.size() == 1);
    CHECK(answers.headers().get("x-early") == "yes");
    CHECK_FALSE(answers.headers().contains("x-late"));
    CHECK(answers.trailers().get("x-last") == "yes");
  });
}

TEST_CASE("metadata that cannot be sent throws where it is made") {
  on_every_stack([](world& w) -> tern::task<void> {
    CHECK_THROWS_AS((tern::metadata{{"grpc-status", "0"}}), tern::error);
    CHECK_THROWS_AS((tern::metadata{{"x y", "0"}}), tern::error);
    CHECK_THROWS_AS((tern::metadata{{"x", "\n"}}), tern::error);
    Answer answer = co_await w.subject.Unary({.text = "fine"});
    CHECK(answer.text == "fine");
  });
}

TEST_CASE("request metadata past the server's limit ends the call and no other") {
  plan wanted;
  wanted.server.connection.header_list_max_bytes = 4096;
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    auto large =
        co_await w.subject.Unary({}, {.metadata = {{"x-large", std::string(5000, 'x')}}}).result();
    CHECK_FALSE(large.ok());
    Answer answer = co_await w.subject.Unary({.text = "fine"});
    CHECK(answer.text == "fine");
  });
}

TEST_CASE("response metadata past the client's limit ends the call and no other") {
  plan wanted;
  wanted.channel.connection.header_list_max_bytes = 4096;
  wanted.handlers.unary = [](tern::context& ctx, Ask ask) -> tern::task<Answer> {
    if (ask.text == "headers") ctx.headers().add("x-large", std::string(5000, 'x'));
    if (ask.text == "trailers") ctx.trailers().add("x-large", std::string(5000, 'x'));
    co_return Answer{};
  };
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    for (const std::string where : {"headers", "trailers"}) {
      // To gRPC-Web trailers are a part of the body, with the limit of one.
      if (where == "trailers" && !w.trailers_are_fields()) continue;
      auto large = co_await w.subject.Unary({.text = where}).result();
      CHECK(large.status().code() == tern::code::resource_exhausted);
      CHECK(large.status().message().find("header_list_max_bytes") != std::string::npos);
      co_await w.subject.Unary({});
    }
  });
}
