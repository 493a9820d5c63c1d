// SPDX-License-Identifier: MIT

#include "tests/stack/harness.hpp"

#include <chrono>
#include <mutex>
#include <stdexcept>

using namespace std::chrono_literals;

using stack::Answer;
using stack::Ask;
using stack::on_every_stack;
using stack::plan;
using stack::world;

using tern::call_context;
using tern::next;

namespace {

/// What happened, in order; several threads may write.
class journal {
 public:
  void note(std::string what) {
    const std::lock_guard lock{mutex_};
    notes_.push_back(std::move(what));
  }
  std::vector<std::string> take() {
    const std::lock_guard lock{mutex_};
    return std::exchange(notes_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> notes_;
};

tern::task<void> all_four_kinds(world& w) {
  CHECK((co_await w.subject.Unary({.text = "one"})).text == "one");
  auto served = w.subject.Serve({.text = "many", .number = 2});
  CHECK((co_await stack::rest_of(served)).size() == 2);
  CHECK((co_await w.subject.Collect(stack::each_of<Ask>({{.text = "a"}, {.text = "b"}}))).text ==
        "ab");
  auto chat = w.subject.Chat(stack::each_of<Ask>({{.text = "c"}, {.text = "d"}}));
  CHECK((co_await stack::rest_of(chat)).size() == 2);
}

}  // namespace

TEST_CASE("an interceptor is around every kind of call, the first one outermost") {
  journal seen;
  plan wanted;
  for (const std::string name : {"outer", "inner"}) {
    wanted.around_handlers.push_back([&seen, name](call_context& call, next rest) {
      return [](journal& to, std::string who, call_context& call, next rest) -> tern::task<void> {
        to.note(who + " before " + std::string{call.method()});
        co_await rest();
        to.note(who + " after " + std::string{call.method()} + ": " +
                std::string{to_string(call.status().code())});
      }(seen, name, call, rest);
    });
  }
  on_every_stack(wanted, [&](world& w) -> tern::task<void> {
    co_await all_four_kinds(w);
    std::vector<std::string> expected;
    for (const std::string method : {"Unary", "Serve", "Collect", "Chat"}) {
      const std::string path = "/stack.Subject/" + method;
      expected.push_back("outer before " + path);
      expected.push_back("inner before " + path);
      expected.push_back("inner after " + path + ": OK");
      expected.push_back("outer after " + path + ": OK");
    }
    // The last note is written when the client may have its answer already.
    std::vector<std::string> notes;
    while (notes.size() < expected.size()) {
      for (std::string& each : seen.take()) notes.push_back(std::move(each));
      co_await tern::sleep_for(1ms);
    }
    CHECK(notes == expected);
  });
}

TEST_CASE("an interceptor rejects a call by throwing, and the handler never runs") {
  plan wanted;
  std::atomic<int> served = 0;
  wanted.handlers.unary = [&](tern::context&, Ask) -> tern::task<Answer> {
    ++served;
    co_return Answer{};
  };
  wanted.around_handlers.push_back([](call_context& call, next rest) -> tern::task<void> {
    if (call.request_metadata().get("x-key") != "open") {
      throw tern::error{tern::code::unauthenticated, "x-key is missing or wrong"};
    }
    co_await rest();
  });
  on_every_stack(wanted, [&](world& w) -> tern::task<void> {
    served = 0;
    const auto refused = co_await w.subject.Unary({}).result();
    REQUIRE_FALSE(refused);
    CHECK(refused.status() ==
          tern::status{tern::code::unauthenticated, "x-key is missing or wrong"});
    auto refused_stream = w.subject.Chat(stack::each_of<Ask>({{}, {}}));
    CHECK((co_await refused_stream.next_result()).status().code() == tern::code::unauthenticated);
    CHECK(served == 0);
    co_await w.subject.Unary({}, {.metadata = {{"x-key", "open"}}});
    CHECK(served == 1);
  });
}

TEST_CASE("an interceptor that neither calls next nor fails ends the call with INTERNAL") {
  plan wanted;
  wanted.around_handlers.push_back([](call_context&, next) -> tern::task<void> { co_return; });
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    const auto refused = co_await w.subject.Unary({}).result();
    CHECK(refused.status() ==
          tern::status{tern::code::internal, "an interceptor has ended the call without a status"});
  });
}

