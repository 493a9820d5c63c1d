// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>

#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>
#include <tern/base/status.hpp>
#include <tern/json/encode.hpp>
#include <tern/rpc/error_details.hpp>
#include <tern/schema/message_codec.hpp>
#include <tern/schema/type_registry.hpp>

namespace tern::protocol {
namespace detail {

// What every client may be expected to know.
[[nodiscard]] inline const schema::type_registry& known_details() {
  static const auto types =
      schema::type_registry{}
          .add<rpc::ErrorInfo, rpc::RetryInfo, rpc::DebugInfo, rpc::QuotaFailure,
               rpc::PreconditionFailure, rpc::LocalizedMessage, rpc::BadRequest, rpc::RequestInfo,
               rpc::ResourceInfo, rpc::Help>();
  return types;
}

}  // namespace detail

/// What is in a detail of a status, as google.protobuf.Any is in JSON: by `codec` if that is there
/// and knows the type, or else if it is one of google/rpc/error_details.proto.
/// @returns nothing if nobody knows the type, or the bytes are none of it.
/// @source Protocol Buffers, "ProtoJSON Format", Any
[[nodiscard]] inline std::string write_detail_json(const status_detail& detail,
                                                   const schema::message_codec* codec) {
  const protobuf::Any any{detail.type_url, detail.value};
  buffer text;
  if (codec != nullptr && codec->encode(schema::message_info_of<protobuf::Any>(), &any, text)) {
    return std::string{as_text(text.view())};
  }
  auto known = json::encode(any, {.types = &detail::known_details()});
  return known ? *std::move(known) : std::string{};
}

}  // namespace tern::protocol
