// SPDX-License-Identifier: MIT
#pragma once

// tern's echo service, and the program around it.

#include <cstdint>
#include <iostream>
#include <optional>
#include <string_view>
#include <utility>

#include <tern/server.hpp>

#include "echo.hpp"

namespace bench {

using v1::CollectReply;
using v1::EchoReply;
using v1::EchoRequest;
using v1::RepeatRequest;

inline EchoReply reply_to(EchoRequest request) {
  return {std::move(request.text), std::move(request.data)};
}

struct echo_service {
  tern::task<EchoReply> Say(EchoRequest request) { co_return reply_to(std::move(request)); }

  tern::stream<EchoReply> Repeat(RepeatRequest wanted) {
    const EchoReply reply = reply_to(std::move(wanted.request));
    for (std::uint64_t i = 0; i < wanted.count; ++i) co_yield reply;
  }

  tern::task<CollectReply> Collect(tern::stream<EchoRequest> requests) {
    CollectReply sum;
    while (auto request = co_await requests.next()) {
      ++sum.count;
      sum.bytes += request->text.size() + request->data.size();
    }
    co_return sum;
  }

  tern::stream<EchoReply> Chat(tern::stream<EchoRequest> requests) {
    while (auto request = co_await requests.next()) co_yield reply_to(std::move(*request));
  }
};

/// Serves on a port that the system picks, with TLS if the command line says `--tls CERTIFICATE
/// KEY`, until SIGTERM. @returns the exit code.
inline int serve(int argc, char** argv, tern::server_options options) {
  std::optional<tern::tls::server> tls;
  if (argc == 4 && argv[1] == std::string_view{"--tls"}) {
    tls = tern::tls::server{.certificate = argv[2], .key = argv[3]};
  } else if (argc != 1) {
    std::cerr << "usage: " << argv[0] << " [--tls CERTIFICATE KEY]\n";
    return 2;
  }
  options.receive_max_bytes = 64 * 1024 * 1024;
  tern::server server{options};
  server.add<v1::Echo>(echo_service{});
  const auto address = tls ? server.listen("127.0.0.1:0", *tls) : server.listen("127.0.0.1:0");
  std::cout << "listening on " << to_string(address) << std::endl;
  server.run();
  return 0;
}

}  // namespace bench
