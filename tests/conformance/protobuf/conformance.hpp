// SPDX-License-Identifier: MIT
#pragma once

#include <tern/message.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

/// conformance.proto of Protobuf in C++: what its runner and a testee say to each other.
namespace conformance {

enum class WireFormat : std::int32_t { UNSPECIFIED, PROTOBUF, JSON, JSPB, TEXT_FORMAT };
TERN_ENUM(WireFormat, UNSPECIFIED, PROTOBUF, JSON, JSPB, TEXT_FORMAT)

enum class TestCategory : std::int32_t {
  UNSPECIFIED_TEST,
  BINARY_TEST,
  JSON_TEST,
  JSON_IGNORE_UNKNOWN_PARSING_TEST,
  JSPB_TEST,
  TEXT_FORMAT_TEST,
};
TERN_ENUM(TestCategory, UNSPECIFIED_TEST, BINARY_TEST, JSON_TEST, JSON_IGNORE_UNKNOWN_PARSING_TEST,
          JSPB_TEST, TEXT_FORMAT_TEST)

/// The places of its alternatives in the variant.
namespace payload {
enum index : std::size_t { none, protobuf, json, jspb, text };
}

struct ConformanceRequest {
  std::variant<std::monostate, std::vector<std::byte>, std::string, std::string, std::string>
      payload;
  WireFormat requested_output_format{};
  std::string message_type;
  TestCategory test_category{};
  bool print_unknown_fields = false;
};
TERN_MESSAGE(ConformanceRequest,
             (oneof, payload, (1, protobuf_payload), (2, json_payload), (7, jspb_payload),
              (8, text_payload)),
             (3, requested_output_format), (4, message_type), (5, test_category),
             (9, print_unknown_fields))

/// The same for a response.
namespace outcome {
enum index : std::size_t {
  none,
  parse_error,
  serialize_error,
  timeout_error,
  runtime_error,
  protobuf,
  json,
  skipped,
  jspb,
  text,
};
}

struct ConformanceResponse {
  std::variant<std::monostate, std::string, std::string, std::string, std::string,
               std::vector<std::byte>, std::string, std::string, std::string, std::string>
      result;
};
TERN_MESSAGE(ConformanceResponse,
             (oneof, result, (1, parse_error), (6, serialize_error), (9, timeout_error),
              (2, runtime_error), (3, protobuf_payload), (4, json_payload), (5, skipped),
              (7, jspb_payload), (8, text_payload)))

}  // namespace conformance
