// SPDX-License-Identifier: MIT
#pragma once

// What gRPC's test service does.
// Source: gRPC, doc/interop-test-descriptions.md, Server

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <tern/server.hpp>

#include "server_load.hpp"
#include "test_service.hpp"

namespace interop {

using grpc::testing::BoolValue;
using grpc::testing::EchoStatus;
using grpc::testing::Empty;
using grpc::testing::Payload;
using grpc::testing::ResponseParameters;
using grpc::testing::SimpleRequest;
using grpc::testing::SimpleResponse;
using grpc::testing::StreamingInputCallRequest;
using grpc::testing::StreamingInputCallResponse;
using grpc::testing::StreamingOutputCallRequest;
using grpc::testing::StreamingOutputCallResponse;

/// @thread one: what it says of the load is not for several.
class test_service {
 public:
  explicit test_service(std::shared_ptr<server_load> load) : load_(std::move(load)) {}

  tern::task<Empty> EmptyCall(tern::context& ctx, Empty) {
    echo_metadata(ctx);
    co_return Empty{};
  }

  tern::task<SimpleResponse> UnaryCall(tern::context& ctx, SimpleRequest request) {
    echo_metadata(ctx);
    check_compression(ctx, request.expect_compressed);
    if (request.response_compressed) compress(ctx, request.response_compressed->value);
    if (request.response_status) throw_wanted(*request.response_status);
    if (request.orca_per_query_report) {
      ctx.trailers().add(xds::data::orca::v3::trailer_name,
                         encode_report(*request.orca_per_query_report));
    }
    co_return SimpleResponse{.payload = zeros(request.response_size),
                             .server_id = request.fill_server_id ? id_ : std::string{}};
  }

  /// A reply that is another one each time, which a cache may keep.
  tern::task<SimpleResponse> CacheableUnaryCall(tern::context& ctx, SimpleRequest) {
    ctx.headers().add("cache-control", "max-age=60, public");
    const auto now = tern::clock::now().time_since_epoch();
    co_return SimpleResponse{.payload = Payload{.body = std::to_string(now.count())}};
  }

  tern::stream<StreamingOutputCallResponse> StreamingOutputCall(
      tern::context& ctx, StreamingOutputCallRequest request) {
    const auto& all = request.response_parameters;
    const auto says = [](const ResponseParameters& each) { return each.compressed.has_value(); };
    if (std::ranges::any_of(all, says)) compress(ctx, true);
    for (const ResponseParameters& wanted : all) {
      co_await pause(wanted);
      ctx.compress_messages(wanted.compressed.value_or(BoolValue{}).value);
      co_yield StreamingOutputCallResponse{zeros(wanted.size)};
    }
  }

  tern::task<StreamingInputCallResponse> StreamingInputCall(
      tern::context& ctx, tern::stream<StreamingInputCallRequest> requests) {
    std::size_t sum_bytes = 0;
    while (auto request = co_await requests.next()) {
      check_compression(ctx, request->expect_compressed);
      if (request->payload) sum_bytes += request->payload->body.size();
    }
    co_return StreamingInputCallResponse{static_cast<std::int32_t>(sum_bytes)};
  }

  tern::stream<StreamingOutputCallResponse> FullDuplexCall(
      tern::context& ctx, tern::stream<StreamingOutputCallRequest> requests) {
    echo_metadata(ctx);
    std::optional<server_load::turn> turn;  // until this call ends, no other says what the load is
    while (auto request = co_await requests.next()) {
      if (request->response_status) throw_wanted(*request->response_status);
      if (request->orca_oob_report) {
        if (!turn) turn.emplace(co_await load_->take_turn());
        load_->report = report_of(*request->orca_oob_report);
      }
      for (const ResponseParameters& wanted : request->response_parameters) {
        co_await pause(wanted);
        co_yield StreamingOutputCallResponse{zeros(wanted.size)};
      }
    }
  }

  tern::stream<StreamingOutputCallResponse> HalfDuplexCall(
      tern::context&, tern::stream<StreamingOutputCallRequest> requests) {
    std::vector<ResponseParameters> wanted_of_all;
    while (auto request = co_await requests.next()) {
      wanted_of_all.insert(wanted_of_all.end(), request->response_parameters.begin(),
                           request->response_parameters.end());
    }
    for (const ResponseParameters& wanted : wanted_of_all) {
      co_await pause(wanted);
      co_yield StreamingOutputCallResponse{zeros(wanted.size)};
    }
  }

 private:
  static void echo_metadata(tern::context& ctx) {
    const tern::metadata& sent = ctx.request_metadata();
    if (const auto value = sent.get("x-grpc-test-echo-initial")) {
      ctx.headers().add("x-grpc-test-echo-initial", *value);
    }
    if (const auto value = sent.get("x-grpc-test-echo-trailing-bin")) {
      ctx.trailers().add("x-grpc-test-echo-trailing-bin", *value);
    }
    if (const auto agent = sent.get("user-agent");
        agent && sent.contains("x-grpc-test-echo-useragent")) {
      ctx.headers().add("x-grpc-test-echo-useragent", *agent);
    }
  }

  /// Whether a request came compressed as it says of itself.
  static void check_compression(const tern::context& ctx, const std::optional<BoolValue>& said) {
    if (!said || said->value == ctx.request_was_compressed()) return;
    throw tern::error{tern::code::invalid_argument,
                      said->value ? "the request says that it is compressed, and is not"
                                  : "the request says that it is not compressed, and is"};
  }

  static void compress(tern::context& ctx, bool wanted) {
    ctx.compress(wanted ? tern::compression::gzip : tern::compression::identity);
  }

  /// Ends the call in the way that the client wants, if that is a failure.
  static void throw_wanted(const EchoStatus& wanted) {
    const auto number = static_cast<std::uint32_t>(wanted.code);
    const tern::code code = tern::code_from_number(number).value_or(tern::code::unknown);
    if (code != tern::code::ok) throw tern::error{code, wanted.message};
  }

  static Payload zeros(std::int32_t size_bytes) {
    if (size_bytes < 0) {
      throw tern::error{tern::code::invalid_argument,
                        "the size of a payload is " + std::to_string(size_bytes)};
    }
    return Payload{.body = std::string(static_cast<std::size_t>(size_bytes), '\0')};
  }

  static tern::task<void> pause(ResponseParameters wanted) {
    if (wanted.interval_us <= 0) co_return;
    co_await tern::sleep_for(std::chrono::microseconds{wanted.interval_us});
  }

  static std::string random_id() {
    std::random_device random;
    return std::to_string(random()) + "-" + std::to_string(random());
  }

  std::shared_ptr<server_load> load_;
  std::string id_ = random_id();
};

}  // namespace interop
