// SPDX-License-Identifier: MIT

#include <tern/http/h2_session.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

#include "tests/http/h2_pair.hpp"

using tern::http::stream_error;

TEST_CASE("a request and its response cross however the bytes are cut") {
  for (const std::size_t piece_bytes : {1U, 2U, 9U, 1000U, 1U << 20}) {
    for (const std::uint32_t window_bytes : {1U, 17U, 65535U, 1U << 20}) {
      h2::limits small;
      small.stream_window_bytes = window_bytes;
      h2::pair both{small, small, piece_bytes};
      tern::http::stream_ptr asked = both.client.session.open(h2::request_head(), false);
      REQUIRE(asked);
      CHECK(asked->id == 1);
      h2::write(*asked, "question");
      asked->end();
      both.exchange();

      REQUIRE(both.server.requests.size() == 1);
      tern::http::stream& serving = *both.server.requests[0];
      CHECK(serving.received_head().path == "/a.B/C");
      CHECK(serving.received_head().method == "POST");
      CHECK(serving.received_head().authority == "localhost");
      CHECK(serving.received_head().fields.get("te") == "trailers");
      std::string question;
      while (question.size() < 8) {
        question += tern::as_text(serving.body());
        serving.consume(serving.body().size());
        both.exchange();
      }
      CHECK(question == "question");
      CHECK(serving.received_end());

      serving.send_head(h2::response_head(), false);
      h2::write(serving, "answer");
      h2::headers trailers;
      trailers.add("grpc-status", "0");
      serving.end(trailers);
      both.exchange();
      CHECK(asked->head_received());
      CHECK(asked->received_head().status == 200);
      std::string answer;
      while (answer.size() < 6) {
        answer += tern::as_text(asked->body());
        asked->consume(asked->body().size());
        both.exchange();
      }
      CHECK(answer == "answer");
      REQUIRE(asked->received_trailers() != nullptr);
      CHECK(asked->received_trailers()->get("grpc-status") == "0");
      CHECK(asked->received_end());
      CHECK(asked->closed());
      CHECK(serving.closed());
      CHECK(asked->failure() == nullptr);
      CHECK(serving.failure() == nullptr);
    }
  }
}

