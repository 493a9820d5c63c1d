// SPDX-License-Identifier: MIT

// Peers that break the rules of HTTP/2: each is told so, and nothing else happens.

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "tests/http/h2_pair.hpp"

using h2::error_code;
using h2::frame;
using h2::number;

namespace {

struct offence {
  std::string what;
  std::string bytes;
  error_code answer;
};

std::string open_stream(std::uint32_t id = 1) {
  return frame(h2::headers_, h2::end_headers, id, h2::request_fields());
}

const std::vector<offence>& connection_offences() {
  static const std::vector<offence> all = {
      {"SETTINGS of 5 bytes", frame(h2::settings, 0, 0, "12345"), error_code::frame_size_error},
      {"SETTINGS on a stream", frame(h2::settings, 0, 1, ""), error_code::protocol_error},
      {"an acknowledgement with a payload", frame(h2::settings, h2::ack, 0, h2::setting(1, 1)),
       error_code::frame_size_error},
      {"ENABLE_PUSH of 2", frame(h2::settings, 0, 0, h2::setting(2, 2)),
       error_code::protocol_error},
      {"a window of 2^31", frame(h2::settings, 0, 0, h2::setting(4, 0x80000000U)),
       error_code::flow_control_error},
      {"a frame size of 1", frame(h2::settings, 0, 0, h2::setting(5, 1)),
       error_code::protocol_error},
      {"DATA on stream 0", frame(h2::data, 0, 0, "x"), error_code::protocol_error},
      {"DATA on a stream that is not open", frame(h2::data, 0, 1, "x"), error_code::protocol_error},
      {"HEADERS on stream 0", frame(h2::headers_, h2::end_headers, 0, h2::request_fields()),
       error_code::protocol_error},
      {"HEADERS on an even stream", frame(h2::headers_, h2::end_headers, 2, h2::request_fields()),
       error_code::protocol_error},
      {"a frame past the largest size", frame(h2::data, 0, 1, std::string(16'385, 'x')),
       error_code::frame_size_error},
      {"a WINDOW_UPDATE of 0", frame(h2::window_update, 0, 0, number(0, 4)),
       error_code::protocol_error},
      {"a WINDOW_UPDATE of 3 bytes", frame(h2::window_update, 0, 0, "123"),
       error_code::frame_size_error},
      {"a window past 2^31-1", frame(h2::window_update, 0, 0, number(0x7fffffff, 4)),
       error_code::flow_control_error},
      {"PING of 7 bytes", frame(h2::ping, 0, 0, "1234567"), error_code::frame_size_error},
      {"PING on a stream", frame(h2::ping, 0, 1, "12345678"), error_code::protocol_error},
      {"RST_STREAM on an idle stream", frame(h2::rst_stream, 0, 1, number(8, 4)),
       error_code::protocol_error},
      {"RST_STREAM of 3 bytes", open_stream() + frame(h2::rst_stream, 0, 1, "123"),
       error_code::frame_size_error},
      {"CONTINUATION without HEADERS", frame(h2::continuation, h2::end_headers, 1, ""),
       error_code::protocol_error},
      {"HEADERS without CONTINUATION",
       frame(h2::headers_, 0, 1, h2::request_fields()) + frame(h2::ping, 0, 0, "12345678"),
       error_code::protocol_error},
      {"PUSH_PROMISE of a client",
       open_stream() + frame(h2::push_promise, h2::end_headers, 1, number(2, 4)),
       error_code::protocol_error},
      {"broken HPACK", frame(h2::headers_, h2::end_headers, 1, "\xff\xff\xff\xff\xff\xff"),
       error_code::compression_error},
      {"an index that is not there", frame(h2::headers_, h2::end_headers, 1, "\xbf"),
       error_code::compression_error},
      {"padding longer than the frame",
       open_stream() + frame(h2::data, h2::padded, 1, std::string("\x09") + "abc"),
       error_code::protocol_error},
      {"GOAWAY of 7 bytes", frame(h2::goaway, 0, 0, "1234567"), error_code::frame_size_error},
  };
  return all;
}

}  // namespace

TEST_CASE("what breaks the connection is answered with GOAWAY and its code") {
  for (const offence& each : connection_offences()) {
    // nghttp2 counts a CONTINUATION for each piece of its frame header, and allows 8 of them.
    for (const std::size_t piece_bytes : {2U, 1U << 20}) {
      INFO(each.what << " in pieces of " << piece_bytes);
      h2::end server{h2::role::server};
      server.hear(h2::hello + each.bytes, piece_bytes);
      const auto said = h2::parse(server.say());
      const h2::parsed_frame* const farewell = h2::find(said, h2::goaway);
      CHECK(farewell != nullptr);
      if (farewell == nullptr) continue;
      CHECK(tern::http::to_string(farewell->code()) == tern::http::to_string(each.answer));
      // What comes after it is not looked at, and the connection can be closed.
      server.hear(open_stream(101));
      CHECK((!server.alive || server.session.finished()));
    }
  }
}

TEST_CASE("what is no preface ends the session") {
  h2::end server{h2::role::server};
  server.hear("GET / HTTP/1.1\r\n\r\n                       ");
  CHECK_FALSE(server.alive);
}

TEST_CASE("what breaks one stream leaves the others alone") {
  const std::pair<std::string, std::string> table[] = {
      {"no path", h2::fields({{":method", "POST"}, {":scheme", "http"}})},
      {"a response", h2::fields({{":status", "200"}})},
      {"an upper-case name", h2::request_fields() + h2::fields({{"X-Name", "value"}})},
      {"a connection field", h2::request_fields() + h2::fields({{"connection", "close"}})},
      {"a pseudo-header field after others", h2::request_fields() + h2::fields({{":path", "/"}})},
      {"an unknown pseudo-header field", h2::fields({{":what", "x"}}) + h2::request_fields()},
      {"two paths", h2::fields({{":path", "/"}}) + h2::request_fields()},
  };
  for (const auto& [what, fields] : table) {
    INFO(what);
    h2::end server{h2::role::server};
    server.hear(h2::hello + open_stream(1) +
                frame(h2::headers_, h2::end_headers | h2::end_stream, 3, fields) + open_stream(5));
    const auto said = h2::parse(server.say());
    const h2::parsed_frame* const reset = h2::find(said, h2::rst_stream);
    REQUIRE(reset != nullptr);
    CHECK(reset->id == 3);
    CHECK(tern::http::to_string(reset->code()) == "PROTOCOL_ERROR");
    CHECK(h2::find(said, h2::goaway) == nullptr);
    CHECK(server.alive);
    for (const auto& each : server.requests) {
      CHECK((each->id == 3) == (each->failure() != nullptr));
    }
  }
}

TEST_CASE("more than the window is a flow-control error") {
  h2::limits small;
  small.stream_window_bytes = 100;
  h2::end server{h2::role::server, small};
  server.hear(h2::hello + frame(h2::settings, h2::ack, 0, "") + open_stream() +
              frame(h2::data, 0, 1, std::string(101, 'x')));
  // The window of the settings counts once the client has acknowledged them.
  const std::string settings = server.say();
  server.hear(frame(h2::settings, h2::ack, 0, "") + frame(h2::data, 0, 1, std::string(101, 'x')));
  const auto said = h2::parse(settings + server.say());
  const h2::parsed_frame* const reset = h2::find(said, h2::rst_stream);
  const h2::parsed_frame* const farewell = h2::find(said, h2::goaway);
  REQUIRE((reset != nullptr || farewell != nullptr));
  CHECK(tern::http::to_string((reset != nullptr ? reset : farewell)->code()) ==
        "FLOW_CONTROL_ERROR");
}

TEST_CASE("padding counts for the window and is given back") {
  h2::end server{h2::role::server};
  server.hear(h2::hello + open_stream());
  const std::string padded = std::string(1, '\xff') + "x" + std::string(255, '\0');
  for (int i = 0; i < 5000; ++i) {
    server.hear(frame(h2::data, h2::padded, 1, padded));
    server.requests[0]->consume(server.requests[0]->body().size());
    static_cast<void>(server.say());
    REQUIRE(server.alive);
    REQUIRE(server.requests[0]->failure() == nullptr);
  }
}

TEST_CASE("unknown frames, settings and flags are ignored") {
  h2::end server{h2::role::server};
  server.hear(h2::hello + frame(0xab, 0xff, 0, "what is this") +
              frame(h2::settings, 0, 0, h2::setting(0xabcd, 7)) +
              frame(h2::priority, 0, 3, number(0, 5)) + open_stream() +
              frame(h2::data, 0xf0, 1, "x") + frame(0xab, 0, 1, "and this"));
  CHECK(h2::find(h2::parse(server.say()), h2::goaway) == nullptr);
  REQUIRE(server.requests.size() == 1);
  CHECK(server.requests[0]->body().size() == 1);
}

TEST_CASE("a ping is answered with what it brought") {
  h2::end server{h2::role::server};
  server.hear(h2::hello + frame(h2::ping, 0, 0, "swordfis"));
  const auto said = h2::parse(server.say());
  const h2::parsed_frame* const pong = h2::find(said, h2::ping);
  REQUIRE(pong != nullptr);
  CHECK(pong->flags == h2::ack);
  CHECK(pong->payload == "swordfis");
}

TEST_CASE("a client that names a stream of its own when it goes away is served to the end") {
  // Go's client does; it means streams of the server, of which there are none. golang/go#80759
  for (const std::size_t piece_bytes : {1U, 5U, 1U << 20}) {
    h2::end server{h2::role::server};
    server.hear(
        h2::hello + open_stream(1) + frame(h2::goaway, 0, 0, number(1, 4) + number(0, 4) + "bye"),
        piece_bytes);
    REQUIRE(server.alive);
    REQUIRE(server.requests.size() == 1);
    CHECK_FALSE(server.session.finished());
    server.hear(frame(h2::data, h2::end_stream, 1, "body"), piece_bytes);
    CHECK(server.requests[0]->received_end());
    CHECK(server.requests[0]->failure() == nullptr);
    server.requests[0]->send_head(h2::response_head(), true);
    const auto said = h2::parse(server.say());
    CHECK(h2::find(said, h2::headers_) != nullptr);
    CHECK(h2::find(said, h2::goaway) == nullptr);
    CHECK(server.session.finished());
  }
}

TEST_CASE("too many of one kind in one frame or block is answered with ENHANCE_YOUR_CALM") {
  const std::pair<std::string, std::string> table[] = {
      {frame(h2::settings, 0, 0,
             [] {
               std::string many;
               for (int i = 0; i < 33; ++i) many += h2::setting(5, 16'384);
               return many;
             }()),
       "SETTINGS: too many setting entries"},
      {frame(h2::headers_, 0, 1, h2::request_fields()) +
           [] {
             std::string many;
             for (int i = 0; i < 40; ++i) many += frame(h2::continuation, 0, 1, "");
             return many;
           }(),
       "too many CONTINUATION frames, limit continuations_max_count"},
  };
  for (const auto& [bytes, text] : table) {
    h2::end server{h2::role::server};
    server.hear(h2::hello + bytes);
    const auto said = h2::parse(server.say());
    const h2::parsed_frame* const farewell = h2::find(said, h2::goaway);
    REQUIRE(farewell != nullptr);
    CHECK((!server.alive || server.session.finished()));
    CHECK(tern::http::to_string(farewell->code()) == "ENHANCE_YOUR_CALM");
    CHECK(farewell->payload.substr(8) == text);
  }
}

TEST_CASE("a client survives what a server may not send") {
  const std::string table[] = {
      frame(h2::push_promise, h2::end_headers, 1, number(2, 4) + h2::request_fields()),
      frame(h2::headers_, h2::end_headers, 2, h2::fields({{":status", "200"}})),
      frame(h2::headers_, h2::end_headers, 1, h2::fields({{"no-status", "200"}})),
      frame(h2::headers_, h2::end_headers, 1, h2::fields({{":status", "abc"}})),
      frame(h2::data, 0, 1, "before the head"),
      frame(h2::headers_, h2::end_headers, 1, h2::fields({{":status", "101"}})),
      frame(h2::headers_, h2::end_headers | h2::end_stream, 1, h2::fields({{":status", "100"}})),
  };
  for (const std::string& bytes : table) {
    h2::end client{h2::role::client};
    auto asked = client.session.open(h2::request_head(), true);
    static_cast<void>(client.say());
    client.hear(frame(h2::settings, 0, 0, "") + bytes);
    const auto said = h2::parse(client.say());
    const bool told =
        h2::find(said, h2::goaway) != nullptr || h2::find(said, h2::rst_stream) != nullptr;
    CHECK((told || !client.alive));
    client.session.lose("closed");
    CHECK(asked->failure() != nullptr);
  }
}

TEST_CASE("noise does not break a session") {
  std::mt19937 engine{20240601};
  const auto random = [&] { return static_cast<std::uint32_t>(engine()); };
  const auto byte = [&] { return static_cast<char>(random() & 0xff); };
  std::size_t arrived = 0;
  for (int round = 0; round < 3000; ++round) {
    h2::end server{h2::role::server};
    std::string bytes = h2::hello + open_stream(1);
    std::uint32_t last_id = 1;
    for (std::uint32_t i = random() % 8; i != 0; --i) {
      switch (random() % 4) {
        case 0: {  // a frame of anything
          std::string payload(random() % 40, '\0');
          std::generate(payload.begin(), payload.end(), byte);
          bytes += frame(static_cast<int>(random() % 12), static_cast<int>(random() % 256),
                         random() % 6, payload);
          break;
        }
        case 1:
          bytes += open_stream(last_id += 2);
          break;
        case 2:
          bytes += frame(h2::data, static_cast<int>(random() % 2), random() % 6 * 2 + 1, "body");
          break;
        default:
          bytes += frame(h2::rst_stream, 0, random() % 6 * 2 + 1, number(8, 4));
      }
    }
    // Now and then a byte is another one.
    if (round % 2 == 0) bytes[24 + random() % (bytes.size() - 24)] = byte();
    server.hear(bytes, 1 + random() % 50);
    for (const auto& each : server.requests) {
      ++arrived;
      each->send_head(h2::response_head(), false);
      h2::write(*each, "answer");
      each->end();
    }
    static_cast<void>(server.say());
  }
  CHECK(arrived > 1000);
}
