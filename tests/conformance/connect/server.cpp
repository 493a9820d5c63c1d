// SPDX-License-Identifier: MIT

// The server under test of Connect's conformance suite: reads from its input how to listen, writes
// where it does, and serves until it is told to end.

#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>

#include <tern/json.hpp>
#include <tern/server.hpp>

#include "contract.hpp"
#include "delimited.hpp"
#include "service.hpp"

namespace {

using namespace conformance;

void serve(const ServerCompatRequest& how) {
  const tern::json::call_codec json{types()};
  tern::server server{{.receive_max_bytes = how.message_receive_limit,
                       .compression = tern::compression::gzip,
                       .json = &json}};
  server.add<ConformanceService>(service{});

  const TLSCreds creds = how.server_creds.value_or(TLSCreds{});
  const tern::tls::server tls{
      .certificate = creds.cert, .key = creds.key, .client_ca = how.client_tls_cert};
  const std::string where = "127.0.0.1:0";
  const auto at = how.use_tls ? server.listen(where, tls) : server.listen(where);
  write_delimited(std::cout,
                  ServerCompatResponse{.host = at.host, .port = at.port, .pem_cert = creds.cert});
  server.run();
}

}  // namespace

int main() {
  try {
    const auto how = read_delimited<ServerCompatRequest>(std::cin);
    if (!how) throw std::runtime_error{"the input ended before it said how to listen"};
    serve(*how);
  } catch (const std::exception& failure) {
    std::cerr << failure.what() << '\n';
    return 1;
  }
}
