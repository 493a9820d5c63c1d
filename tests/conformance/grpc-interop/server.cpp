// SPDX-License-Identifier: MIT

// gRPC's interop server: interop_server --port=N [--use_tls --tls_cert_file=F --tls_key_file=F]
// Port 0 picks one, which the only line of output names. SIGINT or SIGTERM ends it.

#include <cstdint>
#include <iostream>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include <tern/server.hpp>

#include "load_report.hpp"
#include "server_load.hpp"
#include "service.hpp"
#include "test_service.hpp"

namespace {

void serve(std::uint16_t port, const tern::tls::server* tls) {
  const auto load = std::make_shared<interop::server_load>();
  tern::server server;
  server.add<grpc::testing::TestService>(interop::test_service{load});
  server.add<xds::service::orca::v3::OpenRcaService>(interop::load_service{load});
  const std::string where = "127.0.0.1:" + std::to_string(port);
  const auto address = tls != nullptr ? server.listen(where, *tls) : server.listen(where);
  std::cout << "listening on " << to_string(address) << std::endl;
  server.run();
}

}  // namespace

int main(int argc, char** argv) {
  std::uint16_t port = 0;
  bool use_tls = false;
  tern::tls::server tls;

  CLI::App flags{"gRPC's interop server"};
  flags.add_option("--port", port, "where to listen; 0 picks a port");
  flags.add_flag("--use_tls", use_tls, "listen with TLS");
  flags.add_option("--tls_cert_file", tls.certificate, "the server's certificate, PEM");
  flags.add_option("--tls_key_file", tls.key, "its key, PEM");
  CLI11_PARSE(flags, argc, argv);

  try {
    serve(port, use_tls ? &tls : nullptr);
  } catch (const tern::error& failure) {
    std::cerr << failure.what() << '\n';
    return 1;
  }
}
