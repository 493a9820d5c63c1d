// SPDX-License-Identifier: MIT

// A contract, a server and a client in one program: what the README shows.

#include <chrono>
#include <cstdio>
#include <string>
#include <thread>

#include <tern/tern.hpp>

// [contract]
namespace hello::v1 {  // the namespace is the protobuf package: hello.v1

struct HelloRequest {
  std::string name;
};
TERN_MESSAGE(HelloRequest, (1, name))

struct HelloReply {
  std::string text;
};
TERN_MESSAGE(HelloReply, (1, text))

struct Greeter {
  tern::task<HelloReply> SayHello(HelloRequest);                // unary
  tern::stream<HelloReply> Subscribe(HelloRequest);             // server streaming
  tern::task<HelloReply> GreetAll(tern::stream<HelloRequest>);  // client streaming
  tern::stream<HelloReply> Chat(tern::stream<HelloRequest>);    // bidirectional
};
TERN_SERVICE(Greeter, SayHello, Subscribe, GreetAll, Chat)

}  // namespace hello::v1
// [contract]

using namespace hello::v1;
using namespace std::chrono_literals;

// [service]
struct GreeterService {
  tern::task<HelloReply> SayHello(HelloRequest request) {
    if (request.name.empty()) {
      co_return tern::status{tern::code::invalid_argument, "name is required"};
    }
    co_return HelloReply{"Hello, " + request.name};
  }

  tern::stream<HelloReply> Subscribe(tern::context& ctx, HelloRequest request) {
    ctx.trailers().add("x-cost", "3");
    for (int i = 1; i <= 3; ++i) {
      co_yield HelloReply{request.name + " #" + std::to_string(i)};
      co_await tern::sleep_for(10ms);  // a deadline or a cancellation ends the coroutine here
    }
  }

  tern::task<HelloReply> GreetAll(tern::stream<HelloRequest> requests) {
    std::string text = "Hello";
    while (auto request = co_await requests.next()) text += ", " + request->name;
    co_return HelloReply{text};
  }

  tern::stream<HelloReply> Chat(tern::stream<HelloRequest> requests) {
    while (auto request = co_await requests.next()) co_yield HelloReply{"Hello, " + request->name};
  }
};
// [service]

// [client]
tern::task<void> talk(std::string target) {
  tern::channel channel{target};
  tern::client<Greeter> greeter{channel};

  HelloReply reply = co_await greeter.SayHello({.name = "Ada"});  // throws tern::error
  std::puts(reply.text.c_str());

  auto result = co_await greeter.SayHello({.name = ""}, {.timeout = 200ms}).result();  // no throw
  std::puts(to_string(result.status()).c_str());

  auto updates = greeter.Subscribe({.name = "Ada"});
  while (auto update = co_await updates.next()) std::puts(update->text.c_str());

  auto names = tern::pipe<HelloRequest>();  // interactive: write when you like
  auto replies = greeter.Chat(std::move(names.stream));
  co_await names.send({.name = "Bob"});  // waits when the peer is slow
  auto first = co_await replies.next();
  if (first) std::puts(first->text.c_str());
  names.close();  // half-close
}  // leaving the scope cancels what still runs
// [client]

int main() {
  tern::server server;
  server.add<Greeter>(GreeterService{});
  const auto address = server.listen("127.0.0.1:0");
  std::thread serving{[&] { server.run(); }};

  int outcome = 0;
  try {
    tern::run(talk(to_string(address)));
  } catch (const tern::error& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    outcome = 1;
  }

  server.stop();
  serving.join();
  return outcome;
}