TEST_CASE("an interceptor that calls next twice does not run the handler twice") {
  plan wanted;
  wanted.around_handlers.push_back([](call_context&, next rest) -> tern::task<void> {
    co_await rest();
    co_await rest();
  });
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    const auto refused = co_await w.subject.Serve({.number = 0}).next_result();
    CHECK(refused.status() ==
          tern::status{tern::code::internal, "an interceptor has called next() a second time"});
  });
}

TEST_CASE("an interceptor changes metadata, messages and the status") {
  plan wanted;
  wanted.handlers.unary = [](tern::context& ctx, Ask ask) -> tern::task<Answer> {
    const auto tenant = ctx.request_metadata().get("x-tenant");
    if (ask.text == "fail") co_return tern::status{tern::code::not_found, "secret"};
    co_return Answer{.text = ask.text + ", " + std::string{tenant.value_or("nobody")}};
  };
  wanted.around_handlers.push_back([](call_context& call, next rest) -> tern::task<void> {
    call.request_metadata().add("x-tenant", "blue");
    call.on_request([](tern::intercept::message_ref message) {
      CHECK(message.type_name() == "stack.Ask");
      CHECK(message.as<Answer>() == nullptr);
      if (auto* const ask = message.as<Ask>()) ask->text += "!";
    });
    call.on_reply([](tern::intercept::message_ref message) {
      if (auto* const answer = message.as<Answer>()) answer->number = 7;
    });
    co_await rest();
    call.headers().add("x-too-late", "1");
    call.trailers().add("x-cost", "3");
    if (call.status().code() == tern::code::not_found) {
      call.set_status({tern::code::permission_denied, "no"});
    }
  });
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    auto call = w.subject.Unary({.text = "hello"});
    const Answer answer = co_await call;
    CHECK(answer.text == "hello!, blue");
    CHECK(answer.number == 7);
    CHECK(call.trailers().get("x-cost") == "3");
    // The head of Connect's answer goes out with its end.
    CHECK(call.headers().get("x-too-late").has_value() == w.is_connect());

    auto chat = w.subject.Chat(stack::each_of<Ask>({{.text = "a"}, {.text = "b"}}));
    const auto answers = co_await stack::rest_of(chat);
    REQUIRE(answers.size() == 2);
    CHECK(answers[1].text == "b!");
    CHECK(answers[1].number == 7);
  });

  wanted.around_handlers.insert(wanted.around_handlers.begin(),
                                [](call_context& call, next rest) -> tern::task<void> {
                                  call.on_request([](tern::intercept::message_ref message) {
                                    if (message.as<Ask>()->text == "bad") {
                                      throw tern::error{tern::code::invalid_argument, "bad"};
                                    }
                                  });
                                  co_await rest();
                                });
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    CHECK((co_await w.subject.Unary({.text = "bad"}).result()).status() ==
          tern::status{tern::code::invalid_argument, "bad"});
    auto chat = w.subject.Chat(stack::each_of<Ask>({{.text = "a"}, {.text = "bad"}}));
    while (auto answer = co_await chat.next_result()) {
      if (!*answer) break;
      CHECK((**answer).text == "a!");
    }
    CHECK(chat.status().code() == tern::code::invalid_argument);
  });
}

TEST_CASE("an interceptor caps the deadline, and sees that it passed") {
  journal seen;
  plan wanted;
  wanted.handlers.unary = [](tern::context&, Ask) -> tern::task<Answer> {
    co_await tern::sleep_for(stack::forever);
    co_return Answer{};
  };
  wanted.around_handlers.push_back([&seen](call_context& call, next rest) {
    return [](journal& to, call_context& call, next rest) -> tern::task<void> {
      call.cap_deadline(tern::clock::now() + 20ms);
      CHECK(call.deadline() != tern::runtime::never);
      co_await rest();
      to.note(std::string{to_string(call.status().code())});
    }(seen, call, rest);
  });
  on_every_stack(wanted, [&](world& w) -> tern::task<void> {
    const auto late = co_await w.subject.Unary({}).result();
    CHECK(late.status().code() == tern::code::deadline_exceeded);
  });
  for (const std::string& each : seen.take()) CHECK(each == "DEADLINE_EXCEEDED");
}

TEST_CASE("an interceptor may wait before the call and after it") {
  plan wanted;
  wanted.around_handlers.push_back([](call_context&, next rest) -> tern::task<void> {
    co_await tern::sleep_for(1ms);
    co_await rest();
    co_await tern::sleep_for(1ms);
  });
  on_every_stack(wanted, all_four_kinds);
}

