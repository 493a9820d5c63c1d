// SPDX-License-Identifier: MIT

// The smallest client with tern: what it costs to build is measured.

#include <iostream>
#include <string>

#include <tern/client.hpp>

namespace hello::v1 {

struct HelloRequest {
  std::string name;
};
TERN_MESSAGE(HelloRequest, (1, name))

struct HelloReply {
  std::string text;
};
TERN_MESSAGE(HelloReply, (1, text))

struct Greeter {
  tern::task<HelloReply> SayHello(HelloRequest);
};
TERN_SERVICE(Greeter, SayHello)

}  // namespace hello::v1

tern::task<void> talk() {
  tern::channel channel{"127.0.0.1:50051"};
  tern::client<hello::v1::Greeter> greeter{channel};
  const hello::v1::HelloReply reply = co_await greeter.SayHello({.name = "Ada"});
  std::cout << reply.text << '\n';
}

int main() {
  tern::run(talk());
}
