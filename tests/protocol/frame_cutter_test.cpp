// SPDX-License-Identifier: MIT
#include <tern/protocol/frame_cutter.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

using tern::as_bytes;
using tern::as_text;
using tern::code;
using tern::protocol::frame_cutter;
using tern::protocol::framing;
using namespace std::string_view_literals;

namespace {

using found = frame_cutter::found;

constexpr framing web{.last_flag = 0x80};
constexpr framing stream{.last_flag = 0x02};
constexpr framing bare{.body = framing::layout::message};
constexpr framing error{.body = framing::layout::ending};

std::string frame(std::uint8_t flags, std::string_view payload) {
  std::string bytes;
  bytes += static_cast<char>(flags);
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes += static_cast<char>(payload.size() >> shift & 0xff);
  }
  return bytes.append(payload);
}

// All frames of a body of which `step` more bytes come each time, in words.
std::vector<std::string> cut(framing how, std::string_view body, std::size_t step,
                             bool compressed = false, std::size_t limit = 100) {
  frame_cutter cutter{how, limit};
  cutter.allow_compressed(compressed);
  std::vector<std::string> frames;
  std::size_t begin = 0;
  std::size_t end = 0;
  for (;;) {
    const auto there = as_bytes(body.substr(begin, end - begin));
    const bool ended = end == body.size();
    switch (cutter.look(there, ended)) {
      case found::nothing_yet:
        REQUIRE_FALSE(ended);
        end = std::min(end + step, body.size());
        continue;
      case found::message:
        frames.push_back(cutter.compressed(there) ? "compressed " : "message ");
        break;
      case found::last:
        frames.push_back(cutter.compressed(there) ? "compressed last " : "last ");
        break;
      case found::end:
        frames.emplace_back("end");
        return frames;
      case found::failed:
        frames.push_back("failed: " + cutter.failure().message());
        return frames;
    }
    frames.back().append(as_text(cutter.payload(there)));
    begin += cutter.frame_bytes(there);
    cutter.pass();
  }
}

// The same however the body is split.
std::vector<std::string> cut(framing how, std::string_view body, bool compressed = false) {
  auto whole = cut(how, body, std::max<std::size_t>(body.size(), 1), compressed);
  for (std::size_t step = 1; step < body.size(); ++step) {
    CAPTURE(step);
    CHECK(cut(how, body, step, compressed) == whole);
  }
  return whole;
}

using texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a body in envelopes is messages, and then it ends") {
  CHECK(cut({}, "") == texts{"end"});
  CHECK(cut({}, frame(0, "Ada") + frame(0, "") + frame(0, "Bob")) ==
        texts{"message Ada", "message ", "message Bob", "end"});
  CHECK(cut({}, frame(1, "zip"), true) == texts{"compressed zip", "end"});
}

TEST_CASE("a body in envelopes that ends too early is malformed") {
  CHECK(cut({}, "\0\0"sv) ==
        texts{"failed: the stream ended after 2 of the 5 bytes that stand before a message"});
  CHECK(cut({}, frame(0, "Ada") + frame(0, "Ada").substr(0, 7)) ==
        texts{"message Ada", "failed: the stream ended after 2 of the 3 bytes of a message"});
}

TEST_CASE("flags that nobody allows are refused") {
  CHECK(cut({}, frame(2, "Ada")) == texts{"failed: a message begins with the unknown flags 0x02"});
  CHECK(cut({}, frame(0x80, "Ada")) ==
        texts{"failed: a message begins with the unknown flags 0x80"});
  CHECK(cut({}, frame(1, "Ada")) ==
        texts{"failed: a message is compressed, but its sender has declared no encoding"});
  CHECK(cut(stream, frame(0x80, "Ada"), true) ==
        texts{"failed: a message begins with the unknown flags 0x80"});
  CHECK(cut(stream, frame(3, "Ada")) ==
        texts{"failed: a message is compressed, but its sender has declared no encoding"});
  CHECK(cut(web, frame(0x81, "Ada")) ==
        texts{"failed: a message is compressed, but its sender has declared no encoding"});
}

TEST_CASE("the last frame comes once and nothing behind it") {
  CHECK(cut(web, frame(0, "Ada") + frame(0x80, "grpc-status: 0\r\n")) ==
        texts{"message Ada", "last grpc-status: 0\r\n", "end"});
  CHECK(cut(web, frame(0x81, "zip"), true) == texts{"compressed last zip", "end"});
  CHECK(cut(stream, frame(0x02, "{}")) == texts{"last {}", "end"});
  CHECK(cut(stream, frame(0x03, "zip"), true) == texts{"compressed last zip", "end"});
  CHECK(cut(stream, frame(0x02, "")) == texts{"last ", "end"});
}

TEST_CASE("bytes behind the last frame are an error") {
  for (const std::string& more : {std::string{"x"}, frame(0, "Ada"), frame(0x02, "{}")}) {
    frame_cutter cutter{stream, 100};
    const std::string body = frame(0x02, "{}") + more;
    REQUIRE(cutter.look(as_bytes(body), false) == found::last);
    cutter.pass();
    CHECK(cutter.look(as_bytes(more), false) == found::failed);
    CHECK(cutter.failure() ==
          tern::status{code::internal, std::to_string(more.size()) +
                                           " bytes follow the frame that ends the stream"});
  }
}

