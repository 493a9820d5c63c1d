// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <tern/base/config.hpp>
#include <tern/compress/compression.hpp>
#include <tern/http/head.hpp>
#include <tern/protocol/connect_timeout.hpp>
#include <tern/protocol/excerpt.hpp>
#include <tern/protocol/protocol.hpp>

/// The header fields that Connect's unary and streaming calls have in common.
/// @source Connect, "Unary-Request" and "Streaming-Request"
namespace tern::protocol::detail {

inline constexpr std::string_view connect_user_agent = "connect-c++-tern/" TERN_VERSION;

/// Refuses a call, unless there was a reason before.
inline void refuse_call(accepted& call, code why, std::string what) {
  if (call.refusal.ok()) call.refusal = {why, std::move(what)};
}

/// Notes how requests are compressed; `where` is the field or the parameter that says so.
inline void set_request_encoding(accepted& call, std::string_view where, std::string_view name) {
  const compress::named_encoding encoding = compress::find_encoding(name);
  call.request_encoding = encoding.how;
  if (encoding.known) return;
  refuse_call(
      call, code::unimplemented,
      std::string{where}.append(" is ").append(excerpt(name)).append(": this server decodes ") +
          std::string{compress::accept_encoding});
}

/// Reads the fields of a request. `encoding` and `accept_encoding` are the names of those two
/// fields; the first is empty if the encoding is not in a field.
inline void read_connect_fields(const http::headers& fields, std::string_view encoding,
                                std::string_view accept_encoding, accepted& call) {
  for (const name_value each : fields) {
    if (each.name == "connect-timeout-ms") {
      if (call.timeout) continue;
      call.timeout = read_connect_timeout(each.value);
      if (!call.timeout) {
        refuse_call(
            call, code::invalid_argument,
            "connect-timeout-ms is " + excerpt(each.value) + ": it has to be one to ten digits");
      }
    } else if (each.name == "connect-protocol-version") {
      if (each.value != "1") {
        refuse_call(call, code::invalid_argument,
                    "connect-protocol-version is " + excerpt(each.value) + ", it has to be 1");
      }
    } else if (!encoding.empty() && each.name == encoding) {
      set_request_encoding(call, encoding, each.value);
    } else if (each.name == accept_encoding) {
      call.accept_encoding = each.value;
    }
  }
  // Who says nothing takes what it sends.
  if (call.accept_encoding.data() == nullptr && call.request_encoding != nullptr) {
    call.accept_encoding = call.request_encoding->name();
  }
}

}  // namespace tern::protocol::detail