TEST_CASE("an exception is the interceptors' to see, and not the client's") {
  journal seen;
  plan wanted;
  wanted.handlers.unary = [](tern::context&, Ask) -> tern::task<Answer> {
    throw std::runtime_error{"the password is 1234"};
    co_return Answer{};
  };
  wanted.around_handlers.push_back([&seen](call_context& call, next rest) {
    return [](journal& to, call_context& call, next rest) -> tern::task<void> {
      co_await rest();
      try {
        if (call.exception()) std::rethrow_exception(call.exception());
      } catch (const std::exception& thrown) {
        to.note(thrown.what());
      }
    }(seen, call, rest);
  });
  on_every_stack(wanted, [&](world& w) -> tern::task<void> {
    const auto failed = co_await w.subject.Unary({}).result();
    CHECK(failed.status() ==
          tern::status{tern::code::unknown, "the handler failed with an exception"});
    CHECK(seen.take() == std::vector<std::string>{"the password is 1234"});
  });
}

TEST_CASE("an interceptor sees calls of methods that nobody serves") {
  journal seen;
  plan wanted;
  wanted.around_handlers.push_back([&seen](call_context& call, next rest) {
    return [](journal& to, call_context& call, next rest) -> tern::task<void> {
      co_await rest();
      to.note(std::string{call.method()} + " " + std::string{to_string(call.status().code())});
    }(seen, call, rest);
  });
  on_every_stack(wanted, [&](world& w) -> tern::task<void> {
    tern::client<stack::Absent> absent{w.channel};
    const auto failed = co_await absent.Unary({}).result();
    CHECK(failed.status().code() == tern::code::unimplemented);
    CHECK(seen.take() == std::vector<std::string>{"/stack.Absent/Unary UNIMPLEMENTED"});
  });
}

TEST_CASE("a cancelled call unwinds its interceptors") {
  std::atomic<int> begun = 0;
  std::atomic<int> unwound = 0;
  struct guard {
    std::atomic<int>& count;
    ~guard() { ++count; }
  };
  plan wanted;
  wanted.handlers.unary = [&begun](tern::context&, Ask) -> tern::task<Answer> {
    ++begun;
    co_await tern::sleep_for(stack::forever);
    co_return Answer{};
  };
  wanted.around_handlers.push_back([&unwound](call_context& call, next rest) {
    return [](std::atomic<int>& count, call_context& call, next rest) -> tern::task<void> {
      const guard inside{count};
      co_await rest();
      CHECK(call.status().code() == tern::code::cancelled);
    }(unwound, call, rest);
  });
  on_every_stack(wanted, [&](world& w) -> tern::task<void> {
    begun = unwound = 0;
    {
      auto call = w.subject.Unary({});
      while (begun == 0) co_await tern::sleep_for(1ms);
      call.cancel();
    }
    while (unwound == 0) co_await tern::sleep_for(1ms);
  });
}

TEST_CASE("an interceptor is around all calls, those of a service, or those of a method") {
  journal seen;
  const auto noting = [&seen](std::string name) {
    return [&seen, name](call_context& call, next rest) {
      return [](journal& to, std::string who, next rest) -> tern::task<void> {
        to.note(who);
        co_await rest();
      }(seen, name, (static_cast<void>(call), rest));
    };
  };
  asio::io_context io;
  tern::server server{io};
  server.intercept<&stack::Subject::Unary>(noting("method"));
  server.intercept<stack::Absent>(noting("other service"));
  server.add<stack::Subject>(stack::scripted{});
  server.intercept(noting("all"));
  server.intercept<stack::Subject>(noting("service"));
  tern::channel channel{to_string(server.listen("127.0.0.1:0"))};
  tern::client<stack::Subject> subject{channel};
  bool ended = false;
  tern::spawn(
      io,
      [](tern::client<stack::Subject>& to, journal& notes) -> tern::task<void> {
        co_await to.Unary({});
        CHECK(notes.take() == std::vector<std::string>{"method", "all", "service"});
        co_await to.Collect(stack::each_of<Ask>({}));
        CHECK(notes.take() == std::vector<std::string>{"all", "service"});
      }(subject, seen),
      [&](std::exception_ptr thrown) {
        CHECK_FALSE(thrown);
        ended = true;
      });
  while (!ended) io.run_one();
}
