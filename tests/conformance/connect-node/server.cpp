// SPDX-License-Identifier: MIT

// The server that Connect's clients are tried on.
//
//   server --descriptors FILE    writes the contract as a FileDescriptorSet and ends
//   server                       listens, says where, and serves until it is told to end

#include <chrono>
#include <cstdint>
#include <iostream>
#include <string>
#include <string_view>

#include <tern/json.hpp>
#include <tern/rpc/error_details.hpp>
#include <tern/server.hpp>

#include "tests/conformance/connect-node/contract.hpp"

namespace {

using namespace wanted::v1;
using namespace std::chrono_literals;

// What was sent beside the request comes back in the header fields and in the trailers.
void echo_metadata(tern::context& ctx) {
  for (const auto each : ctx.request_metadata()) {
    if (!each.name.starts_with("x-echo-")) continue;
    ctx.headers().add(each.name, each.value);
    ctx.trailers().add("x-after-" + std::string{each.name.substr(7)}, each.value);
  }
}

struct OracleService {
  tern::task<Told> Echo(tern::context& ctx, Ask ask) {
    echo_metadata(ctx);
    ctx.headers().add("x-request", ctx.request_was_compressed() ? "compressed" : "plain");
    co_return Told{ask.text, ask.number, ask.large, ask.payload};
  }

  // Fails with the code whose number is asked for.
  tern::task<Told> Fail(tern::context& ctx, Ask ask) {
    echo_metadata(ctx);
    const auto code = tern::code_from_number(static_cast<std::uint32_t>(ask.number));
    throw tern::error{code.value_or(tern::code::unknown), ask.text,
                      tern::rpc::ErrorInfo{.reason = "ASKED", .domain = "wanted"}};
    co_return Told{};
  }

  tern::task<Told> Linger(Ask) {
    co_await tern::sleep_for(1h);
    co_return Told{};
  }

  // `number` replies; then it fails if there is a text.
  tern::stream<Told> Count(tern::context& ctx, Ask ask) {
    echo_metadata(ctx);
    for (std::int32_t i = 1; i <= ask.number; ++i) co_yield Told{.number = i};
    if (!ask.text.empty()) throw tern::error{tern::code::aborted, ask.text};
  }

  tern::task<Told> Join(tern::stream<Ask> asks) {
    Told all;
    while (auto ask = co_await asks.next()) {
      all.text += ask->text;
      ++all.number;
    }
    co_return all;
  }

  tern::stream<Told> Chat(tern::stream<Ask> asks) {
    while (auto ask = co_await asks.next()) co_yield Told{ask->text};
  }
};

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc == 3 && argv[1] == std::string_view{"--descriptors"}) {
      return write_descriptors(argv[2]);
    }
    tern::server server{
        {.compression = tern::compress::compression::gzip, .json = &tern::json_codec}};
    server.add<Oracle>(OracleService{});
    std::cout << to_string(server.listen("127.0.0.1:0")) << std::endl;
    server.run();
  } catch (const std::exception& failure) {
    std::cerr << failure.what() << '\n';
    return 1;
  }
}
