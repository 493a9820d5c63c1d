// SPDX-License-Identifier: MIT

#include "tests/stack/harness.hpp"

#include <chrono>

using namespace std::chrono_literals;

using stack::Answer;
using stack::Ask;
using stack::on_every_stack;
using stack::plan;
using stack::world;

using tern::rpc::BadRequest;
using tern::rpc::ErrorInfo;
using tern::rpc::RetryInfo;

namespace {

plan failing() {
  plan wanted;
  wanted.handlers.unary = [](tern::context&, Ask ask) -> tern::task<Answer> {
    if (ask.text.empty()) {
      throw tern::error{
          tern::code::invalid_argument, "bad request",
          BadRequest{{{.field = "text", .description = "is empty"}}},
          ErrorInfo{.reason = "EMPTY", .domain = "stack", .metadata = {{"key", "\xc3\xa4"}}}};
    }
    co_return tern::status{tern::code::unavailable, "later", RetryInfo{1500ms}};
  };
  wanted.handlers.serve = [](tern::context&, Ask ask) -> tern::stream<Answer> {
    for (int i = 0; i < ask.number; ++i) co_yield Answer{};
    throw tern::error{tern::code::aborted, "stop", Ask{.text = "any message is a detail"}};
  };
  return wanted;
}

}  // namespace

TEST_CASE("the details of an error reach the client") {
  on_every_stack(failing(), [](world& w) -> tern::task<void> {
    bool caught = false;
    try {
      co_await w.subject.Unary({});
    } catch (const tern::error& failure) {
      caught = true;
      CHECK(failure.code() == tern::code::invalid_argument);
      CHECK(failure.message() == "bad request");
      CHECK(failure.status().details().size() == 2);
      const auto bad = failure.detail<BadRequest>();
      REQUIRE(bad);
      REQUIRE(bad->field_violations.size() == 1);
      CHECK(bad->field_violations[0].field == "text");
      const auto info = failure.detail<ErrorInfo>();
      REQUIRE(info);
      CHECK(info->reason == "EMPTY");
      CHECK(info->metadata.at("key") == "\xc3\xa4");
      CHECK_FALSE(failure.detail<RetryInfo>());
    }
    CHECK(caught);

    const auto later = co_await w.subject.Unary({.text = "x"}).result();
    REQUIRE_FALSE(later);
    const auto retry = later.status().detail<RetryInfo>();
    REQUIRE(retry);
    CHECK(retry->retry_delay == 1500ms);
  });
}

TEST_CASE("details come after messages, and before any") {
  on_every_stack(failing(), [](world& w) -> tern::task<void> {
    for (const int count : {0, 3}) {
      auto answers = w.subject.Serve({.number = count});
      for (int i = 0; i < count; ++i) CHECK(co_await answers.next());
      const auto end = co_await answers.next_result();
      REQUIRE_FALSE(end);
      CHECK(end.status().code() == tern::code::aborted);
      const auto detail = end.status().detail<Ask>();
      REQUIRE(detail);
      CHECK(detail->text == "any message is a detail");
    }
  });
}
