// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include <tern/base/base64.hpp>
#include <tern/base/bytes.hpp>
#include <tern/http/challenge.hpp>
#include <tern/http/head.hpp>
#include <tern/protocol/call_fields.hpp>
#include <tern/protocol/connect_code.hpp>
#include <tern/protocol/framing.hpp>
#include <tern/protocol/media_type.hpp>
#include <tern/protocol/message_form.hpp>
#include <tern/protocol/metadata_headers.hpp>
#include <tern/protocol/protocol.hpp>
#include <tern/protocol/timeout.hpp>
#include <tern/rest/call_codec.hpp>
#include <tern/rest/status_json.hpp>
#include <tern/rpc/metadata.hpp>

namespace tern::rest {
namespace detail {

/// For call_fields.hpp. The timeout is gRPC's, as grpc-gateway has it; the rest is HTTP's.
struct fields {
  static constexpr std::string_view timeout = "grpc-timeout";
  static constexpr std::string_view timeout_rule = "one to eight digits and one of H M S m u n";
  static constexpr code bad_timeout = code::invalid_argument;
  static constexpr auto read_timeout = &protocol::read_timeout;
  static constexpr std::string_view encoding = "content-encoding";
  static constexpr std::string_view accept_encoding = "accept-encoding";
};

inline constexpr std::string_view json_type = "application/json";
inline constexpr std::string_view lines_type = "application/x-ndjson";
inline constexpr std::array<protocol::media_type, 1> body_types = {
    {{json_type, protocol::message_form::json}}};

inline constexpr std::string_view metadata_prefix = "grpc-metadata-";
inline constexpr std::string_view trailer_prefix = "grpc-trailer-";

inline void append_prefixed(http::headers& fields, std::string_view prefix,
                            const rpc::metadata& values) {
  for (const name_value each : values) {
    if (rpc::is_reserved_name(each.name)) continue;
    const std::string name = std::string{prefix}.append(each.name);
    if (rpc::is_binary_name(each.name)) {
      fields.add(name, base64_encode(as_bytes(each.value)));
    } else {
      fields.add(name, each.value);
    }
  }
}

}  // namespace detail

/// How calls that came by a rule are answered.
///
///     unary      head: 200, application/json, metadata, trailers      | the reply
///     streaming  head: 200, application/x-ndjson, metadata            | {"result":…} line …
///     a failure  head: 4xx or 5xx, application/json, metadata …       | google.rpc.Status
///     … late     the last line of a stream that has begun:            |
///     {"error":google.rpc.Status}
///
/// Metadata of the handler has `grpc-metadata-` in front of its names, trailers have
/// `grpc-trailer-`, so that neither can be mistaken for a field of HTTP. A request's metadata is
/// its header fields; `grpc-metadata-` in front of one is taken off.
/// @source grpc-gateway, "Mapping gRPC and HTTP", for names of fields and the form of lines;
/// google/rpc/code.proto for the HTTP status
struct answer final : protocol::server_protocol {
  [[nodiscard]] std::string_view name() const noexcept override { return "REST"; }

  [[nodiscard]] rpc::metadata request_metadata(const http::head& request) const override;

  [[nodiscard]] http::head response_head(const protocol::accepted& call,
                                         const rpc::metadata& initial) const override;

  [[nodiscard]] protocol::ending finish(const protocol::accepted& call, const status& outcome,
                                        const rpc::metadata& initial, const rpc::metadata& trailers,
                                        protocol::progress so_far) const override;
};

inline constexpr answer answer_protocol{};

inline rpc::metadata answer::request_metadata(const http::head& request) const {
  rpc::metadata metadata;
  for (const name_value each : request.fields) {
    std::string_view name = each.name;
    if (name.starts_with(detail::metadata_prefix)) {
      name.remove_prefix(detail::metadata_prefix.size());
    }
    protocol::read_metadata_field(metadata, name, each.value);
  }
  return metadata;
}

inline http::head answer::response_head(const protocol::accepted& call,
                                        const rpc::metadata& initial) const {
  http::head head;
  head.status = 200;
  head.fields.add("content-type", call.content_type);
  if (call.reply_encoding != nullptr) {
    head.fields.add("content-encoding", call.reply_encoding->name());
  }
  // What keeps answers keeps one for each encoding.
  if (call.by_get) head.fields.add("vary", "accept-encoding");
  detail::append_prefixed(head.fields, detail::metadata_prefix, initial);
  return head;
}

inline protocol::ending answer::finish(const protocol::accepted& call, const status& outcome,
                                       const rpc::metadata& initial, const rpc::metadata& trailers,
                                       protocol::progress so_far) const {
  protocol::ending end;
  const auto* const codec = static_cast<const call_codec*>(call.codec.get());
  const std::string error = outcome.ok() ? "" : write_status(outcome, &codec->json());
  if (so_far.head_sent) {
    if (!outcome.ok()) end.body.append(as_bytes(R"({"error":)" + error + "}\n"));
    if (!trailers.empty()) {
      detail::append_prefixed(end.trailers.emplace(), detail::trailer_prefix, trailers);
    }
    return end;
  }
  if (outcome.ok()) {
    end.head = response_head(call, initial);
  } else {
    http::head& head = end.head.emplace();
    head.status = protocol::connect_http_status(outcome.code());  // Google's table is the same
    head.fields.add("content-type", detail::json_type);
    if (!call.refusal.ok()) head.fields.add("accept-encoding", compress::accept_encoding);
    detail::append_prefixed(head.fields, detail::metadata_prefix, initial);
    end.body.append(as_bytes(error));
  }
  detail::append_prefixed(end.head->fields, detail::trailer_prefix, trailers);
  http::complete_challenge(*end.head);
  return end;
}

}  // namespace tern::rest
