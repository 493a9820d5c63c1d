// SPDX-License-Identifier: MIT
#pragma once

// How much a client asks for, from its command line. All clients take the same options; one that
// cannot do what is asked for refuses it.
//
//     --target HOST:PORT     the server
//     --connections N        over which the calls are spread evenly
//     --in-flight N          calls at a time, over all connections
//     --warm-up S            seconds before the window, 0.2
//     --seconds S            seconds of the window, 0.7
//     --calls N              that many calls in place of a time; no warm-up
//     --server-pid N         whose CPU time is measured in the same window
//
//     --method NAME          of echo.proto, Say; of Chat each message counts as a call
//     --messages N           of a Repeat and of a Collect, 100; each counts as a call
//     --bytes N              of data in each message beside its text, 0
//     --metadata N           entries that each call carries, 0
//     --timeout S            the deadline of each call; 0, as by default, is none
//     --rate N               calls per second, begun when they are due whatever the server does; a
//                            call's time counts from then. 0, as by default, is as many as possible
//     --ca FILE              connects with TLS, and trusts this certificate
//     --protocol NAME        grpc or connect, grpc by default
//     --codec NAME           proto or json, proto by default
//     --http N               1 or 2, 2 by default
//     --busy-poll US         how long the client looks for more to do before it sleeps, 0
//     --hold 1               when all calls are made: says so, and keeps all open until its input
//                            ends

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

namespace bench {

using clock = std::chrono::steady_clock;
using seconds = std::chrono::duration<double>;

struct load {
  std::string target;
  std::size_t connection_count = 1;
  std::size_t in_flight_count = 1;
  seconds warm_up{0.2};
  seconds window{0.7};
  std::uint64_t call_count = 0;  ///< 0 means as many as the window has room for
  pid_t server_pid = 0;          ///< 0 means that nobody asks

  std::string method = "Say";
  std::uint64_t messages_per_call = 100;
  std::size_t data_bytes = 0;
  std::size_t metadata_count = 0;
  seconds timeout{0};
  double calls_per_second = 0;
  std::string ca;
  std::string protocol = "grpc";
  std::string codec = "proto";
  int http = 2;
  std::chrono::microseconds busy_poll{0};
  bool hold = false;

  /// Whether the calls are what every client can make: unary, with nothing beside the messages.
  [[nodiscard]] bool plain() const {
    return method == "Say" && metadata_count == 0 && timeout.count() == 0 &&
           calls_per_second == 0 && ca.empty() && protocol == "grpc" && codec == "proto" &&
           http == 2 && busy_poll.count() == 0 && !hold;
  }
};

/// Reads the command line; ends the program if it makes no sense.
inline load parse_load(int argc, char** argv) {
  load wanted;
  const auto refuse = [&](std::string_view what) {
    std::cerr << argv[0] << ": " << what << "; bench/stack/load.hpp lists the options\n";
    std::exit(2);
  };
  for (int i = 1; i < argc; i += 2) {
    const std::string_view option = argv[i];
    if (i + 1 == argc) refuse(option);
    const char* const value = argv[i + 1];
    if (option == "--target") {
      wanted.target = value;
    } else if (option == "--connections") {
      wanted.connection_count = std::strtoul(value, nullptr, 10);
    } else if (option == "--in-flight") {
      wanted.in_flight_count = std::strtoul(value, nullptr, 10);
    } else if (option == "--warm-up") {
      wanted.warm_up = seconds{std::strtod(value, nullptr)};
    } else if (option == "--seconds") {
      wanted.window = seconds{std::strtod(value, nullptr)};
    } else if (option == "--calls") {
      wanted.call_count = std::strtoull(value, nullptr, 10);
    } else if (option == "--server-pid") {
      wanted.server_pid = static_cast<pid_t>(std::strtol(value, nullptr, 10));
    } else if (option == "--method") {
      wanted.method = value;
    } else if (option == "--messages") {
      wanted.messages_per_call = std::strtoull(value, nullptr, 10);
    } else if (option == "--bytes") {
      wanted.data_bytes = std::strtoul(value, nullptr, 10);
    } else if (option == "--metadata") {
      wanted.metadata_count = std::strtoul(value, nullptr, 10);
    } else if (option == "--timeout") {
      wanted.timeout = seconds{std::strtod(value, nullptr)};
    } else if (option == "--rate") {
      wanted.calls_per_second = std::strtod(value, nullptr);
    } else if (option == "--ca") {
      wanted.ca = value;
    } else if (option == "--protocol") {
      wanted.protocol = value;
    } else if (option == "--codec") {
      wanted.codec = value;
    } else if (option == "--http") {
      wanted.http = static_cast<int>(std::strtol(value, nullptr, 10));
    } else if (option == "--busy-poll") {
      wanted.busy_poll = std::chrono::microseconds{std::strtol(value, nullptr, 10)};
    } else if (option == "--hold") {
      wanted.hold = std::string_view{value} == "1";
    } else {
      refuse(option);
    }
  }
  if (wanted.target.empty()) refuse("--target is missing");
  if (wanted.connection_count == 0 || wanted.in_flight_count < wanted.connection_count) {
    refuse("each connection needs at least one call in flight");
  }
  return wanted;
}

/// For a client that only makes plain calls.
inline void refuse_all_but_plain(const load& wanted, const char* program) {
  if (wanted.plain()) return;
  std::cerr << program << ": makes unary calls without TLS, deadlines and metadata only\n";
  std::exit(2);
}

}  // namespace bench
