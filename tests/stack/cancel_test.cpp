// SPDX-License-Identifier: MIT

#include "tests/stack/harness.hpp"

using stack::Answer;
using stack::Ask;
using stack::beacon;
using stack::on_every_stack;
using stack::plan;
using stack::world;

namespace {

// What handlers of one run tell the test; each run has its own.
struct notes {
  beacon started;
  beacon unwound;
  beacon never;
  std::atomic<int> reason = -1;
  std::atomic<int> count = 0;
};

using current_notes = std::atomic<notes*>;

}  // namespace

TEST_CASE("leaving the scope of a unary call cancels its handler") {
  current_notes current = nullptr;
  plan wanted;
  wanted.handlers.unary = [&](tern::context& ctx, Ask) -> tern::task<Answer> {
    notes& here = *current;
    const stack::raises_at_end guard{here.unwound};
    here.started.raise();
    try {
      co_await here.never.wait();
    } catch (const tern::error& failure) {
      here.reason = static_cast<int>(failure.code());
      CHECK(ctx.cancelled());
      throw;
    }
    co_return Answer{};
  };
  on_every_stack(wanted, [&](world& w) -> tern::task<void> {
    notes here;
    current = &here;
    {
      auto call = w.subject.Unary({});
      co_await here.started.wait();
    }
    co_await here.unwound.wait();
    CHECK(here.reason == static_cast<int>(tern::code::cancelled));
  });
}

TEST_CASE("a call that is cancelled by name says so") {
  current_notes current = nullptr;
  plan wanted;
  wanted.handlers.unary = [&](tern::context&, Ask) -> tern::task<Answer> {
    notes& here = *current;
    const stack::raises_at_end guard{here.unwound};
    here.started.raise();
    co_await here.never.wait();
    co_return Answer{};
  };
  on_every_stack(wanted, [&](world& w) -> tern::task<void> {
    notes here;
    current = &here;
    auto call = w.subject.Unary({});
    co_await here.started.wait();
    call.cancel();
    auto outcome = co_await call.result();
    CHECK(outcome.status().code() == tern::code::cancelled);
    co_await here.unwound.wait();
  });
}

TEST_CASE("leaving a stream half-read cancels its handler") {
  current_notes current = nullptr;
  plan wanted;
  wanted.handlers.serve = [&](tern::context&, Ask) -> tern::stream<Answer> {
    notes& here = *current;
    const stack::raises_at_end guard{here.unwound};
    for (;;) {
      co_yield Answer{.payload = std::string(1000, 'x')};
      if (++here.count == 1'000'000) FAIL("the generator runs for ever");
    }
  };
  on_every_stack(wanted, [&](world& w) -> tern::task<void> {
    notes here;
    current = &here;
    {
      auto answers = w.subject.Serve({});
      for (int i = 0; i < 5; ++i) CHECK(co_await answers.next());
    }
    co_await here.unwound.wait();
    Answer after = co_await w.subject.Unary({.text = "fine"});
    CHECK(after.text == "fine");
  });
}