TEST_CASE("after the last frame the end has still to come") {
  frame_cutter cutter{stream, 100};
  REQUIRE(cutter.look(as_bytes(frame(2, "{}")), false) == found::last);
  cutter.pass();
  CHECK(cutter.look({}, false) == found::nothing_yet);
  CHECK(cutter.look({}, true) == found::end);
}

TEST_CASE(
    "a body without its last frame ends like any other: its reader knows what it has not seen") {
  CHECK(cut(stream, frame(0, "Ada")) == texts{"message Ada", "end"});
  CHECK(cut(web, "") == texts{"end"});
}

TEST_CASE("a length is checked before the message has come") {
  frame_cutter cutter{{}, 10};
  CHECK(cutter.look(as_bytes("\0\xff\xff\xff\xff"sv), false) == found::failed);
  CHECK(cutter.failure() ==
        tern::status{code::resource_exhausted,
                     "message is 4294967295 bytes, limit receive_max_bytes is 10"});
  CHECK(cut({}, frame(0, "0123456789"), 1, false, 10) == texts{"message 0123456789", "end"});
  CHECK(cut({}, frame(0, "0123456789x"), 1, false, 10) ==
        texts{"failed: message is 11 bytes, limit receive_max_bytes is 10"});
  // What ends the call is bounded, too.
  CHECK(cut(web, frame(0x80, "0123456789x"), 1, false, 10) ==
        texts{"failed: message is 11 bytes, limit receive_max_bytes is 10"});
}

TEST_CASE("the size of a frame is known with its prefix") {
  frame_cutter cutter{{}, 100};
  const std::string body = frame(0, "Ada");
  REQUIRE(cutter.look(as_bytes(body.substr(0, 4)), false) == found::nothing_yet);
  CHECK(cutter.frame_bytes(as_bytes(body.substr(0, 4))) == 0);
  REQUIRE(cutter.look(as_bytes(body.substr(0, 5)), false) == found::nothing_yet);
  CHECK(cutter.frame_bytes(as_bytes(body.substr(0, 5))) == 8);
}

TEST_CASE("a bare body is one message, once it has ended") {
  CHECK(cut(bare, "Ada") == texts{"message Ada", "end"});
  CHECK(cut(bare, "") == texts{"message ", "end"});
  CHECK(cut(bare, "zip", true) == texts{"compressed zip", "end"});
}

TEST_CASE("an empty bare body is never compressed") {
  CHECK(cut(bare, "", true) == texts{"message ", "end"});
  CHECK(cut(error, "", true) == texts{"last ", "end"});
}

TEST_CASE("a bare body that is too long is refused before it ends") {
  frame_cutter cutter{bare, 3};
  CHECK(cutter.look(as_bytes("Ada"), false) == found::nothing_yet);
  CHECK(cutter.look(as_bytes("Ada!"), false) == found::failed);
  CHECK(cutter.failure() ==
        tern::status{code::resource_exhausted, "message is 4 bytes, limit receive_max_bytes is 3"});
}

TEST_CASE("a body can be nothing but how the call ended") {
  CHECK(cut(error, R"({"code":"internal"})") == texts{R"(last {"code":"internal"})", "end"});
}

TEST_CASE("a copy looks ahead") {
  const std::string first = frame(0, "Ada");
  const std::string body = first + frame(2, "{}");
  frame_cutter cutter{stream, 100};
  REQUIRE(cutter.look(as_bytes(body), true) == found::message);
  frame_cutter ahead = cutter;
  ahead.pass();
  CHECK(ahead.look(as_bytes(body).subspan(first.size()), true) == found::last);
  CHECK(cutter.look(as_bytes(body), true) == found::message);
  CHECK(as_text(cutter.payload(as_bytes(body))) == "Ada");
}

TEST_CASE("a failure stays") {
  frame_cutter cutter{{}, 100};
  REQUIRE(cutter.look(as_bytes(frame(8, "")), false) == found::failed);
  CHECK(cutter.look(as_bytes(frame(0, "Ada")), false) == found::failed);
}

TEST_CASE("a frame that is refused is a failure from then on") {
  const std::string body = frame(1, "zip");
  frame_cutter cutter{{}, 100};
  cutter.allow_compressed(true);
  REQUIRE(cutter.look(as_bytes(body), true) == found::message);
  cutter.refuse({code::internal, "no gzip"});
  CHECK(cutter.look(as_bytes(body), true) == found::failed);
  CHECK(cutter.failure().message() == "no gzip");
}

TEST_CASE("what ends the call has a limit of its own, if it is given one") {
  const std::string body = frame(2, std::string(10, 'x'));
  frame_cutter strict{stream, 5};
  CHECK(strict.look(as_bytes(body), false) == found::failed);
  frame_cutter cutter{stream, 5};
  cutter.set_last_limit({10, "header_list_max_bytes"});
  CHECK(cutter.look(as_bytes(body), false) == found::last);
  frame_cutter tighter{stream, 5};
  tighter.set_last_limit({9, "header_list_max_bytes"});
  CHECK(tighter.look(as_bytes(body), false) == found::failed);
  CHECK(tighter.failure().message() == "message is 10 bytes, limit header_list_max_bytes is 9");
}
