// SPDX-License-Identifier: MIT
#pragma once

// How much a client asks for, from its command line. All clients take the same options:
//
//     --target HOST:PORT     the server
//     --connections N        over which the calls are spread evenly
//     --in-flight N          calls at a time, over all connections
//     --warm-up S            seconds before the window, 0.2
//     --seconds S            seconds of the window, 0.7
//     --calls N              that many calls in place of a time; no warm-up
//     --server-pid N         whose CPU time is measured in the same window

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

}  // namespace bench
