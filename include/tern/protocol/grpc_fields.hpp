// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <tern/base/base64.hpp>
#include <tern/base/config.hpp>
#include <tern/base/percent.hpp>
#include <tern/protocol/bad_response.hpp>
#include <tern/protocol/excerpt.hpp>
#include <tern/protocol/metadata_headers.hpp>
#include <tern/protocol/protocol.hpp>
#include <tern/protocol/timeout.hpp>
#include <tern/rpc/status_details.hpp>

/// The header fields that gRPC and gRPC-Web have in common.
/// @source gRPC, doc/PROTOCOL-HTTP2.md
namespace tern::protocol::detail {

/// For call_fields.hpp.
struct grpc_fields {
  static constexpr std::string_view timeout = "grpc-timeout";
  static constexpr std::string_view timeout_rule =
      "one to eight digits and one of H, M, S, m, u, n";
  static constexpr code bad_timeout = code::internal;
  static constexpr auto read_timeout = &tern::protocol::read_timeout;
  static constexpr auto write_timeout = &tern::protocol::write_timeout;
  static constexpr std::string_view encoding = "grpc-encoding";
  static constexpr std::string_view accept_encoding = "grpc-accept-encoding";
  static constexpr std::string_view user_agent = "grpc-c++-tern/" TERN_VERSION;
};

/// The same, but for the name of this client.
struct grpc_web_fields : grpc_fields {
  static constexpr std::string_view user_agent = "grpc-web-c++-tern/" TERN_VERSION;
};

/// Adds `grpc-status`, `grpc-message` if there is one, and the trailing metadata.
inline void append_outcome(http::headers& fields, const status& outcome,
                           const rpc::metadata& trailers) {
  std::array<char, 3> digits;
  const auto number = static_cast<unsigned>(outcome.code());
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  fields.add("grpc-status", {digits.data(), end});
  const std::string_view message = outcome.message();
  if (needs_percent_encoding(message)) {
    fields.add("grpc-message", percent_encode(message));
  } else if (!message.empty()) {
    fields.add("grpc-message", message);
  }
  if (!outcome.details().empty()) {
    fields.add("grpc-status-details-bin", base64_encode(rpc::encode_status(outcome)));
  }
  append_metadata(fields, trailers);
}

/// The status that `grpc-status` and `grpc-message` say.
[[nodiscard]] inline status read_grpc_status(std::string_view number_text,
                                             std::optional<std::string_view> encoded_message) {
  std::string message = percent_decode(encoded_message.value_or(""));
  std::uint32_t number = 0;
  const char* const end = number_text.data() + number_text.size();
  const auto [stopped, failure] = std::from_chars(number_text.data(), end, number);
  if (failure == std::errc{} && stopped == end) {
    if (const auto known = code_from_number(number)) return {*known, std::move(message)};
  }
  std::string text = "the server ended the call with grpc-status ";
  text.append(excerpt(number_text)).append(", which gRPC does not define");
  if (!message.empty()) text.append(": ").append(message);
  return {code::unknown, std::move(text)};
}

/// Reads `grpc-encoding` and the metadata of a response.
[[nodiscard]] inline response_start read_reply_fields(const http::head& response) {
  response_start start;
  read_reply_encoding(response, grpc_fields::encoding, code::internal, start);
  if (start.refusal.ok()) start.metadata = read_metadata(response.fields);
  return start;
}

/// How a call ended, if there is a `grpc-status` among `fields`.
[[nodiscard]] inline std::optional<outcome> find_outcome(const http::headers& fields) {
  if (const auto number = fields.get("grpc-status")) {
    outcome said{read_grpc_status(*number, fields.get("grpc-message")), read_metadata(fields)};
    if (const auto details = fields.get("grpc-status-details-bin")) {
      if (const auto encoded = base64_decode(*details)) {
        rpc::add_details(as_bytes(*encoded), said.status);
      }
    }
    return said;
  }
  return std::nullopt;
}

/// How a call ends whose answer is an error of HTTP: as `grpc-status` says, if it is an error, too.
/// What follows such a head is a page for people, if anything.
/// @source gRPC, doc/http-grpc-status-mapping.md
[[nodiscard]] inline response_start read_http_error(const http::head& response) {
  auto said = find_outcome(response.fields);
  if (!said || said->status.ok()) return refused_status(response);
  response_start start = refused(std::move(said->status));
  start.trailers = std::move(said->trailers);
  return start;
}

}  // namespace tern::protocol::detail
