// SPDX-License-Identifier: MIT

// Lines 42 to 47: what a connection says and honours.

#include "tests/checklist/messages.hpp"

using namespace checklist;

namespace {

constexpr std::uint16_t max_concurrent_streams = 3;
constexpr std::uint16_t initial_window_size = 4;
constexpr std::uint16_t max_frame_size = 5;

std::string settings(std::uint16_t which, std::uint32_t value) {
  return h2::frame(h2::settings, 0, 0, h2::setting(which, value));
}

// Answers with as many bytes as it is asked for.
stack::script talkative() {
  stack::script lines;
  lines.unary = [](tern::rpc::context&, Ask ask) -> tern::runtime::task<Answer> {
    co_return Answer{.payload = std::string(static_cast<std::size_t>(ask.number), 'x')};
  };
  return lines;
}

std::string asking(std::int32_t bytes) {
  return message(text_of(Ask{.number = bytes}));
}

// The largest frame of DATA.
std::size_t largest(const wire_end& of) {
  std::size_t most = 0;
  for (const frame& each : of.frames) {
    if (each.type == h2::data) most = std::max(most, each.payload.size());
  }
  return most;
}

// What WINDOW_UPDATE has given back on a stream, or on the connection.
std::size_t given_back(const wire_end& on, std::uint32_t id) {
  std::size_t sum = 0;
  for (const frame& each : on.frames) {
    if (each.type == h2::window_update && each.id == id) sum += each.number();
  }
  return sum;
}

std::string goaway(std::uint32_t last, std::uint32_t code = 0) {
  return h2::frame(h2::goaway, 0, 0, h2::number(last, 4) + h2::number(code, 4));
}

}  // namespace

TEST_CASE("42 a client ends what a GOAWAY lets it end, and begins nothing new there") {
  answered_client here{nullptr};
  here.home.run([](answered_client& on) -> tern::runtime::task<void> {
    auto running = on.subject.Unary({});
    co_await tern::runtime::sleep_for(1s);
    wire_end& old = on.server();
    old.say(goaway(1));
    co_await tern::runtime::sleep_for(1s);
    auto next = on.subject.Unary({});
    co_await tern::runtime::sleep_for(1s);
    CHECK(on.servers.size() == 2);
    CHECK_FALSE(old.first(h2::headers_, 3));
    on.server().say(correct_answer(1));
    co_await next;
    old.say(correct_answer(1));
    co_await running;
    co_await tern::runtime::sleep_for(1s);
    CHECK(old.peer_left);
  }(here));
}

TEST_CASE("42 calls above the last stream of a GOAWAY are made again on another connection") {
  answered_client here{nullptr};
  here.home.run([](answered_client& on) -> tern::runtime::task<void> {
    auto first = on.subject.Unary({.text = "first"});
    auto second = on.subject.Unary({.text = "second"});
    auto third = on.subject.Serve({.text = "third"});
    co_await tern::runtime::sleep_for(1s);
    wire_end& old = on.server();
    const std::string said = old.heard(3).body;
    CHECK(old.count(h2::headers_) == 3);
    old.say(goaway(1));
    co_await tern::runtime::sleep_for(1s);
    REQUIRE(on.servers.size() == 2);
    CHECK(on.server().count(h2::headers_) == 2);
    CHECK(on.heard(1).body == said);
    CHECK_FALSE(has(on.request_head(1), "grpc-previous-rpc-attempts"));
    on.server().say(correct_answer(1) + correct_answer(3));
    co_await second;
    CHECK(co_await third.next());
    CHECK_FALSE(co_await third.next());
    old.say(correct_answer(1));
    co_await first;
  }(here));
}

TEST_CASE("43 a server that drains warns, waits for the answer, and names the last stream") {
  stack::script lines;
  lines.unary = [](tern::rpc::context&, Ask) -> tern::runtime::task<Answer> {
    co_await tern::runtime::sleep_for(10s);
    co_return Answer{};
  };
  asked_server here{lines};
  here.client->answers_pings = false;
  const auto running = here.ask(request());
  bool drained = false;
  here.endpoint->drain([&] { drained = true; });
  here.home.run_ready();
  REQUIRE(here.client->count(h2::goaway) == 1);
  CHECK(here.client->first(h2::goaway)->number() == 0x7fffffff);
  CHECK(here.client->first(h2::goaway)->code() == h2::error_code::no_error);
  REQUIRE(here.client->count(h2::ping) == 1);
  // A request that was under way is served.
  const auto late = here.ask(request());
  here.say(h2::frame(h2::ping, h2::ack, 0, here.client->first(h2::ping)->payload));
  REQUIRE(here.client->count(h2::goaway) == 2);
  CHECK(here.client->frames.back().number() == late);
  // One that comes after that is not.
  const auto too_late = here.ask(request());
  CHECK_FALSE(drained);
  here.home.advance(10s);
  CHECK(here.heard(running).grpc_status() == "0");
  CHECK(here.heard(late).grpc_status() == "0");
  CHECK(here.heard(too_late).grpc_status() == "none");
  CHECK(drained);
  CHECK(here.client->peer_left);
}

