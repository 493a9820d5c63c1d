// SPDX-License-Identifier: MIT

// tern's echo server: one thread, a port that the system picks.

#include <iostream>
#include <utility>

#include <tern/server.hpp>

#include "echo.hpp"

namespace {

struct echo_service {
  tern::task<bench::v1::EchoReply> Say(bench::v1::EchoRequest request) {
    co_return bench::v1::EchoReply{std::move(request.text)};
  }
};

}  // namespace

int main() {
  tern::server server;
  server.add<bench::v1::Echo>(echo_service{});
  std::cout << "listening on " << to_string(server.listen("127.0.0.1:0")) << std::endl;
  server.run();
}
