// SPDX-License-Identifier: MIT

// gRPC's interop client: interop_client --server_port=N --test_case=NAME, see --help
// Exits 0 if the case has passed, else says what was wrong and exits 1.
// Source of the cases: gRPC, doc/interop-test-descriptions.md

#include <algorithm>
#include <iostream>
#include <string_view>

#include <CLI/CLI.hpp>

#include <tern/client.hpp>

#include "compression_cases.hpp"
#include "ending_cases.hpp"
#include "load_report_cases.hpp"
#include "settings.hpp"
#include "soak_cases.hpp"
#include "streaming_cases.hpp"
#include "subject.hpp"
#include "unary_cases.hpp"

namespace {

struct test_case {
  std::string_view name;
  tern::task<void> (*run)(interop::subject&);
};

constexpr test_case all_cases[] = {
    {"cancel_after_begin", interop::cancel_after_begin},
    {"cancel_after_first_response", interop::cancel_after_first_response},
    {"channel_soak", interop::channel_soak},
    {"client_compressed_streaming", interop::client_compressed_streaming},
    {"client_compressed_unary", interop::client_compressed_unary},
    {"client_streaming", interop::client_streaming},
    {"custom_metadata", interop::custom_metadata},
    {"empty_stream", interop::empty_stream},
    {"empty_unary", interop::empty_unary},
    {"half_duplex", interop::half_duplex},
    {"large_unary", interop::large_unary},
    {"orca_oob", interop::orca_oob},
    {"orca_per_rpc", interop::orca_per_rpc},
    {"pick_first_unary", interop::pick_first_unary},
    {"ping_pong", interop::ping_pong},
    {"rpc_soak", interop::rpc_soak},
    {"server_compressed_streaming", interop::server_compressed_streaming},
    {"server_compressed_unary", interop::server_compressed_unary},
    {"server_streaming", interop::server_streaming},
    {"slow_consumer", interop::slow_consumer},
    {"special_status_message", interop::special_status_message},
    {"status_code_and_message", interop::status_code_and_message},
    {"timeout_on_sleeping_server", interop::timeout_on_sleeping_server},
    {"unimplemented_method", interop::unimplemented_method},
    {"unimplemented_service", interop::unimplemented_service},
};

}  // namespace

int main(int argc, char** argv) {
  interop::settings how;
  CLI::App flags{"gRPC's interop client"};
  add_flags(flags, how);
  CLI11_PARSE(flags, argc, argv);

  const auto* const chosen = std::ranges::find(all_cases, how.test_case, &test_case::name);
  if (chosen == std::ranges::end(all_cases)) {
    std::cerr << "there is no case " << how.test_case << "; there are:";
    for (const test_case& each : all_cases) std::cerr << ' ' << each.name;
    std::cerr << '\n';
    return 2;
  }

  try {
    interop::subject server{how};
    tern::run(chosen->run(server));
  } catch (const std::exception& failure) {
    std::cerr << how.test_case << ": " << failure.what() << '\n';
    return 1;
  }
}
