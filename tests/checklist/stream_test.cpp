// SPDX-License-Identifier: MIT

// Lines 38 to 41 and 53: how streams and calls end.

#include "tests/checklist/peers.hpp"

#include <tern/coroutine.hpp>

using namespace checklist;

namespace {

// Counts the handlers that run.
struct presence {
  int& count;
  explicit presence(int& of) : count(of) { ++count; }
  presence(const presence&) = delete;
  presence& operator=(const presence&) = delete;
  ~presence() { --count; }
};

// Requests that never end.
tern::runtime::stream<Ask> endless() {
  for (;;) {
    co_yield Ask{};
    co_await tern::runtime::sleep_for(1s);
  }
}

}  // namespace

TEST_CASE("38 a server that has finished before the client sends RST_STREAM(NO_ERROR)") {
  stack::script lines;
  lines.collect = [](tern::rpc::context&, auto) -> tern::runtime::task<Answer> {
    co_return Answer{.text = "enough"};
  };
  asked_server here{lines};
  const auto id = here.ask(request("/stack.Subject/Collect"), empty_message, false);
  CHECK(here.heard(id).grpc_status() == "0");
  CHECK(here.heard(id).ended);
  CHECK(here.heard(id).reset == h2::error_code::no_error);
  // What the client said before it knew is no offence.
  here.say_data(id, std::string(1000, 'x'));
  here.say_data(id, "", true);
  CHECK(here.answer_to(request()).grpc_status() == "0");
  CHECK(here.client->count(h2::goaway) == 0);
}

TEST_CASE("38 a client whose call is over ends its side of the stream") {
  answered_client here{answered_client::with([](auto id) { return correct_answer(id); })};
  here.home.run([](answered_client& on) -> tern::runtime::task<void> {
    auto chat = on.subject.Chat(endless());
    CHECK(co_await chat.next());
    CHECK_FALSE(co_await chat.next());
    co_await tern::runtime::sleep_for(10s);
    CHECK((on.heard().ended || on.heard().reset));
  }(here));
  CHECK(here.unary().ok());
  CHECK(here.servers.size() == 1);
}

TEST_CASE("39 a client maps the code of RST_STREAM to a status") {
  const std::pair<std::uint32_t, code> table[] = {
      {0, code::internal},             // NO_ERROR
      {1, code::internal},             // PROTOCOL_ERROR
      {2, code::internal},             // INTERNAL_ERROR
      {3, code::internal},             // FLOW_CONTROL_ERROR
      {4, code::internal},             // SETTINGS_TIMEOUT
      {6, code::internal},             // FRAME_SIZE_ERROR
      {8, code::cancelled},            // CANCEL
      {9, code::internal},             // COMPRESSION_ERROR
      {10, code::internal},            // CONNECT_ERROR
      {11, code::resource_exhausted},  // ENHANCE_YOUR_CALM
      {12, code::permission_denied},   // INADEQUATE_SECURITY
  };
  for (const auto& [reset, expected] : table) {
    INFO(reset);
    for (const bool after_the_head : {false, true}) {
      answered_client here{answered_client::with([=](auto id) {
        return (after_the_head ? head_frames(id, response(), false) : "") +
               h2::frame(h2::rst_stream, 0, id, h2::number(reset, 4));
      })};
      CHECK(here.unary().code() == expected);
      CHECK(here.serve().first.code() == expected);
      CHECK(here.servers.size() == 1);
    }
  }
}

TEST_CASE("39 REFUSED_STREAM after an answer has begun is UNAVAILABLE") {
  answered_client here{answered_client::with([](auto id) {
    return head_frames(id, response(), false) + h2::frame(h2::data, 0, id, empty_message) +
           h2::frame(h2::rst_stream, 0, id, h2::number(7, 4));
  })};
  CHECK(here.serve().first.code() == code::unavailable);
}

TEST_CASE("39 a call that was refused unseen is made again, once") {
  for (const int refusals : {1, 2}) {
    int asked = 0;
    answered_client here{answered_client::with([&](auto id) {
      return ++asked <= refusals ? h2::frame(h2::rst_stream, 0, id, h2::number(7, 4))
                                 : correct_answer(id);
    })};
    CHECK(here.unary().code() == (refusals == 1 ? code::ok : code::unavailable));
    CHECK(asked == 2);
    CHECK(here.heard(3).heads == here.heard(1).heads);
    CHECK_FALSE(has(here.request_head(3), "grpc-previous-rpc-attempts"));
  }
}

TEST_CASE("40 a client that leaves a call sends RST_STREAM(CANCEL)") {
  answered_client here{nullptr};
  here.home.run([](answered_client& on) -> tern::runtime::task<void> {
    {
      auto left = on.subject.Serve({});
      co_await tern::runtime::sleep_for(1s);
      CHECK_FALSE(on.heard(1).reset);
    }
    auto cancelled = on.subject.Unary({});
    co_await tern::runtime::sleep_for(1s);
    cancelled.cancel();
    auto outcome = co_await cancelled.result();
    CHECK(outcome.status().code() == code::cancelled);
    co_await tern::runtime::sleep_for(1s);
    CHECK(on.heard(1).reset == h2::error_code::cancel);
    CHECK(on.heard(3).reset == h2::error_code::cancel);
  }(here));
}

