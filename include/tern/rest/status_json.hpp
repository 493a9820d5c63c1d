// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/base64.hpp>
#include <tern/base/status.hpp>
#include <tern/json/output.hpp>
#include <tern/protocol/connect_error.hpp>
#include <tern/protocol/detail_json.hpp>
#include <tern/schema/message_codec.hpp>

/// A status as REST writes it: google.rpc.Status in JSON.
///
///     {"code":3,"message":"bad request","details":[
///       {"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[…]}]}
///
namespace tern::rest {
namespace detail {

inline void write_detail(json::output& out, const status_detail& detail,
                         const schema::message_codec* json) {
  const std::string known = protocol::write_detail_json(detail, json);
  if (!known.empty()) return out.append(known);
  out.append(R"({"@type":)");
  protocol::detail::write_json_text(out, detail.type_url);
  out.append(R"(,"value":")");
  out.append(base64_encode(detail.value, base64_padding::full));
  out.append("\"}");
}

}  // namespace detail

/// The JSON of a status.
///
/// A detail is written as google.protobuf.Any, by `json` if that knows its type, or else if it is
/// one of google/rpc/error_details.proto; of the others there are the type and, as `value`, the
/// bytes in base64. Text that is not UTF-8 is repaired.
/// @source google/rpc/status.proto; Protocol Buffers, "ProtoJSON Format", Any
[[nodiscard]] inline std::string write_status(const status& outcome,
                                              const schema::message_codec* json = nullptr) {
  std::string text;
  json::string_output out{text};
  out.append(R"({"code":)");
  out.append(std::to_string(static_cast<std::uint32_t>(outcome.code())));
  out.append(R"(,"message":)");
  protocol::detail::write_json_text(out, outcome.message());
  std::string_view before = R"(,"details":[)";
  for (const status_detail& each : outcome.details()) {
    out.append(std::exchange(before, ","));
    detail::write_detail(out, each, json);
  }
  out.append(outcome.details().empty() ? "}" : "]}");
  out.finish();
  return text;
}

}  // namespace tern::rest
