// SPDX-License-Identifier: MIT

#include "tests/stack/harness.hpp"

using stack::Answer;
using stack::Ask;
using stack::beacon;
using stack::on_every_stack;
using stack::plan;
using stack::world;
using namespace std::chrono_literals;

namespace {

// Short, and nothing depends on how short: what waits for it would wait for ever.
constexpr auto soon = 20ms;

// How a call ends that waits for its deadline: for a later one where all is so slow that the time
// was over before its handler had begun.
tern::task<tern::status> status_at_deadline(const world& w, const std::atomic<bool>& begun) {
  for (std::chrono::milliseconds timeout = soon;; timeout *= 4) {
    auto outcome = co_await w.subject.Unary({}, {.timeout = timeout}).result();
    if (begun || outcome.status().code() != tern::code::deadline_exceeded) {
      co_return outcome.status();
    }
  }
}

}  // namespace

TEST_CASE("a deadline ends a call whose handler sleeps, on both sides") {
  struct log {
    beacon unwound;
    beacon cancelled;
    std::atomic<int> code = -1;
    std::atomic<bool> begun = false;
  };
  std::atomic<log*> current = nullptr;
  plan wanted;
  wanted.handlers.unary = [&](tern::context& ctx, Ask) -> tern::task<Answer> {
    log& here = *current;
    const stack::raises_at_end guard{here.unwound};
    here.begun = true;
    try {
      co_await tern::sleep_for(stack::forever);
    } catch (const tern::error& failure) {
      here.code = static_cast<int>(failure.code());
      if (ctx.cancelled()) here.cancelled.raise();
      throw;
    }
    co_return Answer{};
  };
  on_every_stack(wanted, [&](world& w) -> tern::task<void> {
    log here;
    current = &here;
    const tern::status outcome = co_await status_at_deadline(w, here.begun);
    CHECK(outcome.code() == tern::code::deadline_exceeded);
    co_await here.unwound.wait();
    CHECK(here.cancelled.raised());
    // Either side may be first to notice.
    CHECK((here.code == static_cast<int>(tern::code::deadline_exceeded) ||
           here.code == static_cast<int>(tern::code::cancelled)));
  });
}

TEST_CASE("a deadline ends a call whose handler pays no attention") {
  std::atomic<const beacon*> go = nullptr;
  std::atomic<const beacon*> gone = nullptr;
  std::atomic<bool> begun = false;
  plan wanted;
  wanted.handlers.unary = [&](tern::context&, Ask) -> tern::task<Answer> {
    const stack::raises_at_end guard{*gone.load()};
    begun = true;
    for (int i = 0; i < 3; ++i) {
      try {
        co_await go.load()->wait();
      } catch (const tern::error&) {
      }
    }
    co_return Answer{.text = "too late"};
  };
  on_every_stack(wanted, [&](world& w) -> tern::task<void> {
    const beacon never_raised;
    const beacon ended;
    go = &never_raised;
    gone = &ended;
    begun = false;
    const tern::status outcome = co_await status_at_deadline(w, begun);
    CHECK(outcome.code() == tern::code::deadline_exceeded);
    co_await ended.wait();
  });
}

TEST_CASE("a deadline that has passed ends the call before it starts") {
  std::atomic<int> served = 0;
  plan wanted;
  wanted.handlers.unary = [&](tern::context&, Ask) -> tern::task<Answer> {
    ++served;
    co_return Answer{};
  };
  on_every_stack(wanted, [&](world& w) -> tern::task<void> {
    const auto now = tern::runtime::current_environment()->executor.now();
    auto none = co_await w.subject.Unary({}, {.timeout = 0ns}).result();
    CHECK(none.status().code() == tern::code::deadline_exceeded);
    auto negative = co_await w.subject.Unary({}, {.timeout = -1h}).result();
    CHECK(negative.status().code() == tern::code::deadline_exceeded);
    auto past = co_await w.subject.Unary({}, {.deadline = now - 1s}).result();
    CHECK(past.status().code() == tern::code::deadline_exceeded);
    auto stream = w.subject.Chat(stack::each_of<Ask>({{}}), {.timeout = 0ns});
    auto first = co_await stream.next_result();
    CHECK(first.status().code() == tern::code::deadline_exceeded);
    CHECK(served == 0);
  });
}

