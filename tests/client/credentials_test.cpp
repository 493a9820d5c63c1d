// SPDX-License-Identifier: MIT

#include <tern/client/credentials.hpp>

#include "tests/stack/harness.hpp"

using stack::Answer;
using stack::Ask;
using stack::Subject;
using namespace std::chrono_literals;

namespace {

// Answers with what the client says about itself.
stack::script repeating() {
  return {.unary = [](tern::context& ctx, Ask) -> tern::task<Answer> {
    std::string all;
    for (const auto value : ctx.request_metadata().get_all("authorization")) {
      all.append(all.empty() ? "" : "|").append(value);
    }
    co_return Answer{.text = all};
  }};
}

tern::task<tern::metadata> fetch(std::string token) {
  co_await tern::sleep_for(1s);
  tern::metadata said;
  said.add("authorization", token);
  co_return said;
}

tern::credentials fetched(std::string token) {
  return [token](const tern::credentials_request&) { return fetch(token); };
}

tern::credentials failing(tern::status how) {
  return [how](const tern::credentials_request&) {
    return [](tern::status why) -> tern::task<tern::metadata> { co_return why; }(how);
  };
}

// A call over memory, which nobody can listen to.
tern::result<Answer> ask(tern::channel_options channel_how, tern::call_options how,
                         bool confidential = true) {
  tern::testing::manual_executor home;
  stack::plan wanted;
  wanted.handlers = repeating();
  tern::testing::memory_server server;
  server.add<Subject>(stack::scripted{wanted.handlers});
  stack::fault_server open{home.executor(), wanted, {}, {}};
  tern::channel channel{stack::in_process(), confidential ? server.connector() : open.connector(),
                        std::move(channel_how)};
  tern::client<Subject> subject{channel};
  return home.run(
      [](tern::client<Subject>& to, tern::call_options with) -> tern::task<tern::result<Answer>> {
        auto outcome = co_await to.Unary({.text = "who?"}, std::move(with)).result();
        co_return tern::result<tern::result<Answer>>{std::in_place, std::move(outcome)};
      }(subject, std::move(how)));
}

}  // namespace

TEST_CASE("credentials of the channel and of the call are sent with the call") {
  CHECK(ask({}, {})->text.empty());
  CHECK(ask({.credentials = tern::bearer_token("abc")}, {})->text == "Bearer abc");
  CHECK(ask({}, {.credentials = tern::bearer_token("abc")})->text == "Bearer abc");
  CHECK(ask({}, {.credentials = fetched("slow")})->text == "slow");
  // Those of the call are more particular.
  CHECK(ask({.credentials = tern::bearer_token("abc")}, {.credentials = fetched("call")})->text ==
        "call");
  CHECK(ask({}, {.metadata = {{"authorization", "by hand"}}, .credentials = fetched("fetched")})
            ->text == "fetched");
}

TEST_CASE("credentials are told for which call they are") {
  tern::credentials_request seen;
  const tern::credentials curious = [&](tern::credentials_request about) {
    seen = std::move(about);
    return fetch("x");
  };
  CHECK(ask({.authority = "example.com", .credentials = curious}, {}));
  CHECK(seen.authority == "example.com");
  CHECK(seen.method == "/stack.Subject/Unary");
}

TEST_CASE("calls with credentials fail without TLS, and nothing is sent") {
  for (const bool by_channel : {true, false}) {
    tern::channel_options channel;
    tern::call_options call;
    (by_channel ? channel.credentials : call.credentials) = tern::bearer_token("secret");
    const auto outcome = ask(channel, call, false);
    CHECK(outcome.status() ==
          tern::status{
              tern::code::unauthenticated,
              "the call has credentials, which are not sent without TLS: connect with https://"});
  }
  CHECK(ask({}, {}, false));
}

TEST_CASE("credentials that fail end the call, with a code that servers do not use") {
  using tern::code;
  const std::pair<tern::status, tern::status> table[] = {
      {{code::unauthenticated, "no token"}, {code::unauthenticated, "no token"}},
      {{code::unavailable, "token server"}, {code::unavailable, "token server"}},
      {{code::not_found, "no user"},
       {code::internal, "the credentials of the call failed: NOT_FOUND: no user"}},
  };
  for (const auto& [thrown, expected] : table) {
    CHECK(ask({.credentials = failing(thrown)}, {}).status() == expected);
  }
  const tern::credentials throwing = [](const tern::credentials_request&) {
    return []() -> tern::task<tern::metadata> {
      throw std::runtime_error("disk is full");
      co_return tern::metadata{};
    }();
  };
  CHECK(ask({.credentials = throwing}, {}).status() ==
        tern::status{code::unauthenticated, "the credentials of the call failed: disk is full"});
}

TEST_CASE("a call whose deadline passes while it waits for credentials is over") {
  const auto outcome = ask({.credentials = fetched("too late")}, {.timeout = 500ms});
  CHECK(outcome.status().code() == tern::code::deadline_exceeded);
}

#if TERN_WITH_TLS
TEST_CASE("credentials are sent over TLS") {
  stack::plan wanted;
  wanted.handlers = repeating();
  wanted.channel.tls = certificates::client_side();
  wanted.channel.credentials = tern::bearer_token("abc");
  stack::over_threads("127.0.0.1:0", wanted, [](stack::world& w) -> tern::task<void> {
    Answer answer = co_await w.subject.Unary({});
    CHECK(answer.text == "Bearer abc");
  });
  wanted.channel.tls.reset();
  stack::over_threads("127.0.0.1:0", wanted, [](stack::world& w) -> tern::task<void> {
    auto outcome = co_await w.subject.Unary({}).result();
    CHECK(outcome.status().code() == tern::code::unauthenticated);
  });
}
#endif
