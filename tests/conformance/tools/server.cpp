// SPDX-License-Identifier: MIT

// The server that tools and proxies are tried on. It never saw a .proto file.
//
//   server --listen HOST:PORT                                 repeated as wanted
//   server --certificate FILE --key FILE --listen HOST:PORT   TLS on the addresses that follow
//   server --proto FILE                                       writes the contract and ends

#include <chrono>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/schema.hpp>
#include <tern/server.hpp>
#include <tern/services.hpp>
#include <tern/well_known.hpp>

#include <tests/conformance/tools/contract.hpp>

namespace {

using namespace probe::v1;

class ProbeService {
 public:
  explicit ProbeService(tern::health health) : health_(std::move(health)) {}

  tern::task<Sample> Echo(tern::context& ctx, Sample request) {
    echo_metadata(ctx);
    co_return request;
  }

  tern::stream<Sample> Count(tern::context& ctx, CountRequest request) {
    echo_metadata(ctx);
    for (std::int32_t i = 1; i <= request.to; ++i) {
      Sample reply;
      reply.text = std::to_string(i);
      reply.payload.resize(request.payload_bytes, std::byte{'x'});
      co_yield std::move(reply);
    }
  }

  tern::task<Sample> Join(tern::context& ctx, tern::stream<Sample> requests) {
    echo_metadata(ctx);
    Sample joined;
    while (auto request = co_await requests.next()) joined.text += request->text;
    co_return joined;
  }

  tern::stream<Sample> Chat(tern::context& ctx, tern::stream<Sample> requests) {
    echo_metadata(ctx);
    while (auto request = co_await requests.next()) co_yield *std::move(request);
  }

  tern::task<Sample> Fail(tern::context& ctx, FailRequest request) {
    echo_metadata(ctx);
    throw failure(request);
    co_return Sample{};
  }

  tern::stream<Sample> FailLate(tern::context& ctx, FailRequest request) {
    echo_metadata(ctx);
    for (std::int32_t i = 1; i <= request.after_count; ++i) {
      Sample reply;
      reply.text = std::to_string(i);
      co_yield std::move(reply);
    }
    throw failure(request);
  }

  tern::task<Sample> Wait(tern::context& ctx, WaitRequest) {
    note_start(ctx);
    try {
      co_await tern::sleep_for(std::chrono::hours{1});
    } catch (const tern::error& reason) {
      note_end(reason.status());
      throw;
    }
    co_return Sample{};
  }

  tern::task<SeenReply> Seen(SeenRequest) {
    const std::lock_guard lock{mutex_};
    co_return seen_;
  }

  tern::task<SetHealthReply> SetHealth(SetHealthRequest request) {
    if (request.shut_down) {
      health_.shut_down();
    } else {
      health_.set(request.service, request.serving ? tern::serving_status::serving
                                                   : tern::serving_status::not_serving);
    }
    co_return SetHealthReply{};
  }

 private:
  // What begins with x-head comes back in the headers, what begins with x-trail in the trailers.
  static void echo_metadata(tern::context& ctx) {
    for (const auto each : ctx.request_metadata()) {
      if (each.name.starts_with("x-head")) ctx.headers().add(each.name, each.value);
      if (each.name.starts_with("x-trail")) ctx.trailers().add(each.name, each.value);
    }
  }

  static tern::error failure(const FailRequest& request) {
    const auto code = static_cast<tern::code>(request.code);
    if (!request.with_details) return {code, request.message};
    return {code, request.message,
            tern::rpc::BadRequest{{{.field = "text", .description = "is too short"}}},
            tern::rpc::ErrorInfo{.reason = "TEST", .domain = "probe.example.com"}};
  }

  void note_start(const tern::context& ctx) {
    const std::lock_guard lock{mutex_};
    ++seen_.started;
    seen_.time_left_ms = 0;
    if (ctx.deadline() == tern::runtime::never) return;
    const auto left = ctx.deadline() - std::chrono::steady_clock::now();
    seen_.time_left_ms = std::chrono::duration_cast<std::chrono::milliseconds>(left).count();
  }

  void note_end(const tern::status& reason) {
    const std::lock_guard lock{mutex_};
    ++seen_.ended;
    seen_.why_ended = tern::to_string(reason.code());
  }

  tern::health health_;
  std::mutex mutex_;
  SeenReply seen_;
};

int write_contract(const std::string& file) {
  const auto files = tern::proto_files<Probe>().value();
  std::ofstream{file} << files.front().text;
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    tern::server server;
    tern::health health{server};
    tern::reflection reflection{server};
    tern::channelz channelz{server};
    health.set("probe.v1.Probe", tern::serving_status::serving);
    server.add<Probe>(std::make_shared<ProbeService>(health));

    tern::tls::server tls;
    for (int i = 1; i + 1 < argc; i += 2) {
      const std::string_view option = argv[i];
      const std::string value = argv[i + 1];
      if (option == "--proto") return write_contract(value);
      if (option == "--certificate") tls.certificate = value;
      if (option == "--key") tls.key = value;
      if (option == "--listen") {
        const auto at = tls.key.empty() ? server.listen(value) : server.listen(value, tls);
        std::cout << "listening on " << to_string(at) << std::endl;
      }
    }
    server.run();
  } catch (const std::exception& failure) {
    std::cerr << failure.what() << '\n';
    return 1;
  }
}
