// SPDX-License-Identifier: MIT

// Calls a server of Connect for Node with tern's client: in every protocol and HTTP version, in
// Protobuf's binary form and JSON, plain and compressed.
//
//   client --descriptors FILE    writes the contract as a FileDescriptorSet and ends
//   client HTTP1 HTTP2           calls the servers at these two addresses

#include <chrono>
#include <cstdint>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <tern/client.hpp>
#include <tern/json.hpp>

#include "tests/conformance/connect-node/contract.hpp"

namespace {

using namespace wanted::v1;
using namespace std::chrono_literals;

// How calls are made, and what they are called.
struct way {
  std::string name;
  tern::client_side::channel_protocol protocol;
  bool get = false;
};

const std::vector<way> ways = {{"Connect", tern::connect},
                               {"Connect as GET", tern::connect, true},
                               {"gRPC-Web", tern::grpc_web},
                               {"gRPC", tern::grpc}};

// What a case has.
struct world {
  tern::channel& channel;
  const way& made;
  bool http2;
  bool gzip;
  tern::client<Oracle> oracle{channel};

  // The options of a call of Echo.
  [[nodiscard]] tern::call_options echoing() const {
    tern::call_options how;
    how.use_get = made.get;
    return how;
  }
};

void expect(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error(what);
}

void expect(const tern::status& got, tern::code code, std::string_view text, const char* what) {
  if (got.code() == code && got.message() == text) return;
  throw std::runtime_error(std::string{what} + ": " + to_string(got));
}

tern::stream<Ask> several(std::vector<std::string> texts) {
  for (std::string& text : texts) co_yield Ask{std::move(text)};
}

const std::string bytes{"\0\xff\7", 3};

tern::task<void> unary_with_metadata(world& w) {
  auto how = w.echoing();
  how.metadata.add("x-echo-text", "blue");
  how.metadata.add("x-echo-raw-bin", bytes);
  const std::string text = "Ada \u00e9 \U0001f600";
  auto call = w.oracle.Echo({text, -3, 9007199254740993, bytes}, std::move(how));
  const Told told = co_await call;
  expect(told.text == text && told.number == -3, "the reply: " + told.text);
  expect(told.large == 9007199254740993, "a large number: " + std::to_string(told.large));
  expect(told.payload == bytes, "bytes");
  expect(call.headers().get("x-echo-text") == "blue", "a header field");
  expect(call.headers().get("x-echo-raw-bin") == bytes, "a header field of bytes");
  expect(call.trailers().get("x-after-text") == "blue", "a trailer");
  expect(call.trailers().get("x-after-raw-bin") == bytes, "a trailer of bytes");
}

tern::task<void> the_way_that_it_goes(world& w) {
  auto call = w.oracle.Echo({std::string(500, 'x')}, w.echoing());
  static_cast<void>(co_await call);
  const std::string method{call.headers().get("x-method").value_or("none")};
  expect(method == (w.made.get ? "GET" : "POST"), "the method: " + method);
  const std::string request{call.headers().get("x-request").value_or("none")};
  // What is compressed of a GET is said in its query.
  if (!w.made.get) expect(request == (w.gzip ? "gzip" : "identity"), "the request: " + request);
  expect(call.reply_was_compressed(), "a reply that was not compressed");
}

tern::task<void> empty_and_long(world& w) {
  const Told empty = co_await w.oracle.Echo({}, w.echoing());
  expect(empty.text.empty() && empty.number == 0, "the reply to nothing: " + empty.text);
  const std::string text(500'000, 'x');
  const Told all = co_await w.oracle.Echo({text}, w.echoing());
  expect(all.text == text, "the reply");
}

tern::task<void> every_code(world& w) {
  for (int number = 1; number <= 16; ++number) {
    const std::string text = "code " + std::to_string(number) + " \"\r\n\u00e9";
    auto call = w.oracle.Fail({text, number});
    const auto failed = co_await call.result();
    expect(failed.status(), static_cast<tern::code>(number), text, "the failure");
    const auto detail = failed.status().detail<Told>();
    expect(detail && detail->text == "why" && detail->number == 7, "the detail of " + text);
    const bool first = call.headers().get("x-failed") == "yes";
    expect(first || call.trailers().get("x-failed") == "yes", "the metadata of " + text);
  }
}

tern::task<void> deadline(world& w) {
  const auto late = co_await w.oracle.Linger({}, {.timeout = 100ms}).result();
  expect(late.status().code() == tern::code::deadline_exceeded, to_string(late.status()));
}

tern::task<void> given_up(world& w) {
  {
    auto call = w.oracle.Linger({});
    co_await tern::sleep_for(20ms);
    expect(!call.done(), to_string(call.status()));
  }
  const Told after = co_await w.oracle.Echo({"a"});
  expect(after.text == "a", "the next call");
}

tern::task<void> stream_of_replies(world& w) {
  tern::call_options how;
  how.metadata.add("x-echo-text", "blue");
  auto replies = w.oracle.Count({.number = 20}, std::move(how));
  std::int32_t count = 0;
  while (auto told = co_await replies.next()) {
    expect(told->number == ++count, "a reply: " + std::to_string(told->number));
  }
  expect(count == 20, "the replies: " + std::to_string(count));
  expect(replies.headers().get("x-echo-text") == "blue", "a header field");
  expect(replies.trailers().get("x-after-text") == "blue", "a trailer");
  auto none = w.oracle.Count({});
  expect(!co_await none.next(), "a reply where there is none");
}

tern::task<void> stream_that_fails(world& w) {
  auto replies = w.oracle.Count({.text = "enough", .number = 2});
  for (std::int32_t number : {1, 2}) {
    auto told = co_await replies.next();
    expect(told && told->number == number, "a reply");
  }
  const auto end = co_await replies.next_result();
  expect(end.status(), tern::code::aborted, "enough", "the end");
}

tern::task<void> stream_of_requests(world& w) {
  const Told all = co_await w.oracle.Join(several({"a", "b", "c"}));
  expect(all.text == "abc" && all.number == 3, "the reply: " + all.text);
  const Told none = co_await w.oracle.Join(several({}));
  expect(none.number == 0, "the reply to none");
}

tern::task<void> both_at_once(world& w) {
  if (!w.http2) co_return;
  auto asks = tern::pipe<Ask>();
  auto answers = w.oracle.Chat(std::move(asks.stream));
  for (const char* text : {"a", "b"}) {
    co_await asks.send({text});
    auto told = co_await answers.next();
    expect(told && told->text == text, "a reply");
  }
  asks.close();
  expect(!co_await answers.next(), "a reply behind the last");
}

struct test_case {
  const char* name;
  tern::task<void> (*run)(world&);
};
constexpr test_case cases[] = {
    {"a unary call with its metadata", unary_with_metadata},
    {"the way that it goes", the_way_that_it_goes},
    {"an empty message and a long one", empty_and_long},
    {"every code, with its text, its details and metadata", every_code},
    {"a deadline", deadline},
    {"a call that is given up", given_up},
    {"a stream of replies", stream_of_replies},
    {"a stream that fails behind its replies", stream_that_fails},
    {"a stream of requests", stream_of_requests},
    {"both sides at once", both_at_once},
};

// Tries all cases in one way. @returns how many failed.
tern::task<int> try_all(std::string target, const way& made, bool http2, bool json, bool gzip) {
  tern::channel_options how;
  how.protocol = made.protocol;
  how.http_version = http2 ? tern::http_version::http2 : tern::http_version::http1;
  if (json) how.codec = tern::json_codec;
  if (gzip) how.compression = tern::compression::gzip;
  tern::channel channel{target, how};
  int failed_count = 0;
  for (const test_case& each : cases) {
    try {
      world here{channel, made, http2, gzip};
      co_await each.run(here);
    } catch (const std::exception& failure) {
      ++failed_count;
      std::cout << "FAILED: " << made.name << ", HTTP/" << (http2 ? "2, " : "1.1, ")
                << (json ? "JSON, " : "proto, ") << (gzip ? "gzip: " : "identity: ") << each.name
                << ": " << failure.what() << '\n';
    }
  }
  co_return failed_count;
}

tern::task<bool> try_everything(std::string over_http1, std::string over_http2) {
  int count = 0;
  int failed_count = 0;
  for (const way& made : ways) {
    for (const bool http2 : {false, true}) {
      if (!http2 && made.protocol.needs_http2()) continue;
      for (const bool json : {false, true}) {
        for (const bool gzip : {false, true}) {
          const std::string& target = http2 ? over_http2 : over_http1;
          failed_count += co_await try_all(target, made, http2, json, gzip);
          count += static_cast<int>(std::size(cases));
        }
      }
    }
  }
  std::cout << count - failed_count << " passed, " << failed_count << " failed" << std::endl;
  co_return failed_count == 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 3) throw std::runtime_error("two arguments are needed");
    if (argv[1] == std::string_view{"--descriptors"}) return write_descriptors(argv[2]);
    return tern::run(try_everything(argv[1], argv[2])) ? 0 : 1;
  } catch (const std::exception& failure) {
    std::cerr << failure.what() << '\n';
    return 1;
  }
}