TEST_CASE("a generator that never waits ends with its deadline") {
  current_notes current = nullptr;
  plan wanted;
  wanted.many_bytes = true;
  wanted.handlers.serve = [&](tern::context&, Ask) -> tern::stream<Answer> {
    notes& here = *current;
    const stack::raises_at_end guard{here.unwound};
    for (;;) co_yield Answer{.payload = std::string(100'000, 'x')};
  };
  on_every_stack(wanted, [&](world& w) -> tern::task<void> {
    notes here;
    current = &here;
    // Where all is slow the time may be over before the generator has begun.
    bool answered = false;
    for (std::chrono::milliseconds timeout{50}; !answered; timeout *= 2) {
      auto answers = w.subject.Serve({}, {.timeout = timeout});
      auto answer = co_await answers.next_result();
      answered = answer.ok();
      if (answered) co_await here.unwound.wait();
      while (answer) answer = co_await answers.next_result();
      CHECK(answer.status().code() == tern::code::deadline_exceeded);
    }
  });
}

TEST_CASE("leaving a bidirectional call cancels both directions") {
  current_notes current = nullptr;
  plan wanted;
  wanted.handlers.chat = [&](tern::context&, tern::stream<Ask> asks) -> tern::stream<Answer> {
    notes& here = *current;
    const stack::raises_at_end guard{here.unwound};
    while (auto ask = co_await asks.next()) co_yield Answer{.number = ask->number};
  };
  on_every_stack(wanted, [&](world& w) -> tern::task<void> {
    notes here;
    current = &here;
    const beacon generator_gone;
    {
      auto requests = [](beacon gone) -> tern::stream<Ask> {
        const stack::raises_at_end guard{gone};
        for (int i = 0;; ++i) co_yield Ask{.number = i};
      };
      auto answers = w.subject.Chat(requests(generator_gone));
      for (int i = 0; i < 10; ++i) {
        auto answer = co_await answers.next();
        REQUIRE(answer);
        CHECK(answer->number == i);
      }
    }
    CHECK(generator_gone.raised());
    co_await here.unwound.wait();
  });
}

TEST_CASE("a server that answers before the requests end stops the client") {
  plan wanted;
  wanted.handlers.collect = [](tern::context&, tern::stream<Ask> asks) -> tern::task<Answer> {
    auto first = co_await asks.next();
    co_return Answer{.text = "enough", .number = first->number};
  };
  wanted.handlers.chat = [](tern::context&, tern::stream<Ask> asks) -> tern::stream<Answer> {
    co_yield Answer{.text = "enough"};
  };
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    const beacon gone;
    auto endless = [](beacon tell) -> tern::stream<Ask> {
      const stack::raises_at_end guard{tell};
      for (int i = 1;; ++i) {
        co_yield Ask{.number = i, .payload = std::string(1000, 'x')};
        if (i == 1'000'000) FAIL("the generator runs for ever");
      }
    };
    auto call = w.subject.Collect(endless(gone));
    Answer answer = co_await call;
    CHECK(answer.text == "enough");
    CHECK(answer.number == 1);
    CHECK(call.status().ok());

    const beacon also_gone;
    auto chat = w.subject.Chat(endless(also_gone));
    auto all = co_await stack::rest_of(chat);
    CHECK(all.size() == 1);
    CHECK(chat.status().ok());
    co_await gone.wait();
    co_await also_gone.wait();

    // Though nobody has read the answer yet.
    const beacon gone_unread;
    auto unread = w.subject.Collect(endless(gone_unread));
    co_await gone_unread.wait();
    CHECK((co_await unread).text == "enough");
    Answer after = co_await w.subject.Unary({.text = "fine"});
    CHECK(after.text == "fine");
  });
}

TEST_CASE("a server that fails before the requests end stops the client") {
  plan wanted;
  wanted.handlers.collect = [](tern::context&, tern::stream<Ask>) -> tern::task<Answer> {
    co_return tern::status{tern::code::permission_denied, "not you"};
  };
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    auto asks = tern::pipe<Ask>();
    auto call = w.subject.Collect(std::move(asks.stream));
    auto outcome = co_await call.result();
    CHECK(outcome.status() == tern::status{tern::code::permission_denied, "not you"});
    while (co_await asks.send({})) {
    }
  });
}

TEST_CASE("who writes into a call that is over learns it") {
  on_every_stack([](world& w) -> tern::task<void> {
    auto asks = tern::pipe<Ask>();
    auto chat = w.subject.Chat(std::move(asks.stream));
    CHECK(co_await asks.send({}));
    CHECK(co_await chat.next());
    chat.cancel();
    while (co_await asks.send({})) {
    }
    auto end = co_await chat.next_result();
    CHECK(end.status().code() == tern::code::cancelled);
  });
}