TEST_CASE("a deadline ends streams where they are") {
  plan wanted;
  wanted.handlers.serve = [](tern::context&, Ask) -> tern::stream<Answer> {
    co_yield Answer{.number = 1};
    co_await tern::sleep_for(stack::forever);
    co_yield Answer{.number = 2};
  };
  wanted.handlers.chat = [](tern::context&, tern::stream<Ask> asks) -> tern::stream<Answer> {
    while (auto ask = co_await asks.next()) co_yield Answer{};
  };
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    auto answers = w.subject.Serve({}, {.timeout = 200ms});
    CHECK(co_await answers.next());
    auto end = co_await answers.next_result();
    CHECK(end.status().code() == tern::code::deadline_exceeded);

    auto asks = tern::pipe<Ask>();
    auto chat = w.subject.Chat(std::move(asks.stream), {.timeout = 200ms});
    CHECK(co_await asks.send({}));
    CHECK(co_await chat.next());
    auto silence = co_await chat.next_result();
    CHECK(silence.status().code() == tern::code::deadline_exceeded);
    // One more may still find room in the pipe, but nobody takes it out again.
    if (co_await asks.send({})) CHECK_FALSE(co_await asks.send({}));
  });
}

TEST_CASE("of timeout and deadline the earliest counts") {
  plan wanted;
  wanted.handlers.unary = [](tern::context& ctx, Ask) -> tern::task<Answer> {
    co_await tern::sleep_for(stack::forever);
    co_return Answer{};
  };
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    const auto now = tern::runtime::current_environment()->executor.now();
    auto by_deadline =
        co_await w.subject.Unary({}, {.timeout = 12h, .deadline = now + soon}).result();
    CHECK(by_deadline.status().code() == tern::code::deadline_exceeded);
    auto by_timeout =
        co_await w.subject.Unary({}, {.timeout = soon, .deadline = now + 12h}).result();
    CHECK(by_timeout.status().code() == tern::code::deadline_exceeded);
  });
}

TEST_CASE("a call inside a handler inherits the deadline and shortens it") {
  // The handler calls its own server through the same channel: another hop.
  struct hops {
    std::atomic<tern::channel*> channel = nullptr;
    std::atomic<std::int64_t> first = 0;
    std::atomic<std::int64_t> second = 0;
    std::atomic<int> inner = -1;
  } seen;
  plan wanted;
  wanted.handlers.unary = [&](tern::context& ctx, Ask ask) -> tern::task<Answer> {
    const auto left = ctx.deadline() - tern::runtime::current_environment()->executor.now();
    (ask.number == 0 ? seen.first : seen.second) = left.count();
    if (ask.number == 0) {
      tern::client<stack::Subject> again{*seen.channel};
      // A longer timeout of its own does not help.
      auto inner = co_await again.Unary({.number = 1}, {.timeout = 24h}).result();
      seen.inner = static_cast<int>(inner.status().code());
      co_return inner;
    }
    co_await tern::sleep_for(stack::forever);
    co_return Answer{};
  };
  on_every_stack(wanted, [&](world& w) -> tern::task<void> {
    seen.channel = &w.channel;
    auto outcome = co_await w.subject.Unary({}, {.timeout = 100ms}).result();
    CHECK(outcome.status().code() == tern::code::deadline_exceeded);
    CHECK(seen.first > 0);
    CHECK(seen.first <= std::chrono::nanoseconds{100ms}.count());
    CHECK(seen.second > 0);
    // Connect counts milliseconds.
    CHECK(seen.second <= seen.first + (w.is_connect() ? std::chrono::nanoseconds{1ms}.count() : 0));
  });
}

TEST_CASE("no deadline means none") {
  std::atomic<bool> none = false;
  plan wanted;
  wanted.handlers.unary = [&](tern::context& ctx, Ask) -> tern::task<Answer> {
    none = ctx.deadline() == tern::runtime::never;
    co_return Answer{};
  };
  on_every_stack(wanted, [&](world& w) -> tern::task<void> {
    none = false;
    co_await w.subject.Unary({});
    CHECK(none);
  });
}

TEST_CASE("a call that ends in time is not touched by its deadline") {
  on_every_stack([](world& w) -> tern::task<void> {
    Answer answer = co_await w.subject.Unary({.text = "a"}, {.timeout = 1h});
    CHECK(answer.text == "a");
    auto answers = w.subject.Serve({.number = 3}, {.timeout = 1h});
    auto all = co_await stack::rest_of(answers);
    CHECK(all.size() == 3);
  });
}
