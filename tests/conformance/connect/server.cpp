// SPDX-License-Identifier: MIT

// The server under test of Connect's conformance suite: reads from its input how to listen, writes
// where it does, and serves until it is told to end.

#include <chrono>
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
using namespace std::chrono_literals;

void serve(const ServerCompatRequest& how) {
  const tern::json::call_codec json{types()};
  tern::server_options options{.receive_max_bytes = how.message_receive_limit,
                               .compression = tern::compression::gzip,
                               .json = &json};
  // The suite's client opens connections in advance, and uses one even while it is being closed.
  options.connection.preface_timeout = options.connection.h1.head_timeout =
      options.connection.h1.idle_timeout = 1h;
  tern::server server{options};
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
