// SPDX-License-Identifier: MIT

// Calls of Connect as a GET, from a client of tern to a server of tern.

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include <tern/json.hpp>
#include <tern/tern.hpp>
#include <tern/testing.hpp>

#include "tests/stack/contract.hpp"

namespace getting {

using stack::Answer;
using stack::Ask;

struct Library {
  tern::task<Answer> FindBook(Ask);
  tern::task<Answer> LendBook(Ask);
  tern::stream<Answer> ListBooks(Ask);
};
TERN_SERVICE(Library, (FindBook, tern::no_side_effects), LendBook,
             (ListBooks, tern::no_side_effects))

struct Shelf {
  tern::task<Answer> FindBook(tern::context& ctx, Ask ask) {
    for (const auto each : ctx.request_metadata()) {
      if (each.name.starts_with("acme")) ctx.trailers().add(each.name, each.value);
    }
    if (ask.text == "fail") throw tern::error{tern::code::not_found, "no such book"};
    if (ask.text == "wait") co_await tern::sleep_for(std::chrono::hours{1});
    co_return Answer{ask.text, ctx.request_was_compressed() ? 1 : 0, ask.payload};
  }
  tern::task<Answer> LendBook(Ask ask) { co_return Answer{ask.text}; }
  tern::stream<Answer> ListBooks(Ask ask) { co_yield Answer{ask.text}; }
};

// What there is beside the text of a request.
const std::string bytes{"\0\xff?&=%+/ #", 10};

}  // namespace getting

using namespace getting;
using tern::code;

TEST_CASE("a call as a GET is like every other, in every form and encoding") {
  for (const bool json : {false, true}) {
    for (const auto how : tern::compress::all_compressions) {
      for (const std::size_t url_max_bytes : {std::size_t{8000}, std::size_t{100}}) {
        tern::client_side::channel_options channel{.protocol = tern::connect};
        if (json) channel.codec = tern::json_codec;
        channel.compression = how;
        channel.get_url_max_bytes = url_max_bytes;
        tern::testing::loopback<Library> library{Shelf{}, {.json = &tern::json_codec}, channel};
        tern::sync_wait([](auto& in, bool compressed) -> tern::task<void> {
          auto call =
              in.FindBook({.text = std::string(200, 'x'), .payload = bytes},
                          {.metadata = {{"acme", "7"}, {"acme-bin", bytes}}, .use_get = true});
          const Answer answer = co_await call;
          CHECK(answer.text == std::string(200, 'x'));
          CHECK(answer.payload == bytes);
          CHECK(answer.number == (compressed ? 1 : 0));
          CHECK(call.trailers().get("acme") == "7");
          CHECK(call.trailers().get("acme-bin") == bytes);
          auto failed = co_await in.FindBook({.text = "fail"}, {.use_get = true}).result();
          CHECK(failed.status() == tern::status{code::not_found, "no such book"});
          auto late = co_await in
                          .FindBook({.text = "wait"},
                                    {.timeout = std::chrono::milliseconds{20}, .use_get = true})
                          .result();
          CHECK(late.status().code() == code::deadline_exceeded);
          auto empty = co_await in.FindBook({}, {.use_get = true}).result();
          CHECK(empty.ok());
        }(library, how != tern::compress::compression::identity));
      }
    }
  }
}

TEST_CASE("what cannot be a GET fails before it is sent") {
  tern::testing::loopback<Library> library{Shelf{}, {}, {.protocol = tern::connect}};
  tern::testing::loopback<Library> over_grpc{Shelf{}};
  tern::sync_wait([](auto& in, auto& grpc) -> tern::task<void> {
    auto lent = co_await in.LendBook({}, {.use_get = true}).result();
    CHECK(lent.status().code() == code::invalid_argument);
    CHECK(lent.status().message() ==
          "use_get: /getting.Library/LendBook is not a method with tern::no_side_effects");
    auto list = in.ListBooks({}, {.use_get = true});
    auto first = co_await list.next_result();
    CHECK(first.status().code() == code::invalid_argument);
    auto found = co_await grpc.FindBook({}, {.use_get = true}).result();
    CHECK(found.status().code() == code::invalid_argument);
    const Answer after = co_await in.LendBook({.text = "after"});
    CHECK(after.text == "after");
  }(library, over_grpc));
}

TEST_CASE("an interceptor makes a call as a GET again") {
  tern::testing::memory_server server;
  server.add<Library>(Shelf{});
  tern::channel channel{
      {.type = tern::transport::address::kind::tcp, .host = "in-process", .port = 0},
      server.connector(),
      {.protocol = tern::connect}};
  channel.intercept([](tern::call_context& call, tern::next rest) -> tern::task<void> {
    call.on_request([](tern::intercept::message_ref message) {
      if (auto* const ask = message.as<Ask>()) ask->text += "l";
    });
    co_await rest();
    if (!call.status().ok()) co_await rest();
  });
  tern::client<Library> library{channel};
  tern::sync_wait([](auto& in) -> tern::task<void> {
    const Answer answer = co_await in.FindBook({.text = "one"}, {.use_get = true});
    CHECK(answer.text == "onel");
    const Answer again = co_await in.FindBook({.text = "fai"}, {.use_get = true});
    CHECK(again.text == "faill");
  }(library));
}
