// SPDX-License-Identifier: MIT
#include <tern/http/h2_field_rules.hpp>

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/http/h2_pair.hpp"

using tern::http::h2_field_rules;
using block = h2_field_rules::block;

namespace {

using field_list = std::vector<std::pair<std::string, std::string>>;

bool see(block of, std::string_view name, std::string_view value) {
  h2_field_rules rules;
  rules.begin(of);
  return rules.see(name, value);
}

const field_list good_request{
    {":method", "POST"}, {":scheme", "http"}, {":path", "/a"}, {":authority", "host"}};

field_list with(field_list list, std::initializer_list<std::pair<std::string, std::string>> more) {
  list.insert(list.end(), more.begin(), more.end());
  return list;
}

field_list without(std::string_view name) {
  field_list list = good_request;
  std::erase_if(list, [&](const auto& field) { return field.first == name; });
  return list;
}

field_list changed(std::string_view name, std::string value) {
  field_list list = good_request;
  for (auto& field : list) {
    if (field.first == name) field.second = value;
  }
  return list;
}

std::string block_of(const field_list& list) {
  std::string bytes;
  for (const auto& [name, value] : list) bytes += h2::fields({{name, value}});
  return bytes;
}

// Whether a server takes a request of these fields and this body.
bool taken(const field_list& list, std::string_view body = {}) {
  h2::end server{h2::role::server};
  const int end = body.empty() ? h2::end_stream : 0;
  std::string bytes = h2::hello + h2::frame(h2::headers_, h2::end_headers | end, 1, block_of(list));
  if (!body.empty()) bytes += h2::frame(h2::data, h2::end_stream, 1, body);
  server.hear(bytes);
  const auto said = h2::parse(server.say());
  CHECK(h2::find(said, h2::goaway) == nullptr);
  const h2::parsed_frame* const reset = h2::find(said, h2::rst_stream);
  if (reset != nullptr) CHECK(tern::http::to_string(reset->code()) == "PROTOCOL_ERROR");
  const bool served = !server.requests.empty() && server.requests.front()->failure() == nullptr &&
                      server.requests.front()->received_end();
  CHECK(served == (reset == nullptr));
  return served;
}

}  // namespace

TEST_CASE("the names of fields are tokens in lower case") {
  for (const char* const good : {"a", "content-type", "x_1", "!#$%&'*+-.^_`|~0123456789"}) {
    INFO(good);
    CHECK(see(block::request, good, "v"));
  }
  for (const char* const odd : {"", "a b", "a:b", "a\x7f", "\xc3\xa4", "a(", "x\"y"}) {
    INFO(odd);
    CHECK_FALSE(see(block::request, odd, "v"));
  }
  // Every character, at every place of a name.
  for (std::size_t length = 1; length <= 20; ++length) {
    for (std::size_t at = 0; at < length; ++at) {
      for (int each = 0; each < 256; ++each) {
        std::string name(length, 'n');
        name[at] = static_cast<char>(each);
        const bool good = tern::http::is_token_char(name[at]) && !(each >= 'A' && each <= 'Z');
        if (see(block::request, name, "v") != good) {
          FAIL_CHECK("character " << each << " at " << at << " of " << length);
        }
      }
    }
  }
  CHECK_FALSE(see(block::request, "Content-Type", "v"));
  CHECK_FALSE(see(block::trailers, "grpc-Status", "0"));
}

TEST_CASE("the values of fields have no control character, wherever it stands") {
  for (std::size_t length = 1; length <= 40; ++length) {
    const std::string plain(length, 'x');
    CHECK(see(block::response, "name", plain));
    for (std::size_t at = 0; at < length; ++at) {
      INFO(length << " characters, at " << at);
      for (const char wrong : {'\0', '\n', '\r', '\x1f', '\x01', '\x7f'}) {
        std::string value = plain;
        value[at] = wrong;
        CHECK_FALSE(see(block::response, "name", value));
      }
      const bool inside = at != 0 && at + 1 != length;
      for (const char blank : {' ', '\t'}) {
        std::string value = plain;
        value[at] = blank;
        CHECK(see(block::response, "name", value) == inside);
      }
      for (const char high : {'\x80', '\xff', '\x9f', '!', '~'}) {
        std::string value = plain;
        value[at] = high;
        CHECK(see(block::response, "name", value));
      }
    }
  }
  CHECK(see(block::response, "name", ""));
}

