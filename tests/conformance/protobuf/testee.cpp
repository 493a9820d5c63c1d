// SPDX-License-Identifier: MIT

/// The program that Protobuf's conformance runner asks, on its standard input and output: each
/// request and each response is a message behind its length in four bytes, the lowest first.

#include <tern/json.hpp>
#include <tern/message.hpp>
#include <tern/well_known.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <tests/conformance/protobuf/conformance.hpp>
#include <tests/conformance/protobuf/test_messages.hpp>

namespace {

using conformance::ConformanceRequest;
using conformance::ConformanceResponse;
using conformance::WireFormat;
namespace outcome = conformance::outcome;
namespace payload = conformance::payload;

template <outcome::index Index, class Value>
ConformanceResponse answer_with(Value value) {
  ConformanceResponse response;
  response.result.emplace<Index>(std::move(value));
  return response;
}

namespace test_messages = protobuf_test_messages;
namespace wkt = tern::protobuf;

/// What may be in an Any.
const tern::json::type_registry any_types =
    tern::json::type_registry{}
        .add<test_messages::proto3::TestAllTypesProto3, test_messages::proto2::TestAllTypesProto2,
             test_messages::editions::proto3::TestAllTypesProto3,
             test_messages::editions::proto2::TestAllTypesProto2>()
        .add<wkt::Any, wkt::BoolValue, wkt::BytesValue, wkt::DoubleValue, wkt::Duration, wkt::Empty,
             wkt::FieldMask, wkt::FloatValue, wkt::Int32Value, wkt::Int64Value, wkt::ListValue,
             wkt::StringValue, wkt::Struct, wkt::Timestamp, wkt::UInt32Value, wkt::UInt64Value,
             wkt::Value>();

/// The message of a request, why it is none, or nothing if its format is not spoken here.
template <class M>
std::optional<tern::result<M>> read(const ConformanceRequest& request) {
  if (const auto* const bytes = std::get_if<payload::protobuf>(&request.payload)) {
    return tern::codec::decode<M>(*bytes);
  }
  if (const auto* const text = std::get_if<payload::json>(&request.payload)) {
    using conformance::TestCategory;
    const bool lenient = request.test_category == TestCategory::JSON_IGNORE_UNKNOWN_PARSING_TEST;
    return tern::json::decode<M>(*text, {.ignore_unknown = lenient, .types = &any_types});
  }
  return std::nullopt;
}

template <class M>
ConformanceResponse write(const M& message, const ConformanceRequest& request) {
  if (request.requested_output_format == WireFormat::PROTOBUF) {
    std::vector<std::byte> encoded(tern::codec::encoded_size(message));
    tern::codec::encode_to(message, encoded);
    return answer_with<outcome::protobuf>(std::move(encoded));
  }
  if (request.requested_output_format == WireFormat::JSON) {
    auto text = tern::json::encode(message, {.types = &any_types});
    if (!text) return answer_with<outcome::serialize_error>(text.status().message());
    return answer_with<outcome::json>(*std::move(text));
  }
  return answer_with<outcome::skipped>(std::string{"output format"});
}

template <class M>
ConformanceResponse transcode(const ConformanceRequest& request) {
  const auto message = read<M>(request);
  if (!message) return answer_with<outcome::skipped>(std::string{"input format"});
  if (!*message) return answer_with<outcome::parse_error>(message->status().message());
  return write(**message, request);
}

struct message_type {
  std::string_view name;
  ConformanceResponse (*transcode)(const ConformanceRequest&);
};

template <class M>
constexpr message_type type_of{tern::reflect::message_name<M>(), transcode<M>};

constexpr std::array message_types{
    type_of<test_messages::proto3::TestAllTypesProto3>,
    type_of<test_messages::proto2::TestAllTypesProto2>,
    type_of<test_messages::editions::proto3::TestAllTypesProto3>,
    type_of<test_messages::editions::proto2::TestAllTypesProto2>,
    type_of<test_messages::editions::TestAllTypesEdition2023>,
};

ConformanceResponse answer(const ConformanceRequest& request) {
  for (const message_type& type : message_types) {
    if (type.name == request.message_type) return type.transcode(request);
  }
  return answer_with<outcome::skipped>("no message type " + request.message_type);
}

bool read_all(std::byte* at, std::size_t size) {
  return std::fread(at, 1, size, stdin) == size;
}

bool write_all(const std::byte* at, std::size_t size) {
  return std::fwrite(at, 1, size, stdout) == size;
}

/// Answers one request. @returns false at the end of the input.
bool serve_one() {
  std::array<std::byte, 4> prefix;
  if (!read_all(prefix.data(), prefix.size())) return false;
  std::uint32_t length = 0;
  for (std::size_t i = 0; i < 4; ++i) length |= std::to_integer<std::uint32_t>(prefix[i]) << 8 * i;

  std::vector<std::byte> bytes(length);
  if (!read_all(bytes.data(), bytes.size())) return false;
  const auto request = tern::codec::decode<ConformanceRequest>(bytes);
  const auto response =
      request ? answer(*request) : answer_with<outcome::runtime_error>(request.status().message());

  const std::size_t size = tern::codec::encoded_size(response);
  for (std::size_t i = 0; i < 4; ++i) prefix[i] = static_cast<std::byte>(size >> 8 * i & 0xff);
  bytes.resize(size);
  tern::codec::encode_to(response, bytes);
  return write_all(prefix.data(), prefix.size()) && write_all(bytes.data(), bytes.size()) &&
         std::fflush(stdout) == 0;
}

}  // namespace

int main() {
  while (serve_one()) {
  }
}
