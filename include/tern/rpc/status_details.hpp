// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tern/base/bytes.hpp>
#include <tern/base/status.hpp>
#include <tern/codec/proto.hpp>
#include <tern/protobuf/any.hpp>
#include <tern/reflect/message.hpp>

/// Every message can be a detail of a status.
template <tern::reflect::message M>
struct tern::detail_codec<M> {
  static status_detail pack(const M& message) {
    protobuf::Any packed = protobuf::Any::pack(message);
    return {std::move(packed.type_url), std::move(packed.value)};
  }
  static std::optional<M> unpack(const status_detail& detail) {
    const std::string& url = detail.type_url;
    if (url.substr(url.rfind('/') + 1) != reflect::message_name<M>()) return std::nullopt;
    auto message = codec::decode<M>(detail.value);
    if (!message) return std::nullopt;
    return *std::move(message);
  }
};

namespace tern::rpc {

/// A status with its details, as it travels.
/// @source google/rpc/status.proto
struct Status {
  std::int32_t code = 0;
  std::string message;
  std::vector<protobuf::Any> details;
};
TERN_MESSAGE(Status, "google.rpc.Status", (1, code), (2, message), (3, details))

/// The encoded google.rpc.Status of a status.
[[nodiscard]] inline std::vector<std::byte> encode_status(const status& outcome) {
  Status message{static_cast<std::int32_t>(outcome.code()), outcome.message(), {}};
  for (const status_detail& each : outcome.details()) {
    message.details.push_back({each.type_url, each.value});
  }
  std::vector<std::byte> encoded(codec::encoded_size(message));
  codec::encode_to(message, encoded);
  return encoded;
}

/// Adds the details of an encoded google.rpc.Status to `outcome`, if it is one, and of the same
/// code: otherwise they belong to something else.
inline void add_details(byte_view encoded, status& outcome) {
  auto message = codec::decode<Status>(encoded);
  if (!message || message->code != static_cast<std::int32_t>(outcome.code())) return;
  for (protobuf::Any& each : message->details) {
    outcome.add_detail({std::move(each.type_url), std::move(each.value)});
  }
}

}  // namespace tern::rpc