TEST_CASE("43 a server that drains does not wait for a client that does not answer") {
  asked_server here;
  here.client->answers_pings = false;
  bool drained = false;
  here.endpoint->drain([&] { drained = true; });
  here.home.advance(1s);
  CHECK(here.client->count(h2::goaway) == 2);
  CHECK(drained);
}

TEST_CASE("43 a client that speaks when the server drains already is told so") {
  asked_server here;
  auto ends = tern::transport::memory_stream::make_pair(here.home.executor());
  here.endpoint->adopt(std::move(ends.second));
  bool drained = false;
  here.endpoint->drain([&] { drained = true; });
  wire_end late{std::move(ends.first), wire_end::role::client};
  late.say(h2::frame(h2::settings, 0, 0, "") + head_frames(1, request(), false) +
           h2::frame(h2::data, h2::end_stream, 1, empty_message));
  here.home.run_ready();
  REQUIRE(late.count(h2::goaway) == 2);
  CHECK(late.first(h2::goaway)->number() == 0x7fffffff);
  CHECK(late.heard(1).grpc_status() == "0");
  here.home.run_ready();
  CHECK(late.peer_left);
  CHECK(drained);
}

TEST_CASE("43 a drain that takes too long cancels the handlers") {
  stack::script lines;
  bool unwound = false;
  lines.unary = [&](tern::rpc::context&, Ask) -> tern::runtime::task<Answer> {
    try {
      co_await tern::runtime::sleep_for(1h);
    } catch (const tern::error& failure) {
      unwound = true;
      throw;
    }
    co_return Answer{};
  };
  asked_server here{lines};
  const auto id = here.ask(request());
  bool drained = false;
  here.endpoint->drain([&] { drained = true; });
  here.home.advance(here.options.drain_timeout - 1ms);
  CHECK_FALSE(here.heard(id).ended);
  here.home.advance(1ms);
  CHECK(unwound);
  CHECK(here.heard(id).grpc_status() == "14");
  CHECK(drained);
}

TEST_CASE("44 a PING is answered with what it brought") {
  asked_server server;
  server.say(h2::frame(h2::ping, 0, 0, "12345678"));
  REQUIRE(server.client->first(h2::ping) != nullptr);
  CHECK(server.client->first(h2::ping)->flags == h2::ack);
  CHECK(server.client->first(h2::ping)->payload == "12345678");
  answered_client client{answered_client::with(
      [](auto id) { return h2::frame(h2::ping, 0, 0, "abcdefgh") + correct_answer(id); })};
  REQUIRE(client.unary().ok());
  client.home.run_ready();
  REQUIRE(client.server().first(h2::ping) != nullptr);
  CHECK(client.server().first(h2::ping)->flags == h2::ack);
  CHECK(client.server().first(h2::ping)->payload == "abcdefgh");
}

TEST_CASE("44 a client asks a silent server by PING, and gives up calls that nobody answers") {
  tern::client_side::channel_options how;
  how.keepalive_time = 10s;
  how.keepalive_timeout = 5s;
  for (const bool answers : {true, false}) {
    answered_client here{nullptr, how};
    here.answers_pings = answers;
    const tern::status outcome = here.unary({.timeout = 1min});
    CHECK(here.server().first(h2::ping) != nullptr);
    CHECK(outcome.code() == (answers ? code::deadline_exceeded : code::unavailable));
    if (!answers) CHECK(outcome.message().find("keepalive") != std::string::npos);
    here.home.run_ready();
    CHECK(here.servers.front()->peer_left == !answers);
  }
}

TEST_CASE("44 a server asks a silent client by PING, and closes its connection") {
  tern::server_side::options how;
  how.keepalive_time = 10s;
  how.keepalive_timeout = 5s;
  for (const bool answers : {true, false}) {
    asked_server here{{}, how};
    here.client->answers_pings = answers;
    here.home.advance(1min);
    CHECK(here.client->count(h2::ping) > 0);
    CHECK(here.client->peer_left == !answers);
  }
}

