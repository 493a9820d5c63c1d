// SPDX-License-Identifier: MIT
#pragma once

// What the command line of the client says, by the names that gRPC's clients have for it.

#include <chrono>
#include <cstdint>
#include <string>

#include <CLI/CLI.hpp>

#include <tern/client.hpp>

namespace interop {

/// How the cases that repeat a call for long do so.
struct soak_settings {
  int iterations = 10;
  int max_failures = 0;
  int threads = 1;  ///< calls that run at once
  std::int32_t request_size = 271828;
  std::int32_t response_size = 314159;
  std::int64_t max_latency_ms = 1000;
  std::int64_t min_interval_ms = 0;
  std::int64_t overall_timeout_s = 10;
};

struct settings {
  std::string server_host = "localhost";
  std::uint16_t server_port = 0;
  std::string server_host_override;
  bool use_tls = false;
  bool use_test_ca = false;
  std::string ca_file;
  std::string test_case = "large_unary";
  soak_settings soak;

  [[nodiscard]] std::string target() const {
    return server_host + ":" + std::to_string(server_port);
  }

  [[nodiscard]] tern::channel_options channel_options() const {
    tern::channel_options options;
    if (use_tls) {
      options.tls = tern::tls::client{.ca = use_test_ca ? ca_file : std::string{},
                                      .server_name = server_host_override};
    } else {
      options.authority = server_host_override;
    }
    return options;
  }
};

/// Adds the flags that set `to`.
/// @lifetime `to` outlives the parsing.
inline void add_flags(CLI::App& flags, settings& to) {
  flags.add_option("--server_host", to.server_host, "the server's name or address");
  flags.add_option("--server_port", to.server_port)->required();
  flags.add_option("--server_host_override", to.server_host_override,
                   "what the server is told that it is called; its certificate has to hold for it");
  flags.add_flag("--use_tls", to.use_tls, "connect with TLS");
  flags.add_flag("--use_test_ca", to.use_test_ca, "trust --ca_file, not the system's authorities");
  flags.add_option("--ca_file", to.ca_file, "the test authority's certificate, PEM");
  flags.add_option("--test_case", to.test_case,
                   "what to do; a name that there is not lists those that there are");

  flags.add_option("--soak_iterations", to.soak.iterations);
  flags.add_option("--soak_max_failures", to.soak.max_failures);
  flags.add_option("--soak_num_threads", to.soak.threads, "calls that run at once");
  flags.add_option("--soak_request_size", to.soak.request_size, "bytes");
  flags.add_option("--soak_response_size", to.soak.response_size, "bytes");
  flags.add_option("--soak_per_iteration_max_acceptable_latency_ms", to.soak.max_latency_ms);
  flags.add_option("--soak_min_time_ms_between_rpcs", to.soak.min_interval_ms);
  flags.add_option("--soak_overall_timeout_seconds", to.soak.overall_timeout_s);
}

}  // namespace interop
