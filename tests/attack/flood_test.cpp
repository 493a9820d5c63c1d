// SPDX-License-Identifier: MIT

// Peers that say the same again and again. Each is told to calm down, with a text, before it has
// cost much; others are served all the time.

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tests/attack/siege.hpp"

using namespace std::chrono_literals;
using attack::siege;
using h2::error_code;
using h2::frame;
using h2::number;

namespace {

struct flood {
  std::string what;
  std::string before;
  std::function<std::string(std::uint32_t)> again;  // the n-th, from 0 on
  std::string text;                                 // a part of what the GOAWAY says
};

std::uint32_t odd(std::uint32_t n) {
  return 2 * n + 1;
}

const std::string too_many_frames =
    "frames that serve nothing in 30 s, limit wasted_frames_max_count";
const std::string too_many_streams =
    "more than 1000 streams that were reset before they were answered in 30 s, limit "
    "wasted_streams_max_count";

const std::vector<flood>& floods() {
  static const std::vector<flood> all = {
      {"rapid reset", "",
       [](std::uint32_t n) { return attack::call(odd(n)) + attack::reset(odd(n)); },
       too_many_streams},
      {"rapid reset that calls itself no error", "",
       [](std::uint32_t n) {
         return attack::call(odd(n)) + frame(h2::rst_stream, 0, odd(n), number(0, 4));
       },
       too_many_streams},
      {"rapid reset of whole requests", "",
       [](std::uint32_t n) {
         return attack::call(odd(n)) + attack::message(odd(n)) + attack::reset(odd(n));
       },
       too_many_streams},
      {"streams that the server has to reset, by their window", "",
       [](std::uint32_t n) {
         return attack::call(odd(n)) + attack::window_update(odd(n), 0x7fffffff);
       },
       too_many_streams},
      {"streams that the server has to reset, by their length", "",
       [](std::uint32_t n) {
         return frame(h2::headers_, h2::end_headers, odd(n),
                      h2::request_fields() + h2::fields({{"content-length", "1"}})) +
                frame(h2::data, h2::end_stream, odd(n), "12345");
       },
       too_many_streams},
      {"streams that the server has to reset, by their trailers", "",
       [](std::uint32_t n) {
         return attack::call(odd(n)) + frame(h2::headers_, h2::end_headers | h2::end_stream, odd(n),
                                             h2::fields({{":path", "/"}}));
       },
       too_many_streams},
      {"PING", "", [](std::uint32_t) { return frame(h2::ping, 0, 0, "12345678"); }, ""},
      {"answers to PINGs that nobody sent", "",
       [](std::uint32_t) { return frame(h2::ping, h2::ack, 0, "12345678"); }, too_many_frames},
      {"SETTINGS", "", [](std::uint32_t) { return frame(h2::settings, 0, 0, ""); }, ""},
      {"SETTINGS that change the window of all streams", attack::call(1),
       [](std::uint32_t n) { return frame(h2::settings, 0, 0, h2::setting(4, n % 2)); }, ""},
      {"empty DATA", attack::call(1), [](std::uint32_t) { return frame(h2::data, 0, 1, ""); },
       too_many_frames},
      {"CONTINUATION", frame(h2::headers_, 0, 1, h2::request_fields()),
       [](std::uint32_t) { return frame(h2::continuation, 0, 1, h2::fields({{"a", "b"}})); },
       "limit continuations_max_count"},
      {"empty CONTINUATION", frame(h2::headers_, 0, 1, h2::request_fields()),
       [](std::uint32_t) { return frame(h2::continuation, 0, 1, ""); },
       "limit continuations_max_count"},
      {"PRIORITY", "",
       [](std::uint32_t n) {
         return frame(h2::priority, 0, odd(n % 5000) + 2, number(1, 4) + number(7, 1));
       },
       too_many_frames},
      {"PRIORITY that turns the same streams about", attack::call(1) + attack::call(3),
       [](std::uint32_t n) {
         return frame(h2::priority, 0, n % 2 == 0 ? 1 : 3,
                      number(n % 2 == 0 ? 0x80000003 : 0x80000001, 4) + number(7, 1));
       },
       too_many_frames},
      {"WINDOW_UPDATE of the connection", "",
       [](std::uint32_t) { return attack::window_update(0, 1); }, too_many_frames},
      {"WINDOW_UPDATE of a stream", attack::call(1),
       [](std::uint32_t) { return attack::window_update(1, 1); }, too_many_frames},
      {"WINDOW_UPDATE of a stream that has ended", attack::call(1) + attack::reset(1),
       [](std::uint32_t) { return attack::window_update(1, 1); }, too_many_frames},
      {"RST_STREAM of a stream that has ended", attack::call(1) + attack::reset(1),
       [](std::uint32_t) { return attack::reset(1); }, too_many_frames},
      {"GOAWAY", attack::call(1),
       [](std::uint32_t) { return frame(h2::goaway, 0, 0, number(0, 8) + std::string(100, 'x')); },
       too_many_frames},
      {"frames of an unknown kind", "",
       [](std::uint32_t) { return frame(0xab, 0xff, 77, "what is this"); }, too_many_frames},
  };
  return all;
}

}  // namespace

