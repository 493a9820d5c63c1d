// SPDX-License-Identifier: MIT

// A page and the RPC behind it on one port: live_server --page DIR [--listen HOST:PORT]
// See examples/live/README.md.

#include <chrono>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <tern/json.hpp>
#include <tern/schema.hpp>
#include <tern/server.hpp>
#include <tern/services.hpp>

#include "../greeter.hpp"
#include "../greeter_service.hpp"
#include "live.hpp"
#include "live_service.hpp"

namespace {

constexpr const char* usage =
    "usage: live_server --page DIR [OPTION...]    serves until SIGINT or SIGTERM\n"
    "       live_server --protos DIR              writes the contract's .proto files\n"
    "\n"
    "  --listen HOST:PORT             where; 127.0.0.1:8080 by default, port 0 picks one\n"
    "  --certificate FILE --key FILE  with TLS, and so with HTTP/2 in browsers\n"
    "  --cors ORIGIN                  pages of this origin may call, too; repeated as wanted\n";

struct arguments {
  std::string listen = "127.0.0.1:8080";
  std::string page;
  std::string protos;
  std::vector<std::string> origins;
  tern::tls::server tls;
};

// Fills `args`; false if the command line makes no sense.
bool parse(int argc, char** argv, arguments& args) {
  for (int i = 1; i < argc; i += 2) {
    const std::string_view option = argv[i];
    if (i + 1 == argc) return false;
    if (option == "--listen") {
      args.listen = argv[i + 1];
    } else if (option == "--page") {
      args.page = argv[i + 1];
    } else if (option == "--protos") {
      args.protos = argv[i + 1];
    } else if (option == "--cors") {
      args.origins.emplace_back(argv[i + 1]);
    } else if (option == "--certificate") {
      args.tls.certificate = argv[i + 1];
    } else if (option == "--key") {
      args.tls.key = argv[i + 1];
    } else {
      return false;
    }
  }
  return args.page.empty() != args.protos.empty();
}

// For the page's TypeScript; the details of errors are no part of the contract, but the page reads
// them.
void write_protos(const std::filesystem::path& folder) {
  const auto files = tern::proto_files<live::v1::Live, tern::rpc::BadRequest>().value();
  for (const auto& each : files) {
    const std::filesystem::path path = folder / each.name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream file{path, std::ios::binary};
    file << each.text;
    if (!file.flush()) throw std::runtime_error{"cannot write " + path.string()};
  }
}

void serve(const arguments& args) {
  tern::server_options options{
      .compression = tern::compression::gzip,
      .json = &tern::json_codec,
      .drain_timeout = std::chrono::seconds{5},
  };
  if (!args.origins.empty()) options.cors = tern::cors{.origins = args.origins};
  tern::server server{options};

  const auto service = std::make_shared<live::live_service>([&] { return server.counters(); });
  server.add<live::v1::Live>(service);
  server.on_drain([service] { service->close(); });
  server.add<hello::v1::Greeter>(GreeterService{});  // for the curl lines of the README
  tern::reflection reflection{server};               // for grpcurl and buf curl
  server.get("/metrics", tern::metrics(server));     // for Prometheus
  server.files("/", args.page);

  const bool secure = !args.tls.certificate.empty();
  const auto address = secure ? server.listen(args.listen, args.tls) : server.listen(args.listen);
  std::cout << (secure ? "https://" : "http://") << to_string(address) << std::endl;
  server.run();
}

}  // namespace

int main(int argc, char** argv) {
  arguments args;
  if (!parse(argc, argv, args)) {
    std::cerr << usage;
    return 2;
  }
  try {
    args.protos.empty() ? serve(args) : write_protos(args.protos);
  } catch (const std::exception& failure) {
    std::cerr << failure.what() << '\n';
    return 1;
  }
}
