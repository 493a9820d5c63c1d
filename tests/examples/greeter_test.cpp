// SPDX-License-Identifier: MIT

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <tern/client.hpp>
#include <tern/server.hpp>

#include <doctest/doctest.h>

#include "examples/greeter.hpp"
#include "examples/greeter_service.hpp"

using hello::v1::Greeter;
using hello::v1::HelloReply;
using hello::v1::HelloRequest;

namespace {

// The greeter on a port and a thread of its own.
class greeter_process {
 public:
  greeter_process() {
    server_.add<Greeter>(GreeterService{});
    target_ = to_string(server_.listen("127.0.0.1:0"));
    thread_ = std::thread{[this] { server_.run(); }};
  }
  greeter_process(const greeter_process&) = delete;
  greeter_process& operator=(const greeter_process&) = delete;
  ~greeter_process() {
    server_.stop();
    thread_.join();
  }

  [[nodiscard]] const std::string& target() const { return target_; }

 private:
  tern::server server_{{.handle_signals = false}};
  std::string target_;
  std::thread thread_;
};

// What one call of the greeter gave: its replies, and its status.
struct transcript {
  std::vector<std::string> replies;
  tern::status status;
};

template <class Calls>
tern::task<transcript> collect(std::string target, Calls calls) {
  tern::channel channel{target};
  tern::client<Greeter> greeter{channel};
  transcript heard;
  try {
    auto replies = calls(greeter);
    if constexpr (requires { replies.next(); }) {
      while (auto reply = co_await replies.next()) heard.replies.push_back(reply->text);
    } else {
      HelloReply reply = co_await replies;
      heard.replies.push_back(reply.text);
    }
  } catch (const tern::error& failure) {
    heard.status = failure.status();
  }
  co_return heard;
}

template <class Calls>
transcript talk(Calls calls) {
  greeter_process server;
  return tern::run(collect(server.target(), std::move(calls)));
}

tern::stream<HelloRequest> requests_for(std::vector<std::string> names) {
  for (const std::string& name : names) co_yield HelloRequest{.name = name};
}

using texts = std::vector<std::string>;

}  // namespace

TEST_CASE("SayHello greets by name, and with the title if there is one") {
  CHECK(talk([](auto& greeter) { return greeter.SayHello({.name = "Ada"}); }).replies ==
        texts{"Hello, Ada"});
  CHECK(talk([](auto& greeter) {
          return greeter.SayHello({.name = "Ada", .title = "Dr"});
        }).replies == texts{"Hello, Dr Ada"});
}

TEST_CASE("SayHello without a name is refused") {
  const transcript heard = talk([](auto& greeter) { return greeter.SayHello({}); });
  CHECK(heard.replies.empty());
  CHECK(heard.status == tern::status{tern::code::invalid_argument, "name is required"});
}

TEST_CASE("Subscribe sends as many replies as were asked for, and three by default") {
  CHECK(talk([](auto& greeter) { return greeter.Subscribe({.name = "Ada"}); }).replies ==
        texts{"Ada #1", "Ada #2", "Ada #3"});
  CHECK(talk([](auto& greeter) {
          return greeter.Subscribe({.name = "Bob", .count = 1});
        }).replies == texts{"Bob #1"});
}

TEST_CASE("GreetAll greets all names in one sentence") {
  CHECK(talk([](auto& greeter) { return greeter.GreetAll(requests_for({"Ada"})); }).replies ==
        texts{"Hello, Ada"});
  CHECK(talk([](auto& greeter) {
          return greeter.GreetAll(requests_for({"Ada", "Bob", "Cy"}));
        }).replies == texts{"Hello, Ada, Bob and Cy"});
}

TEST_CASE("GreetAll without names is refused") {
  const transcript heard = talk([](auto& greeter) { return greeter.GreetAll(requests_for({})); });
  CHECK(heard.status.code() == tern::code::invalid_argument);
}

TEST_CASE("Chat greets each name as it arrives") {
  CHECK(talk([](auto& greeter) { return greeter.Chat(requests_for({"Ada", "Bob"})); }).replies ==
        texts{"Hello, Ada", "Hello, Bob"});
}