TEST_CASE("fields of one connection make a message malformed") {
  for (const char* const name :
       {"connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"}) {
    for (const block each : {block::request, block::response, block::trailers}) {
      INFO(name);
      CHECK_FALSE(see(each, name, "x"));
    }
  }
  CHECK(see(block::request, "te", "trailers"));
  CHECK(see(block::request, "te", "Trailers"));
  CHECK_FALSE(see(block::request, "te", "gzip"));
  CHECK_FALSE(see(block::request, "te", "trailers, gzip"));
  // As long as one of them.
  for (const char* const name : {"xx", "user", "upgraded", "keep-alife", "content-lengti"}) {
    CHECK(see(block::request, name, "x"));
  }
}

TEST_CASE("a length is a number, and there is one") {
  for (const char* const wrong : {"-1", "+1", "1 2", "1,1", "x", "0x1", "9223372036854775808"}) {
    INFO(wrong);
    CHECK_FALSE(see(block::request, "content-length", wrong));
  }
  h2_field_rules rules;
  rules.begin(block::response);
  CHECK(rules.see("content-length", "9223372036854775807"));
  CHECK(rules.length() == 9223372036854775807);
  CHECK_FALSE(rules.see("content-length", "1"));
  rules.begin(block::response);
  CHECK_FALSE(rules.length());
}

TEST_CASE("what a request has to have, and what it may") {
  CHECK(taken(good_request));
  CHECK(taken(with(without(":authority"), {{"host", "host"}})));
  CHECK(taken(with(good_request, {{"host", "host"}, {"te", "trailers"}})));
  CHECK(taken(changed(":path", "/\xc3\xa4?q=\"x\"")));
  CHECK(taken(changed(":scheme", "https")));
  CHECK(taken(with(changed(":method", "OPTIONS"), {})));
  CHECK(taken(changed(":authority", "user-name.example:443")));
  CHECK(taken(changed(":authority", "[::1]:50051")));
  CHECK(taken({{":method", "CONNECT"}, {":authority", "host:1"}}));
  field_list all_of_them = changed(":method", "OPTIONS");
  all_of_them[2].second = "*";
  CHECK(taken(all_of_them));
}

TEST_CASE("a request that lacks something, or has it twice, is reset") {
  for (const char* const name : {":method", ":scheme", ":path", ":authority"}) {
    INFO(name);
    CHECK_FALSE(taken(without(name)));
    CHECK_FALSE(taken(changed(name, "")));
    CHECK_FALSE(taken(with(good_request, {{name, "/a"}})));
  }
  CHECK_FALSE(taken(changed(":method", "PO ST")));
  CHECK_FALSE(taken(changed(":scheme", "1http")));
  CHECK_FALSE(taken(changed(":scheme", "ht tp")));
  CHECK_FALSE(taken(changed(":path", "a")));
  CHECK_FALSE(taken(changed(":path", "*")));
  CHECK_FALSE(taken(changed(":path", "/a b")));
  CHECK_FALSE(taken(changed(":path", "/a\x7f and more than eight characters")));
  CHECK_FALSE(taken(changed(":authority", "user@host")));
  CHECK_FALSE(taken(changed(":authority", "host/path")));
  CHECK_FALSE(taken(with(good_request, {{"a b", "y"}})));
  CHECK_FALSE(taken(with(good_request, {{"x", "y "}})));
  CHECK_FALSE(taken(with(good_request, {{"", "y"}})));
  CHECK_FALSE(taken(with(good_request, {{"host", "a/b"}})));
  CHECK_FALSE(taken(with(good_request, {{"host", "a"}, {"host", "a"}})));
  CHECK_FALSE(taken(with(good_request, {{"x", "y"}, {":status", "200"}})));
  CHECK_FALSE(taken(with(good_request, {{":protocol", "websocket"}})));
  CHECK_FALSE(taken({{":method", "CONNECT"}, {":scheme", "http"}, {":authority", "host:1"}}));
  CHECK_FALSE(taken({{":method", "CONNECT"}}));
  field_list late = with({{"x", "y"}}, {});
  late.insert(late.end(), good_request.begin(), good_request.end());
  CHECK_FALSE(taken(late));
}

TEST_CASE("a body is as long as was announced") {
  CHECK(taken(with(good_request, {{"content-length", "3"}}), "abc"));
  CHECK(taken(with(good_request, {{"content-length", "0"}})));
  CHECK_FALSE(taken(with(good_request, {{"content-length", "2"}}), "abc"));
  CHECK_FALSE(taken(with(good_request, {{"content-length", "4"}}), "abc"));
  CHECK_FALSE(taken(with(good_request, {{"content-length", "1"}})));
  CHECK_FALSE(taken(with(good_request, {{"content-length", "3"}, {"content-length", "3"}}), "abc"));
}

