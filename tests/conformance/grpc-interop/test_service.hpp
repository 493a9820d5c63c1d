// SPDX-License-Identifier: MIT
#pragma once

// The contract that all implementations of gRPC test each other with.
// Source: grpc/testing/{empty,messages,test}.proto

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <tern/contract.hpp>

namespace grpc::testing {

struct Empty {};
TERN_MESSAGE(Empty)

/// A flag that can be absent, of older times than `optional`.
struct BoolValue {
  bool value = false;
};
TERN_MESSAGE(BoolValue, (1, value))

enum class PayloadType : std::int32_t { compressable };
TERN_ENUM(PayloadType, (compressable, "COMPRESSABLE"))

/// So many zeros that a message is as long as a case wants it.
struct Payload {
  PayloadType type = PayloadType::compressable;
  std::string body{};
};
TERN_MESSAGE(Payload, (1, type), (2, body, tern::bytes))

/// The status that the server is to answer with.
struct EchoStatus {
  std::int32_t code = 0;
  std::string message{};
};
TERN_MESSAGE(EchoStatus, (1, code), (2, message))

/// What the server is to report of its load.
struct TestOrcaReport {
  double cpu_utilization = 0;
  double memory_utilization = 0;
  std::map<std::string, double> request_cost{};
  std::map<std::string, double> utilization{};
};
TERN_MESSAGE(TestOrcaReport, (1, cpu_utilization), (2, memory_utilization), (3, request_cost),
             (4, utilization))

struct SimpleRequest {
  PayloadType response_type = PayloadType::compressable;
  std::int32_t response_size = 0;  ///< bytes of the reply's payload
  std::optional<Payload> payload{};
  bool fill_username = false;
  bool fill_oauth_scope = false;
  std::optional<BoolValue> response_compressed{};
  std::optional<EchoStatus> response_status{};
  std::optional<BoolValue> expect_compressed{};  ///< whether this request says that it is
  bool fill_server_id = false;
  std::optional<TestOrcaReport> orca_per_query_report{};
};
TERN_MESSAGE(SimpleRequest, (1, response_type), (2, response_size), (3, payload),
             (4, fill_username), (5, fill_oauth_scope), (6, response_compressed),
             (7, response_status), (8, expect_compressed), (9, fill_server_id),
             (11, orca_per_query_report))

struct SimpleResponse {
  std::optional<Payload> payload{};
  std::string username{};
  std::string oauth_scope{};
  std::string server_id{};  ///< another one for each process
};
TERN_MESSAGE(SimpleResponse, (1, payload), (2, username), (3, oauth_scope), (4, server_id))

struct StreamingInputCallRequest {
  std::optional<Payload> payload{};
  std::optional<BoolValue> expect_compressed{};
};
TERN_MESSAGE(StreamingInputCallRequest, (1, payload), (2, expect_compressed))

struct StreamingInputCallResponse {
  std::int32_t aggregated_payload_size = 0;  ///< bytes of all payloads
};
TERN_MESSAGE(StreamingInputCallResponse, (1, aggregated_payload_size))

/// What one reply is to be like.
struct ResponseParameters {
  std::int32_t size = 0;         ///< bytes of its payload
  std::int32_t interval_us = 0;  ///< microseconds to wait before it
  std::optional<BoolValue> compressed{};
};
TERN_MESSAGE(ResponseParameters, (1, size), (2, interval_us), (3, compressed))

struct StreamingOutputCallRequest {
  PayloadType response_type = PayloadType::compressable;
  std::vector<ResponseParameters> response_parameters{};  ///< one for each reply
  std::optional<Payload> payload{};
  std::optional<EchoStatus> response_status{};
  std::optional<TestOrcaReport> orca_oob_report{};
};
TERN_MESSAGE(StreamingOutputCallRequest, (1, response_type), (2, response_parameters), (3, payload),
             (7, response_status), (8, orca_oob_report))

struct StreamingOutputCallResponse {
  std::optional<Payload> payload{};
};
TERN_MESSAGE(StreamingOutputCallResponse, (1, payload))

struct TestService {
  tern::task<Empty> EmptyCall(Empty);
  tern::task<SimpleResponse> UnaryCall(SimpleRequest);
  tern::task<SimpleResponse> CacheableUnaryCall(SimpleRequest);
  tern::stream<StreamingOutputCallResponse> StreamingOutputCall(StreamingOutputCallRequest);
  tern::task<StreamingInputCallResponse> StreamingInputCall(
      tern::stream<StreamingInputCallRequest>);
  tern::stream<StreamingOutputCallResponse> FullDuplexCall(
      tern::stream<StreamingOutputCallRequest>);
  /// All requests first, then all replies.
  tern::stream<StreamingOutputCallResponse> HalfDuplexCall(
      tern::stream<StreamingOutputCallRequest>);
};
TERN_SERVICE(TestService, EmptyCall, UnaryCall, CacheableUnaryCall, StreamingOutputCall,
             StreamingInputCall, FullDuplexCall, HalfDuplexCall)

/// A method of the service that no server has; a contract of its own, so that none is made to.
struct UnimplementedMethod {
  tern::task<Empty> UnimplementedCall(Empty);
};
TERN_SERVICE(UnimplementedMethod, ("grpc.testing.TestService"), UnimplementedCall)

/// A service that no server has.
struct UnimplementedService {
  tern::task<Empty> UnimplementedCall(Empty);
};
TERN_SERVICE(UnimplementedService, UnimplementedCall)

}  // namespace grpc::testing