TEST_CASE("40 a handler whose client resets the stream is cancelled at once") {
  int running = 0;
  code reason = code::ok;
  stack::script lines;
  lines.unary = [&](tern::rpc::context& ctx, Ask) -> tern::runtime::task<Answer> {
    const presence here{running};
    try {
      co_await tern::runtime::sleep_for(1h);
    } catch (const tern::error& failure) {
      CHECK(ctx.cancelled());
      reason = failure.code();
    }
    co_return Answer{};
  };
  lines.chat = [&](tern::rpc::context&, auto asks) -> tern::runtime::stream<Answer> {
    const presence here{running};
    while (auto ask = co_await asks.next()) {
    }
    co_yield Answer{};
  };
  asked_server here{lines};
  const auto sleeping = here.ask(request());
  const auto reading = here.ask(request("/stack.Subject/Chat"), empty_message, false);
  const auto halfway = here.ask(request("/stack.Subject/Chat"), prefix(100) + "half", false);
  CHECK(running == 3);
  int left = 3;
  for (const auto id : {sleeping, reading, halfway}) {
    here.say(h2::frame(h2::rst_stream, 0, id, h2::number(8, 4)));
    CHECK(running == --left);
    CHECK_FALSE(here.heard(id).ended);
  }
  CHECK(reason == code::cancelled);
}

TEST_CASE("41 calls of a client that loses its connection are UNAVAILABLE") {
  answered_client here{nullptr};
  here.home.run([](answered_client& on) -> tern::runtime::task<void> {
    auto unary = on.subject.Unary({});
    auto stream = on.subject.Serve({});
    co_await tern::runtime::sleep_for(1s);
    on.server().say(head_frames(1, response(), false) + head_frames(3, response(), false) +
                    h2::frame(h2::data, 0, 3, empty_message));
    CHECK(co_await stream.next());
    on.server().leave();
    auto outcome = co_await unary.result();
    CHECK(outcome.status().code() == code::unavailable);
    auto end = co_await stream.next_result();
    CHECK(end.status().code() == code::unavailable);
  }(here));
}

TEST_CASE("41 handlers of a connection that is lost are CANCELLED") {
  std::vector<code> reasons;
  stack::script lines;
  lines.unary = [&](tern::rpc::context&, Ask) -> tern::runtime::task<Answer> {
    try {
      co_await tern::runtime::sleep_for(1h);
    } catch (const tern::error& failure) {
      reasons.push_back(failure.code());
    }
    co_return Answer{};
  };
  lines.collect = [&](tern::rpc::context&, auto asks) -> tern::runtime::task<Answer> {
    try {
      while (auto ask = co_await asks.next()) {
      }
    } catch (const tern::error& failure) {
      reasons.push_back(failure.code());
    }
    co_return Answer{};
  };
  asked_server here{lines};
  here.ask(request());
  here.ask(request("/stack.Subject/Collect"), empty_message, false);
  here.client->leave();
  here.home.run_ready();
  CHECK(reasons == std::vector{code::cancelled, code::cancelled});
}

TEST_CASE("53 both sides talk at the same time, and each ends when it likes") {
  asked_server server;
  const auto id = server.begin(request("/stack.Subject/Chat"));
  for (int i = 1; i <= 3; ++i) {
    server.say_data(id, empty_message);
    CHECK(server.heard(id).body.size() == 5 * static_cast<std::size_t>(i));
  }
  server.say_data(id, "", true);
  CHECK(server.heard(id).grpc_status() == "0");

  answered_client client{nullptr};
  client.home.run([](answered_client& on) -> tern::runtime::task<void> {
    auto asks = tern::pipe<Ask>();
    auto chat = on.subject.Chat(std::move(asks.stream));
    CHECK(co_await asks.send({}));
    co_await tern::runtime::sleep_for(1s);
    CHECK(on.heard().body == empty_message);
    on.server().say(head_frames(1, response(), false) + h2::frame(h2::data, 0, 1, empty_message));
    CHECK(co_await chat.next());
    CHECK(co_await asks.send({}));
    asks.close();
    co_await tern::runtime::sleep_for(1s);
    CHECK(on.heard().body == empty_message + empty_message);
    CHECK(on.heard().ended);
    // The client has said everything, and goes on reading.
    on.server().say(h2::frame(h2::data, 0, 1, empty_message));
    CHECK(co_await chat.next());
    on.server().say(head_frames(1, {{"grpc-status", "0"}}, true));
    CHECK_FALSE(co_await chat.next());
    CHECK_FALSE(co_await chat.next());
    CHECK(chat.status().ok());
  }(client));
}

TEST_CASE("53 a server that ends early is heard while the client still sends") {
  answered_client here{answered_client::with([](auto id) {
    return head_frames(id, response({{"grpc-status", "9"}, {"grpc-message", "enough"}}), true);
  })};
  here.home.run([](answered_client& on) -> tern::runtime::task<void> {
    auto collected = co_await on.subject.Collect(endless()).result();
    CHECK(collected.status() == tern::status{code::failed_precondition, "enough"});
    auto chat = on.subject.Chat(endless());
    auto end = co_await chat.next_result();
    CHECK(end.status() == tern::status{code::failed_precondition, "enough"});
    // The end stays the end.
    auto again = co_await chat.next_result();
    CHECK(again.status() == tern::status{code::failed_precondition, "enough"});
  }(here));
}

TEST_CASE("53 a handler that reads on behind the end finds the end again") {
  int ends = 0;
  stack::script lines;
  lines.collect = [&](tern::rpc::context&, auto asks) -> tern::runtime::task<Answer> {
    while (auto ask = co_await asks.next()) {
    }
    for (int i = 0; i < 3; ++i) {
      auto ask = co_await asks.next();
      if (!ask) ++ends;
    }
    co_return Answer{};
  };
  asked_server here{lines};
  CHECK(here.answer_to(request("/stack.Subject/Collect")).grpc_status() == "0");
  CHECK(ends == 3);
}