TEST_CASE("what was written before the end arrives, even if more is written after it") {
  for (const std::size_t bytes : {0U, 10U, 20'000U}) {
    h2::pair both;
    const tern::http::stream_ptr asked = both.client.session.open(h2::request_head(), true);
    REQUIRE(asked);
    both.exchange();
    REQUIRE(both.server.requests.size() == 1);
    tern::http::stream& answer = *both.server.requests[0];
    answer.send_head(h2::response_head(), false);
    h2::write(answer, std::string(bytes, 'a'));
    answer.end();
    both.client.hear(
        both.server.say(1));  // the head; nghttp2 has the first frame of the body ready
    h2::write(answer, "late");
    both.exchange();
    CHECK(asked->received_end());
    CHECK(tern::as_text(asked->body()).starts_with(std::string(bytes, 'a')));
  }
}

TEST_CASE("a head and trailers that many responses have are sent as they are") {
  static const tern::http::head common = h2::response_head();
  static const h2::headers trailers{{"grpc-status", "0"}};
  for (const bool collects : {false, true}) {
    CAPTURE(collects);
    h2::pair both;
    both.server.collects = collects;
    std::vector<tern::http::stream_ptr> asked;
    for (int i = 0; i < 3; ++i) asked.push_back(both.client.session.open(h2::request_head(), true));
    both.exchange();
    REQUIRE(both.server.requests.size() == 3);
    for (const auto& serving : both.server.requests) {
      serving->send_common_head(common, false);
      CHECK(serving->head_sent());
      CHECK(&serving->sent_head() == &common);
      serving->send_head(tern::http::head{}, true);  // too late
      h2::write(*serving, "answer");
      serving->end_with_common(trailers);
      CHECK(serving->sent_trailers() == &trailers);
      serving->end();  // the same
    }
    both.exchange();
    for (const auto& each : asked) {
      CHECK(each->received_head().status == common.status);
      CHECK(each->received_head().fields == common.fields);
      CHECK(tern::as_text(each->body()) == "answer");
      REQUIRE(each->received_trailers() != nullptr);
      CHECK(*each->received_trailers() == trailers);
      CHECK(each->received_end());
      CHECK(each->failure() == nullptr);
    }
  }
}

TEST_CASE("responses with a head and trailers of their own and common ones take turns") {
  static const tern::http::head common{.status = 200, .fields = {{"kind", "common"}}};
  static const h2::headers trailers{{"end", "common"}};
  h2::pair both;
  for (int i = 0; i < 12; ++i) {
    const auto asked = both.client.session.open(h2::request_head(), true);
    both.exchange();
    const tern::http::stream_ptr serving = both.server.requests.back();
    const bool own_head = i % 3 == 1;
    const bool own_trailers = i % 4 == 2;
    if (own_head) {
      serving->send_head(tern::http::head{.status = 201, .fields = {{"kind", "own"}}}, false);
    } else {
      serving->send_common_head(common, false);
    }
    h2::write(*serving, "answer");
    if (own_trailers) {
      serving->end(h2::headers{{"end", "own"}, {"n", std::to_string(i)}});
    } else {
      serving->end_with_common(trailers);
    }
    both.exchange();
    CHECK(asked->received_head().status == (own_head ? 201 : 200));
    CHECK(asked->received_head().fields.get("kind") == (own_head ? "own" : "common"));
    REQUIRE(asked->received_trailers() != nullptr);
    CHECK(asked->received_trailers()->size() == (own_trailers ? 2 : 1));
    CHECK(asked->received_trailers()->get("end") == (own_trailers ? "own" : "common"));
  }
}

TEST_CASE("a head that many responses have is copied where it is edited") {
  struct marker final : tern::http::head_editor {
    void edit(const tern::http::head& request, tern::http::head& response) const override {
      response.fields.add("asked", request.path);
    }
  };
  const marker edits;
  static const tern::http::head common = h2::response_head();
  const std::size_t count = common.fields.size();
  h2::pair both;
  const auto asked = both.client.session.open(h2::request_head(), true);
  both.exchange();
  REQUIRE(both.server.requests.size() == 1);
  const auto& serving = both.server.requests.front();
  serving->edit_head(edits);
  serving->send_common_head(common, true);
  both.exchange();
  CHECK(common.fields.size() == count);
  CHECK(asked->received_head().fields.size() == count + 1);
  CHECK(asked->received_head().fields.get("asked") == std::string_view{asked->sent_head().path});
}

TEST_CASE("answers can be collected one after the other") {
  for (const bool collects : {false, true}) {
    CAPTURE(collects);
    h2::pair both;
    both.server.collects = collects;
    std::vector<tern::http::stream_ptr> asked;
    for (int i = 0; i < 3; ++i) {
      asked.push_back(both.client.session.open(h2::request_head(), true));
      REQUIRE(asked.back());
    }
    both.exchange();
    REQUIRE(both.server.requests.size() == 3);
    CHECK(both.server.completed_count == 0);
    for (const auto& serving : both.server.requests) {
      serving->send_head(h2::response_head(), false);
      h2::write(*serving, "answer");
      serving->end(h2::headers{{"grpc-status", "0"}});
      CHECK(serving->closed() == collects);
    }
    CHECK(both.server.completed_count == 3);

    const std::string said = both.server.say();
    if (collects) {
      std::vector<std::uint32_t> ids;
      for (const h2::parsed_frame& each : h2::parse(said)) ids.push_back(each.id);
      CHECK(ids == std::vector<std::uint32_t>{1, 1, 1, 3, 3, 3, 5, 5, 5});
    }
    both.client.hear(said);
    both.exchange();
    for (const auto& each : asked) {
      CHECK(tern::as_text(each->body()) == "answer");
      CHECK(each->received_end());
      CHECK(each->failure() == nullptr);
    }
  }
}

TEST_CASE("what is answered while nghttp2 reads is not collected there") {
  struct answerer : tern::http::stream_listener {
    void on_received() noexcept override {
      if (!to->received_end()) return;
      to->send_head(h2::response_head(), false);
      to->end();
    }
    void on_failed(const stream_error&) noexcept override { FAIL("the stream has failed"); }
    tern::http::stream* to = nullptr;
  };
  h2::pair both;
  both.server.collects = true;
  const tern::http::stream_ptr asked = both.client.session.open(h2::request_head(), false);
  REQUIRE(asked);
  both.exchange();
  REQUIRE(both.server.requests.size() == 1);
  answerer eager;
  eager.to = both.server.requests[0].get();
  eager.to->listen(&eager);
  h2::write(*asked, "question");
  asked->end();
  both.exchange();
  CHECK(both.server.completed_count == 0);
  CHECK(asked->received_end());
  CHECK(asked->failure() == nullptr);
  eager.to->listen(nullptr);
}

TEST_CASE("a response can be one head") {
  h2::pair both;
  auto asked = both.client.session.open(h2::request_head(), true);
  both.exchange();
  REQUIRE(both.server.requests.size() == 1);
  CHECK(both.server.requests[0]->received_end());
  both.server.requests[0]->send_head(h2::response_head(), true);
  both.exchange();
  CHECK(asked->head_received());
  CHECK(asked->received_end());
  CHECK(asked->received_trailers() == nullptr);
  CHECK(asked->closed());
}

TEST_CASE("a HEAD is answered with a head, whatever is written behind it") {
  h2::pair both;
  tern::http::head asked = h2::request_head();
  asked.method = "HEAD";
  auto request = both.client.session.open(std::move(asked), true);
  both.exchange();
  REQUIRE(both.server.requests.size() == 1);
  tern::http::stream& answer = *both.server.requests.front();
  tern::http::head head;
  head.status = 415;
  answer.send_head(std::move(head), false);
  answer.output().append(tern::as_bytes(std::string_view{"a text"}));
  answer.end();
  both.exchange();
  CHECK(request->failure() == nullptr);
  CHECK(request->received_head().status == 415);
  CHECK(request->received_end());
  CHECK(request->body().empty());
}

TEST_CASE("a header list past the limit is marked, and what fits is kept") {
  h2::limits little;
  little.header_list_max_bytes = 500;
  h2::pair both{little, little};
  auto request = h2::request_head();
  request.fields.add("x-large", std::string(600, 'x'));
  auto asked = both.client.session.open(std::move(request), true);
  both.exchange();
  // nghttp2 may refuse to send what it knows the peer does not take.
  if (!both.server.requests.empty()) {
    tern::http::stream& serving = *both.server.requests[0];
    CHECK(serving.header_list_too_large());
    CHECK(serving.received_head().path == "/a.B/C");
    auto response = h2::response_head();
    response.fields.add("x-large", std::string(600, 'x'));
    serving.send_head(std::move(response), true);
    both.exchange();
    CHECK(asked->header_list_too_large());
    CHECK(asked->received_head().status == 200);
  }
  CHECK(both.client.alive);
  CHECK(both.server.alive);
}

TEST_CASE("interim responses are skipped") {
  h2::end client{h2::role::client};
  auto asked = client.session.open(h2::request_head(), true);
  static_cast<void>(client.say());
  client.hear(h2::frame(h2::settings, 0, 0, ""), 1);
  client.hear(h2::frame(h2::headers_, h2::end_headers, 1,
                        h2::fields({{":status", "103"}, {"link", "early"}})),
              1);
  client.hear(h2::frame(h2::headers_, h2::end_headers, 1, h2::fields({{":status", "100"}})), 1);
  CHECK_FALSE(asked->head_received());
  client.hear(h2::frame(h2::headers_, h2::end_headers, 1,
                        h2::fields({{":status", "200"}, {"x-real", "yes"}})),
              1);
  CHECK(asked->head_received());
  CHECK(asked->received_head().status == 200);
  CHECK_FALSE(asked->received_head().fields.get("link"));
  CHECK(asked->received_head().fields.get("x-real") == "yes");
  client.hear(h2::frame(h2::headers_, h2::end_headers | h2::end_stream, 1,
                        h2::fields({{"grpc-status", "5"}})),
              1);
  REQUIRE(asked->received_trailers() != nullptr);
  CHECK(asked->received_trailers()->get("grpc-status") == "5");
  CHECK(asked->received_end());
}

TEST_CASE("an interim response that ends the stream is malformed, however large it is") {
  for (const std::uint32_t limit_bytes : {8000U, 60U}) {
    CAPTURE(limit_bytes);
    tern::http::limits allowed;
    allowed.header_list_max_bytes = limit_bytes;
    h2::end client{h2::role::client, allowed};
    auto asked = client.session.open(h2::request_head(), false);
    static_cast<void>(client.say());
    client.hear(h2::frame(h2::settings, 0, 0, ""));
    client.hear(h2::frame(h2::headers_, h2::end_headers | h2::end_stream, 1,
                          h2::fields({{":status", "103"}, {"link", "early"}})));
    const auto said = h2::parse(client.say());
    const h2::parsed_frame* const reset = h2::find(said, h2::rst_stream);
    REQUIRE(reset != nullptr);
    CHECK(tern::http::to_string(reset->code()) == "PROTOCOL_ERROR");
    CHECK(asked->failure() != nullptr);
  }
}

TEST_CASE("a request that names its host in a field has an authority") {
  h2::end server{h2::role::server};
  server.hear(h2::hello + h2::frame(h2::headers_, h2::end_headers | h2::end_stream, 1,
                                    h2::fields({{":method", "GET"},
                                                {":scheme", "http"},
                                                {":path", "/"},
                                                {"host", "tern.example:8080"}})));
  REQUIRE(server.requests.size() == 1);
  CHECK(server.requests.front()->received_head().authority == "tern.example:8080");
  CHECK(server.requests.front()->received_head().fields.empty());
}

TEST_CASE("a request that names another host beside its authority is for the authority") {
  h2::end server{h2::role::server};
  server.hear(h2::hello + h2::frame(h2::headers_, h2::end_headers | h2::end_stream, 1,
                                    h2::fields({{":method", "GET"},
                                                {":scheme", "http"},
                                                {":path", "/"},
                                                {":authority", "tern.example"},
                                                {"host", "other.example"},
                                                {"x-a", "1"}})));
  REQUIRE(server.requests.size() == 1);
  CHECK(server.requests.front()->received_head().authority == "tern.example");
  CHECK(server.requests.front()->received_head().fields == tern::http::headers{{"x-a", "1"}});
}

TEST_CASE("stream identifiers are odd and grow") {
  h2::pair both;
  std::vector<tern::http::stream_ptr> all;
  for (int i = 0; i < 5; ++i) {
    all.push_back(both.client.session.open(h2::request_head(), true));
    CHECK(all.back()->id == 2 * i + 1);
  }
  both.exchange();
  CHECK(both.server.requests.size() == 5);
}

TEST_CASE("every reset code reaches the other side") {
  for (std::uint32_t number = 1; number <= 0xd; ++number) {
    const auto code = static_cast<h2::error_code>(number);
    for (const bool by_server : {false, true}) {
      h2::pair both;
      auto asked = both.client.session.open(h2::request_head(), false);
      both.exchange();
      REQUIRE(both.server.requests.size() == 1);
      auto serving = both.server.requests[0];
      tern::http::stream& from = by_server ? *serving : *asked;
      tern::http::stream& to = by_server ? *asked : *serving;
      from.reset(code);
      REQUIRE(from.failure() != nullptr);
      CHECK(from.failure()->from == stream_error::origin::local);
      both.exchange();
      REQUIRE(to.failure() != nullptr);
      CHECK(to.failure()->from == stream_error::origin::peer);
      CHECK(to.failure()->code == code);
      CHECK(from.closed());
      CHECK(to.closed());
      CHECK(both.client.alive);
      CHECK(both.server.alive);
    }
  }
}

TEST_CASE("a complete response that asks the client to stop is no failure") {
  h2::pair both;
  auto asked = both.client.session.open(h2::request_head(), false);
  h2::write(*asked, "unread");
  both.exchange();
  tern::http::stream& serving = *both.server.requests[0];
  serving.discard_body();
  serving.send_head(h2::response_head(), true);
  both.exchange();
  CHECK(asked->received_end());
  CHECK(asked->closed());
  CHECK(asked->failure() == nullptr);
  h2::write(*asked, "into the void");
  asked->end();
  both.exchange();
  CHECK(both.server.alive);
}

TEST_CASE("data that arrives after a reset is ignored") {
  h2::pair both;
  auto asked = both.client.session.open(h2::request_head(), false);
  both.exchange();
  auto serving = both.server.requests[0];
  h2::write(*asked, std::string(10'000, 'x'));
  const std::string under_way = both.client.say();
  serving->reset(h2::error_code::cancel);
  static_cast<void>(both.server.say());
  both.server.hear(under_way, 100);
  CHECK(both.server.alive);
  auto next = both.client.session.open(h2::request_head("/next"), true);
  both.exchange();
  REQUIRE(both.server.requests.size() == 2);
  CHECK(both.server.requests[1]->received_head().path == "/next");
}

TEST_CASE("a lost connection fails every stream with the reason") {
  h2::pair both;
  std::vector<tern::http::stream_ptr> all;
  for (int i = 0; i < 3; ++i) all.push_back(both.client.session.open(h2::request_head(), false));
  both.exchange();
  both.client.session.lose("the cable was cut");
  both.server.session.lose("the cable was cut");
  for (const auto& streams : {all, both.server.requests}) {
    for (const auto& each : streams) {
      REQUIRE(each->failure() != nullptr);
      CHECK(each->failure()->from == stream_error::origin::connection);
      CHECK(each->failure()->text == "the cable was cut");
      CHECK(each->closed());
      h2::write(*each, "nobody hears this");
      each->end();
      each->reset(h2::error_code::cancel);
    }
  }
}

TEST_CASE("streams outlive their session") {
  tern::http::stream_ptr asked;
  tern::http::stream_ptr serving;
  {
    h2::pair both;
    asked = both.client.session.open(h2::request_head(), false);
    both.exchange();
    serving = both.server.requests[0];
  }
  CHECK(asked->failure() != nullptr);
  CHECK(serving->failure() != nullptr);
  asked->consume(0);
  serving->send_head(h2::response_head(), true);
  serving->discard_body();
}

TEST_CASE("requests above the server's limit wait, and can be left while they do") {
  h2::limits two;
  two.concurrent_streams_max_count = 2;
  h2::pair both{{}, two};
  std::vector<tern::http::stream_ptr> all;
  for (int i = 0; i < 6; ++i) {
    all.push_back(both.client.session.open(h2::request_head("/" + std::to_string(i)), false));
    REQUIRE(all.back());
  }
  both.exchange();
  CHECK(both.server.requests.size() == 2);
  all[3]->reset(h2::error_code::cancel);
  all[3] = {};
  std::string order;
  for (std::size_t i = 0; i < both.server.requests.size(); ++i) {
    order += both.server.requests[i]->received_head().path;
    both.server.requests[i]->discard_body();
    both.server.requests[i]->send_head(h2::response_head(), true);
    both.exchange();
  }
  CHECK(order == "/0/1/2/4/5");
  for (const std::size_t i : {0U, 1U, 2U, 4U, 5U}) CHECK(all[i]->failure() == nullptr);
}

TEST_CASE("a server that goes away ends what runs and takes nothing new") {
  h2::pair both;
  auto asked = both.client.session.open(h2::request_head(), true);
  both.exchange();
  CHECK_FALSE(both.server.session.finished());
  both.server.session.go_away("");
  // A request that crosses the first notice is served still.
  auto crossing = both.client.session.open(h2::request_head("/crossing"), true);
  REQUIRE(crossing);
  both.exchange();
  REQUIRE(both.server.requests.size() == 2);
  CHECK_FALSE(both.client.session.accepts_requests());
  CHECK_FALSE(both.client.session.open(h2::request_head(), true));
  CHECK_FALSE(both.server.session.finished());
  for (const auto& each : both.server.requests) each->send_head(h2::response_head(), true);
  both.exchange();
  CHECK(asked->received_end());
  CHECK(asked->failure() == nullptr);
  CHECK(crossing->failure() == nullptr);
  CHECK(both.server.session.finished());
  CHECK(both.client.session.finished());
}

TEST_CASE(
    "what comes after the last stream of a GOAWAY is not served, though that waits to be sent") {
  // Its sender hears that it was not, and may send it again. RFC 9113, section 8.7
  h2::end server{h2::role::server};
  const auto request = [](std::uint32_t id) {
    return h2::frame(h2::headers_, h2::end_headers | h2::end_stream, id, h2::request_fields());
  };
  server.hear(h2::hello + request(1));
  server.session.go_away_now();
  server.hear(request(3) + request(5));
  CHECK(server.requests.size() == 1);
  const auto said = h2::parse(server.say());
  const h2::parsed_frame* const goaway = h2::find(said, h2::goaway);
  REQUIRE(goaway != nullptr);
  CHECK(goaway->payload.substr(0, 4) == h2::number(1, 4));
  const h2::parsed_frame* const reset = h2::find(said, h2::rst_stream);
  REQUIRE(reset != nullptr);
  CHECK(tern::http::to_string(reset->code()) == "REFUSED_STREAM");
  server.requests[0]->send_head(h2::response_head(), true);
  CHECK(h2::find(h2::parse(server.say()), h2::headers_)->id == 1);
  CHECK(server.session.finished());
}

TEST_CASE("a client that goes away keeps what it has begun") {
  h2::pair both;
  auto asked = both.client.session.open(h2::request_head(), true);
  both.exchange();
  both.client.session.go_away("");
  both.exchange();
  both.server.requests[0]->send_head(h2::response_head(), true);
  both.exchange();
  CHECK(asked->received_end());
  CHECK(both.client.session.finished());
}

TEST_CASE("streams above the last one of a GOAWAY were refused") {
  h2::end client{h2::role::client};
  auto served = client.session.open(h2::request_head(), true);
  auto refused = client.session.open(h2::request_head(), true);
  static_cast<void>(client.say());
  client.hear(h2::frame(h2::settings, 0, 0, "") +
              h2::frame(h2::goaway, 0, 0, h2::number(1, 4) + h2::number(0, 4)));
  REQUIRE(refused->failure() != nullptr);
  CHECK(refused->failure()->code == h2::error_code::refused_stream);
  CHECK(served->failure() == nullptr);
  CHECK_FALSE(client.session.accepts_requests());
}

TEST_CASE("what a GOAWAY says is what refused requests say, as far as it is text") {
  const std::pair<std::string, std::string> table[] = {
      {h2::number(0, 4) + h2::number(12, 4) + "this port speaks TLS",
       "GOAWAY with INADEQUATE_SECURITY: this port speaks TLS"},
      {h2::number(0, 4) + h2::number(11, 4) + "a\nb\xff", "GOAWAY with ENHANCE_YOUR_CALM: a?b?"},
      {h2::number(0, 4) + h2::number(2, 4), "GOAWAY with INTERNAL_ERROR"},
      {h2::number(0, 4) + h2::number(2, 4) + std::string(1000, 'x'),
       "GOAWAY with INTERNAL_ERROR: " + std::string(200, 'x')},
      {h2::number(0, 4) + h2::number(0, 4) + "see you", ""},
  };
  for (const auto& [payload, text] : table) {
    h2::end client{h2::role::client};
    auto refused = client.session.open(h2::request_head(), true);
    static_cast<void>(client.say());
    client.hear(h2::frame(h2::settings, 0, 0, "") + h2::frame(h2::goaway, 0, 0, payload));
    REQUIRE(refused->failure() != nullptr);
    CHECK(refused->failure()->code == h2::error_code::refused_stream);
    CHECK(refused->failure()->text == text);
  }
}

TEST_CASE("no window leaks over 10000 messages") {
  h2::limits small;
  small.stream_window_bytes = 4096;
  small.connection_window_bytes = 64 * 1024;
  h2::pair both{small, small};
  auto asked = both.client.session.open(h2::request_head(), false);
  both.exchange();
  auto serving = both.server.requests[0];
  serving->send_head(h2::response_head(), false);
  const std::string message(1000, 'x');
  std::size_t up_bytes = 0;
  std::size_t down_bytes = 0;
  for (int i = 0; i < 10'000; ++i) {
    h2::write(*asked, message);
    h2::write(*serving, message);
    both.exchange();
    up_bytes += serving->body().size();
    down_bytes += asked->body().size();
    serving->consume(serving->body().size());
    // Half of it now, half of it later.
    asked->consume(asked->body().size() / 2);
    asked->consume(asked->body().size());
  }
  both.exchange();
  CHECK(up_bytes == 10'000 * message.size());
  CHECK(down_bytes == 10'000 * message.size());
}

TEST_CASE("what is thrown away reopens the windows") {
  h2::limits small;
  small.stream_window_bytes = 4096;
  small.connection_window_bytes = 64 * 1024;
  h2::pair both{small, small};
  auto asked = both.client.session.open(h2::request_head(), false);
  h2::write(*asked, std::string(4000, 'x'));
  both.exchange();
  auto serving = both.server.requests[0];
  CHECK(serving->body().size() == 4000);
  serving->discard_body();
  for (int i = 0; i < 100; ++i) {
    h2::write(*asked, std::string(4000, 'x'));
    both.exchange();
    CHECK(asked->output().empty());
  }
  CHECK(serving->body().empty());
}

TEST_CASE("a long body that has come at once is put in one place at once") {
  struct onlooker final : tern::http::stream_listener {
    void on_received() noexcept override { places.push_back(of->body().data()); }
    void on_failed(const tern::http::stream_error&) noexcept override {}
    h2::stream_ptr of;
    std::vector<const std::byte*> places;
  };
  h2::pair both;
  const h2::stream_ptr asked = both.client.session.open(h2::request_head(), false);
  both.exchange();
  onlooker look;
  look.of = both.server.requests.at(0);
  look.of->listen(&look);
  h2::write(*asked, std::string(100'000, 'x'));
  both.server.hear(both.client.say());
  CHECK(look.of->body().size() == 100'000);
  CHECK(look.places.size() >= 6);
  CHECK(std::ranges::count(look.places, look.places.at(0)) == std::ssize(look.places));
  look.of->listen(nullptr);
}

TEST_CASE("streams that are left unread give the connection's window back") {
  h2::limits small;
  small.stream_window_bytes = 16 * 1024;
  small.connection_window_bytes = 64 * 1024;
  h2::pair both{small, small};
  for (int i = 0; i < 100; ++i) {
    auto asked = both.client.session.open(h2::request_head(), false);
    h2::write(*asked, std::string(16 * 1024, 'x'));
    both.exchange();
    if (i % 2 == 0) {
      asked->reset(h2::error_code::cancel);
    } else {
      both.server.requests.back()->reset(h2::error_code::cancel);
    }
    both.exchange();
    both.server.requests.clear();
  }
  auto last = both.client.session.open(h2::request_head(), false);
  h2::write(*last, std::string(16 * 1024, 'x'));
  both.exchange();
  CHECK(last->output().empty());
}

TEST_CASE("a reader that wants more gets more than a window") {
  h2::limits small;
  small.stream_window_bytes = 1000;
  small.window_growth_max_bytes = 0;
  h2::pair both{small, small};
  auto asked = both.client.session.open(h2::request_head(), false);
  h2::write(*asked, std::string(100'000, 'x'));
  both.exchange();
  auto serving = both.server.requests[0];
  // Before the settings came the client used the default window; this is what is left of it.
  std::size_t before = serving->body().size();
  CHECK(before == 1000);
  while (serving->body().size() < 100'000) {
    serving->want_more();
    both.exchange();
    REQUIRE(serving->body().size() > before);
    CHECK(serving->body().size() - before <= 1000);
    before = serving->body().size();
  }
  serving->consume(100'000);
  h2::write(*asked, std::string(1000, 'y'));
  both.exchange();
  CHECK(serving->body().size() == 1000);
}

TEST_CASE("a slow connection is asked for no more than its limit at a time") {
  h2::pair both;
  auto asked = both.client.session.open(h2::request_head(), false);
  h2::write(*asked, std::string(200'000, 'x'));
  std::size_t said = 0;
  for (;;) {
    const std::string piece = both.client.say(10'000);
    CHECK(piece.size() <= 10'000 + 16'384 + 9);
    if (piece.empty()) break;
    said += piece.size();
    both.server.hear(piece, 999);
  }
  CHECK(said > 65'535);
  // A stream that is reset while one of its frames is half out does no harm.
  both.exchange();
  h2::write(*asked, std::string(200'000, 'x'));
  both.server.requests[0]->want_more();
  both.client.hear(both.server.say());
  both.server.hear(both.client.say(1));
  both.server.requests[0]->reset(h2::error_code::cancel);
  both.client.hear(both.server.say());
  both.exchange();
  CHECK(both.client.alive);
  CHECK(both.server.alive);
}

TEST_CASE("a peer that breaks the rules in the middle of an answer hears no more of it") {
  h2::end server{h2::role::server};
  server.hear(h2::hello +
              h2::frame(h2::headers_, h2::end_headers | h2::end_stream, 3, h2::request_fields()));
  static_cast<void>(server.say());
  tern::http::stream_ptr serving = std::move(server.requests.at(0));
  server.requests.clear();
  serving->send_head(h2::response_head(), false);
  h2::write(*serving, "answer");
  serving = {};
  // nghttp2 has nothing against streams out of order, this side has, and nghttp2 goes on.
  server.hear(h2::frame(h2::headers_, h2::end_headers | h2::end_stream, 1, h2::request_fields()));
  const auto heard = h2::parse(server.say());
  CHECK(h2::find(heard, h2::goaway) != nullptr);
  CHECK(h2::find(heard, h2::data) == nullptr);
}