TEST_CASE("44 a client that asks too often is told too_many_pings") {
  asked_server here;
  // The first is in time, two more are forgiven.
  for (int i = 0; i < 4; ++i) {
    CHECK(here.client->count(h2::goaway) == 0);
    here.say(h2::frame(h2::ping, 0, 0, "12345678"));
  }
  here.home.run_ready();
  REQUIRE(here.client->count(h2::goaway) == 1);
  CHECK(here.client->first(h2::goaway)->code() == h2::error_code::enhance_your_calm);
  CHECK(here.client->first(h2::goaway)->payload.substr(8) == "too_many_pings");
  CHECK(here.client->peer_left);
}

TEST_CASE("45 every SETTINGS is acknowledged") {
  const auto acknowledged = [](const wire_end& by) {
    std::size_t count = 0;
    for (const frame& each : by.frames) {
      count += each.type == h2::settings && each.flags == h2::ack ? 1 : 0;
    }
    return count;
  };
  asked_server server;
  CHECK(acknowledged(*server.client) == 1);
  server.say(settings(max_concurrent_streams, 5) + settings(0x7777, 5));
  CHECK(acknowledged(*server.client) == 3);
  answered_client client{answered_client::with(
      [](auto id) { return settings(initial_window_size, 70'000) + correct_answer(id); })};
  REQUIRE(client.unary().ok());
  client.home.run_ready();
  CHECK(acknowledged(client.server()) == 2);
}

TEST_CASE("45 a window that SETTINGS change counts for streams that are open") {
  asked_server server{talkative(), {}, h2::setting(initial_window_size, 10)};
  server.client->returns_windows = false;
  const auto id = server.ask(request(), asking(1000));
  CHECK(server.heard(id).body.size() == 10);
  server.say(h2::frame(h2::window_update, 0, id, h2::number(5, 4)));
  CHECK(server.heard(id).body.size() == 15);
  server.say(settings(initial_window_size, 100));
  CHECK(server.heard(id).body.size() == 105);
  server.say(settings(initial_window_size, 0));
  server.say(h2::frame(h2::window_update, 0, id, h2::number(100, 4)));
  CHECK(server.heard(id).body.size() == 105);
  server.say(settings(initial_window_size, 65'535));
  CHECK(server.heard(id).body.size() > 1000);
  CHECK(server.heard(id).grpc_status() == "0");

  answered_client client{nullptr, {}, h2::setting(initial_window_size, 10)};
  client.returns_windows = false;
  client.home.run([](answered_client& on) -> tern::runtime::task<void> {
    auto call = on.subject.Unary({.payload = std::string(1000, 'x')});
    co_await tern::runtime::sleep_for(1s);
    CHECK(on.heard().body.size() == 10);
    on.server().say(settings(initial_window_size, 65'535));
    co_await tern::runtime::sleep_for(1s);
    CHECK(on.heard().body.size() > 1000);
    CHECK(on.heard().ended);
    on.server().say(correct_answer(1));
    co_await call;
  }(client));
}

TEST_CASE("45 frames are as large as the peer takes them") {
  asked_server server{talkative(), {}, h2::setting(initial_window_size, 1 << 20)};
  server.say(h2::frame(h2::window_update, 0, 0, h2::number(1 << 20, 4)));
  CHECK(server.heard(server.ask(request(), asking(200'000))).grpc_status() == "0");
  CHECK(largest(*server.client) == 16'384);
  server.say(settings(max_frame_size, 20'000));
  CHECK(server.heard(server.ask(request(), asking(200'000))).grpc_status() == "0");
  CHECK(largest(*server.client) <= 20'000);
}

TEST_CASE("45 a header table that shrinks is not used beyond its size") {
  asked_server server;
  for (const std::uint32_t bytes : {4096U, 100U, 0U, 4096U}) {
    server.client->limit_header_table(bytes);
    server.home.run_ready();
    for (int i = 0; i < 3; ++i) {
      CHECK(server.answer_to(request()).grpc_status() == "0");
      CHECK(server.answer_to(request("/none")).grpc_status() == "12");
    }
  }
  answered_client client{answered_client::with([](auto id) { return correct_answer(id); })};
  for (const std::uint32_t bytes : {4096U, 100U, 0U, 4096U}) {
    CHECK(client.unary().ok());
    client.server().limit_header_table(bytes);
    client.home.run_ready();
    CHECK(client.unary({.metadata = {{"x-more", "1"}}}).ok());
    CHECK(client.unary().ok());
  }
}

TEST_CASE("45 calls above MAX_CONCURRENT_STREAMS wait until the server takes them") {
  answered_client here{nullptr, {}, h2::setting(max_concurrent_streams, 1)};
  here.home.run([](answered_client& on) -> tern::runtime::task<void> {
    auto first = on.subject.Unary({});
    auto second = on.subject.Unary({});
    auto third = on.subject.Unary({}, {.timeout = 1h});
    auto impatient = on.subject.Unary({}, {.timeout = 5s});
    co_await tern::runtime::sleep_for(1s);
    CHECK(on.server().count(h2::headers_) == 1);
    on.server().say(correct_answer(1));
    co_await first;
    co_await tern::runtime::sleep_for(1s);
    CHECK(on.server().count(h2::headers_) == 2);
    auto late = co_await impatient.result();
    CHECK(late.status().code() == code::deadline_exceeded);
    // The limit grows while they wait.
    on.server().say(settings(max_concurrent_streams, 2));
    co_await tern::runtime::sleep_for(1s);
    CHECK(on.server().count(h2::headers_) == 3);
    for (const frame& each : std::vector<frame>{on.server().frames}) {
      if (each.type == h2::headers_ && each.id != 1) on.server().say(correct_answer(each.id));
    }
    co_await second;
    co_await third;
    CHECK(on.servers.size() == 1);
  }(here));
}

TEST_CASE("46 a stream's window reopens as the application reads") {
  bool reads = false;
  std::size_t heard = 0;
  stack::script lines;
  lines.collect = [&](tern::rpc::context&, auto asks) -> tern::runtime::task<Answer> {
    while (!reads) co_await tern::runtime::sleep_for(1s);
    while (auto ask = co_await asks.next()) heard += ask->payload.size();
    co_return Answer{};
  };
  tern::server_side::options how;
  how.connection.stream_window_bytes = 100'000;
  asked_server here{lines, how};
  const std::string payload(9'990, 'p');
  const std::string one = message(text_of(Ask{.payload = payload}));
  const auto id = here.begin(request("/stack.Subject/Collect"));
  for (int i = 0; i < 9; ++i) here.say_data(id, one);
  here.home.advance(10s);
  CHECK(given_back(*here.client, id) == 0);
  reads = true;
  here.home.advance(10s);
  CHECK(heard == 9 * payload.size());
  CHECK(given_back(*here.client, id) >= 50'000);
  CHECK(given_back(*here.client, id) <= 9 * one.size());
}

TEST_CASE("46 the connection's window is honoured too, by all streams together") {
  asked_server server{talkative(), {}, h2::setting(initial_window_size, 1 << 20)};
  server.client->returns_windows = false;
  const auto first = server.ask(request(), asking(50'000));
  const auto second = server.ask(request(), asking(50'000));
  CHECK(server.heard(first).body.size() + server.heard(second).body.size() == 65'535);
  server.say(h2::frame(h2::window_update, 0, 0, h2::number(100'000, 4)));
  CHECK(server.heard(first).grpc_status() == "0");
  CHECK(server.heard(second).grpc_status() == "0");
}

TEST_CASE("46 padding is counted in full, and given back") {
  asked_server here;
  const std::uint32_t window = here.options.connection.stream_window_bytes;
  const auto id = here.begin(request("/stack.Subject/Collect"));
  std::size_t sent = 0;
  std::string one = h2::number(250, 1) + empty_message;
  one.append(250, '\0');
  while (sent < 4 * std::size_t{window}) {
    REQUIRE(sent + one.size() <= window + given_back(*here.client, id));
    here.say(h2::frame(h2::data, h2::padded, id, one));
    sent += one.size();
  }
  CHECK(given_back(*here.client, id) <= sent);
  here.say_data(id, "", true);
  CHECK(here.heard(id).grpc_status() == "0");
}

TEST_CASE("47 both sides offer windows that are larger than HTTP's 65535 bytes") {
  const auto check = [](const wire_end& by) {
    REQUIRE(by.first(h2::settings) != nullptr);
    CHECK(by.first(h2::settings)->setting(initial_window_size).value_or(65'535) > 65'535);
    CHECK(given_back(by, 0) > 65'535);
  };
  const asked_server server;
  check(*server.client);
  answered_client client{answered_client::with([](auto id) { return correct_answer(id); })};
  REQUIRE(client.unary().ok());
  check(client.server());
}

TEST_CASE("45 a call that waits begins when the one before it ends unsent") {
  answered_client here{nullptr, {}, h2::setting(max_concurrent_streams, 1)};
  here.home.run([](answered_client& on) -> tern::runtime::task<void> {
    auto first = on.subject.Unary({}, {.timeout = 1h});
    co_await tern::runtime::sleep_for(1s);
    on.server().say(correct_answer(1));
    co_await first;
    auto left = on.subject.Unary({}, {.timeout = 1h});
    auto next = on.subject.Unary({}, {.timeout = 1h});
    left.cancel();
    co_await tern::runtime::sleep_for(1s);
    REQUIRE(on.server().count(h2::headers_) == 2);
    on.server().say(correct_answer(on.server().frames.back().id));
    CHECK((co_await next.result()).ok());
  }(here));
}
