// SPDX-License-Identifier: MIT

// The smallest server with tern: what it costs to build is measured.

#include <string>

#include <tern/server.hpp>

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

struct GreeterService {
  tern::task<hello::v1::HelloReply> SayHello(hello::v1::HelloRequest request) {
    co_return hello::v1::HelloReply{"Hello, " + request.name};
  }
};

int main() {
  tern::server server;
  server.add<hello::v1::Greeter>(GreeterService{});
  server.listen("127.0.0.1:50051");
  server.run();
}