TEST_CASE("trailers end the stream, and have no pseudo-header fields") {
  const std::string head = h2::frame(h2::headers_, h2::end_headers, 1, block_of(good_request));
  const std::pair<std::string, bool> table[] = {
      {h2::frame(h2::headers_, h2::end_headers | h2::end_stream, 1, h2::fields({{"x", "y"}})),
       true},
      {h2::frame(h2::headers_, h2::end_headers, 1, h2::fields({{"x", "y"}})), false},
      {h2::frame(h2::headers_, h2::end_headers | h2::end_stream, 1, h2::fields({{":path", "/"}})),
       false},
      {h2::frame(h2::headers_, h2::end_headers | h2::end_stream, 1,
                 h2::fields({{"content-length", "x"}, {"x", "y"}})),
       false},
  };
  for (const auto& [trailers, good] : table) {
    h2::end server{h2::role::server};
    server.hear(h2::hello + head + trailers);
    const auto said = h2::parse(server.say());
    CHECK((h2::find(said, h2::rst_stream) == nullptr) == good);
    REQUIRE(server.requests.size() == 1);
    CHECK(server.requests.front()->received_end() == good);
    CHECK((server.requests.front()->failure() == nullptr) == good);
  }
}

TEST_CASE("a response is whole, or its stream is reset") {
  struct row {
    std::string what;
    std::string bytes;
    bool good;
  };
  const auto answer_of = [](int flags, const field_list& list) {
    return h2::frame(h2::headers_, h2::end_headers | flags, 1, block_of(list));
  };
  const std::string done = h2::frame(h2::data, h2::end_stream, 1, "");
  const row table[] = {
      {"as it should be", answer_of(h2::end_stream, {{":status", "200"}}), true},
      {"no status", answer_of(h2::end_stream, {{"x", "y"}}), false},
      {"two digits", answer_of(h2::end_stream, {{":status", "20"}}), false},
      {"letters", answer_of(h2::end_stream, {{":status", "abc"}}), false},
      {"a zero before", answer_of(h2::end_stream, {{":status", "020"}}), false},
      {"another protocol", answer_of(0, {{":status", "101"}}), false},
      {"a path", answer_of(h2::end_stream, {{":status", "200"}, {":path", "/"}}), false},
      {"an interim one at the end", answer_of(h2::end_stream, {{":status", "100"}}), false},
      {"the end after an interim one", answer_of(0, {{":status", "100"}}) + done, false},
      {"a body after an interim one",
       answer_of(0, {{":status", "100"}}) + h2::frame(h2::data, 0, 1, "abc"), false},
      {"a final one after an interim one",
       answer_of(0, {{":status", "100"}}) + answer_of(h2::end_stream, {{":status", "200"}}), true},
      {"a body where there is none",
       answer_of(0, {{":status", "204"}}) + h2::frame(h2::data, h2::end_stream, 1, "x"), false},
      {"a length where there is no body",
       answer_of(0, {{":status", "304"}, {"content-length", "5"}}) + done, true},
      {"too long",
       answer_of(0, {{":status", "200"}, {"content-length", "2"}}) +
           h2::frame(h2::data, 0, 1, "ab") + h2::frame(h2::data, h2::end_stream, 1, "c"),
       false},
      {"too short",
       answer_of(0, {{":status", "200"}, {"content-length", "2"}}) +
           h2::frame(h2::data, h2::end_stream, 1, "a"),
       false},
      {"as long as announced",
       answer_of(0, {{":status", "200"}, {"content-length", "2"}}) +
           h2::frame(h2::data, 0, 1, "a") + h2::frame(h2::data, h2::end_stream, 1, "b"),
       true},
  };
  for (const row& each : table) {
    for (const std::size_t piece_bytes : {1U, 1U << 20}) {
      INFO(each.what << " in pieces of " << piece_bytes);
      h2::end client{h2::role::client};
      const h2::stream_ptr call = client.session.open(h2::request_head(), true);
      client.hear(h2::frame(h2::settings, 0, 0, ""));
      static_cast<void>(client.say());
      client.hear(each.bytes, piece_bytes);
      static_cast<void>(client.say());
      CHECK((call->failure() == nullptr) == each.good);
      CHECK(call->received_end() == each.good);
      CHECK(client.alive);
    }
  }
}

TEST_CASE("what is announced of the body of a HEAD is not awaited") {
  h2::end client{h2::role::client};
  h2::head request = h2::request_head();
  request.method = "HEAD";
  const h2::stream_ptr call = client.session.open(std::move(request), true);
  static_cast<void>(client.say());
  client.hear(h2::frame(h2::settings, 0, 0, "") +
              h2::frame(h2::headers_, h2::end_headers | h2::end_stream, 1,
                        block_of({{":status", "200"}, {"content-length", "7"}})));
  CHECK(call->received_end());
  CHECK(call->failure() == nullptr);
}
