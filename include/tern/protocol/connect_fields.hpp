// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include <tern/base/config.hpp>
#include <tern/base/status.hpp>
#include <tern/http/head.hpp>
#include <tern/protocol/call_fields.hpp>
#include <tern/protocol/connect_timeout.hpp>
#include <tern/protocol/excerpt.hpp>
#include <tern/protocol/protocol.hpp>

/// The header fields of Connect's unary and streaming calls.
/// @source Connect, "Unary-Request" and "Streaming-Request"
namespace tern::protocol::detail {

/// For call_fields.hpp: what both have in common.
struct connect_fields {
  static constexpr std::string_view timeout = "connect-timeout-ms";
  static constexpr std::string_view timeout_rule = "one to ten digits";
  static constexpr code bad_timeout = code::invalid_argument;
  static constexpr auto read_timeout = &tern::protocol::read_connect_timeout;
  static constexpr auto write_timeout = &tern::protocol::write_connect_timeout;
  static constexpr std::string_view user_agent = "connect-c++-tern/" TERN_VERSION;
};

struct connect_unary_fields : connect_fields {
  static constexpr std::string_view encoding = "content-encoding";
  static constexpr std::string_view accept_encoding = "accept-encoding";
};

struct connect_stream_fields : connect_fields {
  static constexpr std::string_view encoding = "connect-content-encoding";
  static constexpr std::string_view accept_encoding = "connect-accept-encoding";
};

/// Of a request without a body: how its message is compressed is said in the query.
struct connect_get_fields : connect_unary_fields {
  static constexpr std::string_view encoding = {};
};

/// Reads the fields of a request.
template <class Fields>
void read_connect_fields(const http::headers& fields, accepted& call) {
  const std::string_view version = fields.get("connect-protocol-version").value_or("1");
  if (version != "1") {
    refuse_call(call, code::invalid_argument,
                "connect-protocol-version is " + excerpt(version) + ", it has to be 1");
  }
  read_call_fields<Fields>(fields, call);
  // Who says nothing takes what it sends.
  if (call.accept_encoding.data() == nullptr && call.request_encoding != nullptr) {
    call.accept_encoding = call.request_encoding->name();
  }
}

}  // namespace tern::protocol::detail
