// SPDX-License-Identifier: MIT

#include <tern/interceptors.hpp>
#include <tern/tern.hpp>
#include <tern/testing.hpp>

#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

using namespace std::chrono_literals;

namespace shipped {

struct Word {
  std::string text;
};
TERN_MESSAGE(Word, (1, text))

struct Speaker {
  tern::task<Word> Say(Word);
  tern::stream<Word> Repeat(tern::stream<Word>);
};
TERN_SERVICE(Speaker, Say, Repeat)

struct Service {
  tern::task<Word> Say(Word word) {
    if (word.text == "throw") throw std::runtime_error{"a secret"};
    if (word.text == "fail") co_return tern::status{tern::code::aborted, "a \"quoted\"\ntext"};
    if (word.text == "sleep") co_await tern::sleep_for(1h);
    co_return word;
  }
  tern::stream<Word> Repeat(tern::stream<Word> words) {
    while (auto word = co_await words.next()) {
      co_yield *word;
      co_yield *word;
    }
  }
};

}  // namespace shipped

using shipped::Speaker;
using shipped::Word;

namespace {

/// A client of a server with one interceptor, in virtual time.
void with(tern::intercept::interceptor around,
          const std::function<tern::task<void>(tern::client<Speaker>&)>& body) {
  tern::testing::manual_executor home;
  tern::testing::memory_server server;
  server.add<Speaker>(shipped::Service{});
  server.intercept(std::move(around));
  tern::channel channel{{.type = tern::transport::address::kind::tcp, .host = "in", .port = 0},
                        server.connector()};
  tern::client<Speaker> client{channel};
  home.run(body(client));
}

tern::stream<Word> words(int count) {
  for (int i = 0; i < count; ++i) co_yield Word{"w"};
}

template <class Call>
tern::task<tern::status> status_of(Call call) {
  co_return (co_await call.result()).status();
}

tern::call_options with_authorization(std::string value) {
  return {.metadata = {{"authorization", value}}};
}

}  // namespace

TEST_CASE("an access log has a record for every call") {
  struct copy {
    std::string line;
    std::chrono::steady_clock::duration duration;
  };
  std::vector<copy> records;
  with(tern::access_log{[&](const tern::access_record& record) {
         records.push_back({to_string(record), record.duration});
       }},
       [](tern::client<Speaker>& speaker) -> tern::task<void> {
         co_await speaker.Say({"hello"});
         CHECK_FALSE(co_await speaker.Say({"fail"}).result());
         auto repeated = speaker.Repeat(words(2));
         while (co_await repeated.next()) {
         }
         CHECK_FALSE(co_await speaker.Say({"sleep"}, {.timeout = 5s}).result());
       });
  REQUIRE(records.size() == 4);
  CHECK(records[0].line.starts_with("method=\"/shipped.Speaker/Say\" peer=\""));
  CHECK(records[0].line.ends_with("status=OK duration_us=0 requests=1 replies=1"));
  CHECK(
      records[1].line.ends_with("status=ABORTED duration_us=0 requests=1 replies=0 "
                                "message=\"a \\\"quoted\\\"\\u000atext\""));
  CHECK(records[2].line.ends_with("status=OK duration_us=0 requests=2 replies=4"));
  CHECK(records[3].line.find("status=DEADLINE_EXCEEDED") != std::string::npos);
  CHECK(records[3].duration == 5s);
}

TEST_CASE("bearer_auth asks its check, and ends calls without a token that it accepts") {
  const auto check = [](tern::client<Speaker>& speaker) -> tern::task<void> {
    CHECK((co_await status_of(speaker.Say({}))) ==
          tern::status{tern::code::unauthenticated, "authorization is missing"});
    CHECK((co_await status_of(speaker.Say({}, with_authorization("Basic abc")))) ==
          tern::status{tern::code::unauthenticated, "authorization is no bearer token"});
    CHECK((co_await status_of(speaker.Say({}, with_authorization("Bearer wrong")))).code() ==
          tern::code::unauthenticated);
    CHECK((co_await status_of(speaker.Say({}, with_authorization("bearer right")))).ok());
    CHECK((co_await status_of(speaker.Say({}, with_authorization("Bearer   right")))).ok());
  };
  with(tern::bearer_auth{[](std::string_view token) { return token == "right"; }}, check);
  with(tern::bearer_auth{[](tern::call_context& call, std::string_view token) {
         CHECK(call.method() == "/shipped.Speaker/Say");
         return token == "right" ? tern::status{}
                                 : tern::status{tern::code::unauthenticated, "expired"};
       }},
       check);
  with(tern::bearer_auth{[](std::string_view token) -> tern::task<bool> {
         co_await tern::sleep_for(1s);
         co_return token == "right";
       }},
       check);
  with(tern::bearer_auth{[](std::string_view) -> tern::task<tern::status> {
         co_return tern::status{tern::code::permission_denied, "not you"};
       }},
       [](tern::client<Speaker>& speaker) -> tern::task<void> {
         CHECK((co_await status_of(speaker.Say({}, with_authorization("Bearer x")))) ==
               tern::status{tern::code::permission_denied, "not you"});
       });
}

TEST_CASE("a concurrency limit ends calls that are too many, and lets in new ones afterwards") {
  with(tern::concurrency_limit{2}, [](tern::client<Speaker>& speaker) -> tern::task<void> {
    auto first = speaker.Say({"sleep"}, {.timeout = 1min});
    {
      auto second = speaker.Say({"sleep"}, {.timeout = 1min});
      co_await tern::sleep_for(1s);
      CHECK((co_await status_of(speaker.Say({}))) ==
            tern::status{tern::code::resource_exhausted,
                         "as many calls are running as concurrency_limit allows, which is 2"});
    }
    co_await tern::sleep_for(1s);
    CHECK((co_await status_of(speaker.Say({}))).ok());
    CHECK((co_await first.result()).status().code() == tern::code::deadline_exceeded);
    CHECK((co_await status_of(speaker.Say({}))).ok());
  });
}

TEST_CASE("a deadline cap ends calls whose client would wait for longer") {
  with(tern::deadline_cap{10s}, [](tern::client<Speaker>& speaker) -> tern::task<void> {
    const auto start = tern::runtime::current_environment()->executor.now();
    const auto elapsed = [&] {
      return tern::runtime::current_environment()->executor.now() - start;
    };
    CHECK((co_await status_of(speaker.Say({"sleep"}))).code() == tern::code::deadline_exceeded);
    CHECK(elapsed() == 10s);
    CHECK((co_await status_of(speaker.Say({"sleep"}, {.timeout = 3s}))).code() ==
          tern::code::deadline_exceeded);
    CHECK(elapsed() == 13s);
    CHECK((co_await status_of(speaker.Say({"quick"}))).ok());
  });
}

TEST_CASE("exception_recovery tells the program and not the client") {
  std::vector<std::string> seen;
  with(tern::exception_recovery{[&](tern::call_context& call, std::exception_ptr thrown) {
         try {
           std::rethrow_exception(thrown);
         } catch (const std::exception& failure) {
           seen.push_back(std::string{call.method()} + ": " + failure.what());
         }
       }},
       [](tern::client<Speaker>& speaker) -> tern::task<void> {
         CHECK((co_await status_of(speaker.Say({"throw"}))) ==
               tern::status{tern::code::internal, "the handler failed with an exception"});
         CHECK((co_await status_of(speaker.Say({"fail"}))).code() == tern::code::aborted);
         CHECK((co_await status_of(speaker.Say({"fine"}))).ok());
       });
  CHECK(seen == std::vector<std::string>{"/shipped.Speaker/Say: a secret"});
}