TEST_CASE("a sender that leaves without closing fails the call") {
  on_every_stack([](world& w) -> tern::task<void> {
    std::optional<tern::pipe<Ask>> asks{std::in_place};
    auto call = w.subject.Collect(std::move(asks->stream));
    CHECK(co_await asks->send({}));
    asks.reset();
    auto outcome = co_await call.result();
    CHECK(outcome.status().code() == tern::code::cancelled);
  });
}

TEST_CASE("when_all runs calls side by side and the first failure cancels the rest") {
  current_notes current = nullptr;
  plan wanted;
  wanted.handlers.unary = [&](tern::context&, Ask ask) -> tern::task<Answer> {
    notes& here = *current;
    if (ask.text == "fail") {
      co_await here.started.wait();
      co_return tern::status{tern::code::aborted, "first"};
    }
    if (ask.text == "wait") {
      const stack::raises_at_end guard{here.unwound};
      here.started.raise();
      co_await here.never.wait();
    }
    co_return Answer{.text = ask.text};
  };
  on_every_stack(wanted, [&](world& w) -> tern::task<void> {
    notes here;
    current = &here;
    auto both =
        co_await tern::when_all(w.subject.Unary({.text = "a"}), w.subject.Unary({.text = "b"}));
    CHECK(std::get<0>(both).text == "a");
    CHECK(std::get<1>(both).text == "b");
    try {
      co_await tern::when_all(w.subject.Unary({.text = "wait"}), w.subject.Unary({.text = "fail"}),
                              w.subject.Unary({.text = "c"}));
      FAIL_CHECK("no exception");
    } catch (const tern::error& failure) {
      CHECK(failure.code() == tern::code::aborted);
    }
    co_await here.unwound.wait();
  });
}

TEST_CASE("a cancelled handler cancels the calls that it makes") {
  current_notes current = nullptr;
  std::atomic<tern::channel*> channel = nullptr;
  plan wanted;
  wanted.handlers.unary = [&](tern::context&, Ask ask) -> tern::task<Answer> {
    notes& here = *current;
    if (ask.number == 0) {
      tern::client<stack::Subject> again{*channel};
      co_return co_await again.Unary({.number = 1});
    }
    const stack::raises_at_end guard{here.unwound};
    here.started.raise();
    co_await here.never.wait();
    co_return Answer{};
  };
  on_every_stack(wanted, [&](world& w) -> tern::task<void> {
    notes here;
    current = &here;
    channel = &w.channel;
    {
      auto call = w.subject.Unary({});
      co_await here.started.wait();
    }
    co_await here.unwound.wait();
  });
}

TEST_CASE("calls that are left before they have started do no harm") {
  on_every_stack([](world& w) -> tern::task<void> {
    for (int i = 0; i < 20; ++i) {
      auto unary = w.subject.Unary({});
      auto served = w.subject.Serve({.number = 100});
      auto chat = w.subject.Chat(stack::each_of(std::vector<Ask>(10)));
      auto moved = std::move(served);
    }
    Answer after = co_await w.subject.Unary({.text = "fine"});
    CHECK(after.text == "fine");
  });
}

TEST_CASE("the replies of a call can be passed on as a plain stream") {
  current_notes current = nullptr;
  plan wanted;
  wanted.handlers.serve = [&](tern::context&, Ask ask) -> tern::stream<Answer> {
    const stack::raises_at_end guard{(*current.load()).unwound};
    for (int i = 0; i < 1000; ++i) co_yield Answer{.number = i};
    if (ask.number == 1) throw tern::error{tern::code::aborted, "enough"};
  };
  on_every_stack(wanted, [&](world& w) -> tern::task<void> {
    notes here;
    current = &here;
    {
      tern::stream<Answer> whole = w.subject.Serve({});
      auto all = co_await stack::rest_of(whole);
      CHECK(all.size() == 1000);
      tern::stream<Answer> failing = w.subject.Serve({.number = 1});
      CHECK_THROWS_AS(co_await stack::rest_of(failing), tern::error);
      notes last;
      current = &last;
      {
        tern::stream<Answer> left = w.subject.Serve({});
        CHECK(co_await left.next());
      }
      co_await last.unwound.wait();
    }
  });
}
