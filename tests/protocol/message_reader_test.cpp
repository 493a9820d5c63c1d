// SPDX-License-Identifier: MIT
#include <tern/protocol/message_reader.hpp>

#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <tests/http/h2_pair.hpp>

using tern::as_bytes;
using tern::code;
using tern::http::stream;
using tern::http::stream_ptr;
using tern::protocol::framing;
using tern::protocol::message_reader;
using namespace std::string_view_literals;

namespace {

constexpr framing enveloped{};
constexpr framing bare{.body = framing::layout::message};

// A body that has come, and its reader.
struct read_body {
  read_body(framing how, std::string_view bytes) {
    reader.set_framing(how);
    body->receive_body(as_bytes(bytes));
    body->receive_end();
  }

  h2::end connection{h2::role::server};
  stream_ptr body{new stream(connection.session, 1000)};
  message_reader reader{*body, 100};
};

}  // namespace

TEST_CASE("a message is lent until the next is asked for") {
  read_body here{enveloped, "\0\0\0\0\3abc\0\0\0\0\2de"sv};
  here.reader.ask_next();
  REQUIRE(here.reader.ready());
  CHECK(tern::as_text(**here.reader.take()) == "abc");
  here.reader.ask_next();
  REQUIRE(here.reader.ready());
  CHECK(tern::as_text(**here.reader.take()) == "de");
  here.reader.ask_next();
  REQUIRE(here.reader.ready());
  CHECK_FALSE(here.reader.take()->has_value());
}

TEST_CASE(
    "a message that was found is not read from a body that is thrown away before it is taken") {
  for (const framing how : {enveloped, bare}) {
    for (const bool one_was_lent : {false, true}) {
      if (one_was_lent && how == bare) continue;
      read_body here{how, "\0\0\0\0\3abc\0\0\0\0\2de"sv};
      if (one_was_lent) {
        here.reader.ask_next();
        REQUIRE(here.reader.take().ok());
      }
      here.reader.ask_next();
      REQUIRE(here.reader.ready());
      here.reader.give_up({code::deadline_exceeded, "late"});
      here.body->discard_body();
      CHECK(here.reader.ready());
      CHECK(here.reader.take().status().code() == code::deadline_exceeded);
      here.reader.ask_next();
      CHECK(here.reader.take().status().message() == "late");
    }
  }
  read_body over{enveloped, "\0\0\0\0\3abc"sv};
  over.reader.ask_next();
  REQUIRE(over.reader.ready());
  over.reader.give_up({});
  over.body->discard_body();
  CHECK_FALSE(over.reader.take()->has_value());
}

TEST_CASE("a long message is moved to where all of it fits once an eighth of it has come") {
  constexpr std::size_t length = 1024 * 1024;
  h2::end connection{h2::role::server};
  const stream_ptr body{new stream(connection.session, 1000)};
  message_reader reader{*body, length};
  const std::string piece(16 * 1024, 'x');
  body->receive_body(as_bytes("\0\0\x10\0\0"sv));
  reader.ask_next();
  const std::byte* at = nullptr;
  while (body->body().size() < 5 + length) {
    CHECK_FALSE(reader.ready());
    if (body->body().size() > length / 8) {
      if (at == nullptr) at = body->body().data();
      CHECK(body->body().data() == at);
    }
    body->receive_body(as_bytes(piece));
  }
  REQUIRE(reader.ready());
  CHECK((*reader.take())->size() == length);
  CHECK(body->body().data() == at);
}

TEST_CASE(
    "what is there of the next message is moved while it is short, not as more comes behind it") {
  constexpr std::size_t length = 64 * 1024;
  h2::end connection{h2::role::server};
  const stream_ptr body{new stream(connection.session, 1000)};
  message_reader reader{*body, length};
  const std::string message = std::string("\0\0\1\0\0"sv) + std::string(length, 'x');
  std::string under_way;
  for (int read_count = 0; read_count < 20;) {
    reader.ask_next();
    if (reader.ready()) {
      CHECK((*reader.take())->size() == length);
      ++read_count;
      continue;
    }
    const std::byte* at = body->body().data();
    const bool had_some = body->body().size() >= 5;
    while (under_way.size() < 2 * length) under_way += message;
    for (std::size_t i = 0; i < 8; ++i) {
      body->receive_body(as_bytes(std::string_view{under_way}.substr(i * length / 4, length / 4)));
    }
    under_way.erase(0, 2 * length);
    if (had_some) CHECK(body->body().data() == at);
  }
}

TEST_CASE("text is not decoded as long as there is a message of what is decoded") {
  h2::end connection{h2::role::server};
  const stream_ptr body{new stream(connection.session, 1000)};
  message_reader reader{*body, 100};
  reader.set_framing({.base64 = true});
  const auto take = [&] {
    reader.ask_next();
    REQUIRE(reader.ready());
    return std::string{tern::as_text(**reader.take())};
  };
  const std::string_view one = "AAAAAANvbmU=";
  const std::string_view two = "AAAAAAN0d28=";
  body->receive_body(as_bytes(one));
  body->receive_body(as_bytes(one));
  CHECK(take() == "one");
  body->receive_body(as_bytes(two));
  CHECK(take() == "one");
  // What was not read keeps the peer from sending more.
  CHECK(body->body().size() == two.size());
  CHECK(take() == "two");
  CHECK(body->body().empty());
  reader.ask_next();
  CHECK_FALSE(reader.ready());
  body->receive_body(as_bytes("AAAAAAN0d2"sv));
  CHECK_FALSE(reader.ready());
  body->receive_body(as_bytes("8="sv));
  CHECK(take() == "two");
  body->receive_end();
  reader.ask_next();
  REQUIRE(reader.ready());
  CHECK_FALSE(reader.take()->has_value());
}

TEST_CASE("the only message of a text is known when it ends, or something follows") {
  for (const std::string_view more : {""sv, "AAAAAAN0d28="sv, "A*"sv}) {
    read_body here{{.base64 = true}, std::string{"AAAAAANvbmU="}.append(more)};
    here.reader.ask_sole();
    REQUIRE(here.reader.ready());
    const auto taken = here.reader.take();
    CHECK(taken.ok() == more.empty());
    if (taken.ok()) CHECK(tern::as_text(**taken) == "one");
  }
}
