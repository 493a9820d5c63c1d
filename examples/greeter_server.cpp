// SPDX-License-Identifier: MIT

// A server: greeter_server --listen HOST:PORT

#include <iostream>
#include <string>
#include <string_view>

#include <tern/server.hpp>

#include "greeter.hpp"
#include "greeter_service.hpp"

int main(int argc, char** argv) {
  std::string where = "127.0.0.1:50051";
  if (argc == 3 && std::string_view{argv[1]} == "--listen") {
    where = argv[2];
  } else if (argc != 1) {
    std::cerr << "usage: greeter_server [--listen HOST:PORT]   (port 0 picks one)\n";
    return 2;
  }

  try {
    tern::server server;
    server.add<hello::v1::Greeter>(GreeterService{});
    std::cout << "listening on " << to_string(server.listen(where)) << std::endl;
    server.run();  // SIGINT or SIGTERM lets running calls end, then returns
  } catch (const tern::error& failure) {
    std::cerr << failure.what() << '\n';
    return 1;
  }
}