TEST_CASE("a flood ends with ENHANCE_YOUR_CALM and a text, and others are served meanwhile") {
  // Enough to see what one more frame costs, and not for a limit to be reached by accident.
  constexpr std::uint32_t patience_count = 60'000;
  for (const flood& each : floods()) {
    for (const bool reads : {true, false}) {
      const std::string who = reads ? "" : ", by a peer that does not read";
      INFO(each.what << who);
      int running = 0;
      int started = 0;
      stack::script lines;
      lines.unary = [&](tern::rpc::context&, stack::Ask ask) -> tern::task<stack::Answer> {
        const attack::presence here{running};
        ++started;
        if (ask.text.empty()) co_await tern::sleep_for(1h);
        co_return stack::Answer{.text = ask.text};
      };
      siege here{lines};
      here.attacker->reads = reads;
      here.attacker->say(h2::hello + each.before);
      started = 0;
      std::uint32_t n = 0;
      std::size_t most_held_bytes = 0;
      while (n < patience_count) {
        std::string some;
        for (int i = 0; i < 50; ++i) some += each.again(n++);
        const bool goes_on = here.attacker->say(some);
        most_held_bytes = std::max(most_held_bytes, here.held_bytes());
        if (n % 5000 == 0) CHECK(here.served());
        if (!goes_on) break;
      }
      CHECK(n < patience_count);
      CHECK(most_held_bytes < 12 * 1024 * 1024);
      CHECK(here.attacker->heard_bytes() < 1024 * 1024 + here.attacker->said_bytes());
      CHECK(started < 4000);

      here.attacker->reads = true;
      here.attacker->hear();
      CHECK(here.attacker->closed());
      CHECK(running == 0);
      const auto said = here.attacker->frames();
      std::string code = "none";
      std::string text;
      for (const auto& one : said) {
        if (one.type != h2::goaway) continue;
        code = tern::http::to_string(one.code());
        text = attack::text_of(one);
      }
      // Who does not read may not hear of it.
      if (reads || code != "none") {
        CHECK(code == "ENHANCE_YOUR_CALM");
        CHECK_FALSE(text.empty());
        CHECK_MESSAGE(text.find(each.text) != std::string::npos, text);
      }
      CHECK(here.served());
    }
  }
}

TEST_CASE("a client that cancels much, but not more than it lets end, is left alone") {
  siege here;
  here.attacker->say(h2::hello);
  std::uint32_t stream = 1;
  for (int i = 0; i < 5000; ++i, stream += 4) {
    REQUIRE(here.attacker->say(attack::call(stream) + attack::reset(stream) +
                               attack::call(stream + 2) + attack::message(stream + 2)));
    REQUIRE(here.attacker->say(attack::window_update(0, 100) + attack::window_update(0, 100)));
  }
  const auto said = here.attacker->frames();
  CHECK(h2::find(said, h2::goaway) == nullptr);
  CHECK(h2::find(said, h2::rst_stream) == nullptr);
}

TEST_CASE("a client that cancels what has begun to answer is left alone") {
  stack::script lines;
  lines.serve = [](tern::rpc::context&, stack::Ask) -> tern::stream<stack::Answer> {
    co_yield stack::Answer{.text = "first"};
    co_await tern::sleep_for(24h);
  };
  siege here{lines};
  here.attacker->say(h2::hello);
  std::uint32_t stream = 1;
  for (int i = 0; i < 5000; ++i, stream += 2) {
    REQUIRE(here.attacker->say(attack::call(stream, 0, "/stack.Subject/Serve") +
                               attack::message(stream)));
    REQUIRE(here.attacker->say(attack::reset(stream)));
  }
  CHECK(h2::find(here.attacker->frames(), h2::goaway) == nullptr);
}

TEST_CASE("a client that cancels all it asks for, but slowly, is left alone") {
  siege here;
  here.attacker->say(h2::hello);
  std::uint32_t stream = 1;
  for (int i = 0; i < 5000; ++i, stream += 2) {
    REQUIRE(here.attacker->say(attack::call(stream) + attack::reset(stream)));
    here.home.advance(30ms);
  }
  CHECK(h2::find(here.attacker->frames(), h2::goaway) == nullptr);
}

TEST_CASE("when a client has reset too much, what runs may end") {
  stack::script lines;
  lines.unary = [](tern::rpc::context&, stack::Ask ask) -> tern::task<stack::Answer> {
    if (ask.number == 1) co_await tern::sleep_for(10s);
    co_return stack::Answer{.text = ask.text};
  };
  siege here{lines};
  here.attacker->say(h2::hello + attack::call(1) + attack::message(1, 1));
  std::uint32_t stream = 3;
  for (; stream < 2 * 1100; stream += 2) {
    REQUIRE(here.attacker->say(attack::call(stream) + attack::reset(stream)));
  }
  auto said = here.attacker->new_frames();
  const h2::parsed_frame* const goaway = h2::find(said, h2::goaway);
  REQUIRE(goaway != nullptr);
  CHECK(tern::http::to_string(goaway->code()) == "ENHANCE_YOUR_CALM");
  // New calls are not served, as the GOAWAY has said.
  here.attacker->say(attack::call(stream) + attack::message(stream));
  CHECK(here.attacker->new_frames().empty());
  CHECK_FALSE(here.attacker->closed());
  here.home.advance(11s);
  said = here.attacker->new_frames();
  REQUIRE(h2::find(said, h2::headers_) != nullptr);
  CHECK(h2::find(said, h2::headers_)->id == 1);
  CHECK(said.back().flags == (h2::end_headers | h2::end_stream));
  // That was the last stream.
  CHECK(here.attacker->closed());
}
