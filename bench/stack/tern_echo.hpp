// SPDX-License-Identifier: MIT
#pragma once

// tern's echo service, and the program around it.

#include <chrono>
#include <cstdint>
#include <cstdlib>
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

/// Serves on a port that the system picks, until SIGTERM; `prepare` may add what else is served.
/// @returns the exit code.
///
///     --tls CERTIFICATE KEY    with TLS
///     --threads N              I/O threads, 1
///     --busy-poll US           for how long they look for more to do before they sleep, 0
template <class F = decltype([](tern::server&) {})>
int serve(int argc, char** argv, tern::server_options options, F prepare = {}) {
  std::optional<tern::tls::server> tls;
  for (int i = 1; i < argc;) {
    const std::string_view option = argv[i];
    if (option == "--tls" && i + 2 < argc) {
      tls = tern::tls::server{.certificate = argv[i + 1], .key = argv[i + 2]};
      i += 3;
    } else if (option == "--busy-poll" && i + 1 < argc) {
      options.busy_poll = std::chrono::microseconds{std::strtol(argv[i + 1], nullptr, 10)};
      i += 2;
    } else if (option == "--threads" && i + 1 < argc) {
      options.io_thread_count = std::strtoul(argv[i + 1], nullptr, 10);
      i += 2;
    } else {
      std::cerr << "usage: " << argv[0]
                << " [--tls CERTIFICATE KEY] [--threads N] [--busy-poll US]\n";
      return 2;
    }
  }
  options.receive_max_bytes = 64 * 1024 * 1024;
  tern::server server{options};
  server.add<v1::Echo>(echo_service{});
  prepare(server);
  const auto address = tls ? server.listen("127.0.0.1:0", *tls) : server.listen("127.0.0.1:0");
  std::cout << "listening on " << to_string(address) << std::endl;
  server.run();
  return 0;
}

}  // namespace bench
