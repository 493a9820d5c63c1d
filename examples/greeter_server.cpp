// SPDX-License-Identifier: MIT

// A server: greeter_server --listen HOST:PORT [--certificate FILE --key FILE [--client-ca FILE]]

#include <iostream>
#include <optional>
#include <string>
#include <string_view>

#include <tern/server.hpp>

#include "greeter.hpp"
#include "greeter_service.hpp"

namespace {

struct arguments {
  std::string where = "127.0.0.1:50051";
  std::optional<tern::tls::server> tls;
};

// Fills `args`; false if the command line makes no sense.
bool parse(int argc, char** argv, arguments& args) {
  tern::tls::server tls;
  for (int i = 1; i < argc; i += 2) {
    const std::string_view option = argv[i];
    if (i + 1 == argc) return false;
    if (option == "--listen") {
      args.where = argv[i + 1];
    } else if (option == "--certificate") {
      tls.certificate = argv[i + 1];
    } else if (option == "--key") {
      tls.key = argv[i + 1];
    } else if (option == "--client-ca") {
      tls.client_ca = argv[i + 1];
    } else {
      return false;
    }
  }
  if (!tls.certificate.empty()) args.tls = tls;
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  arguments args;
  if (!parse(argc, argv, args)) {
    std::cerr << "usage: greeter_server [--listen HOST:PORT]   (port 0 picks one)\n"
                 "                      [--certificate FILE --key FILE [--client-ca FILE]]\n";
    return 2;
  }

  try {
    tern::server server;
    server.add<hello::v1::Greeter>(GreeterService{});
    const auto address =
        args.tls ? server.listen(args.where, *args.tls) : server.listen(args.where);
    std::cout << "listening on " << to_string(address) << std::endl;
    server.run();  // SIGINT or SIGTERM lets running calls end, then returns
  } catch (const tern::error& failure) {
    std::cerr << failure.what() << '\n';
    return 1;
  }
}
