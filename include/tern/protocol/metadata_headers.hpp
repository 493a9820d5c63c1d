// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <tern/base/ascii.hpp>
#include <tern/base/base64.hpp>
#include <tern/http/head.hpp>
#include <tern/rpc/metadata.hpp>

namespace tern::protocol {

/// Adds `metadata` to header fields, in its order; bytes become base64 without padding.
///
/// Metadata that was received and is passed on may hold names that are reserved here, like
/// `user-agent`: they are left out.
inline void append_metadata(http::headers& fields, const rpc::metadata& metadata) {
  for (const name_value each : metadata) {
    if (rpc::is_reserved_name(each.name)) continue;
    if (rpc::is_binary_name(each.name)) {
      fields.add(each.name, base64_encode(as_bytes(each.value)));
    } else {
      fields.add(each.name, each.value);
    }
  }
}

/// Adds one received header field to `metadata`, unless it is none or is malformed.
///
/// A field whose name ends in `-bin` may hold several values with commas between them.
/// @source gRPC, doc/PROTOCOL-HTTP2.md, Custom-Metadata
inline void read_metadata_field(rpc::metadata& metadata, std::string_view name,
                                std::string_view value) {
  if (!rpc::is_binary_name(name)) {
    metadata.add_received(name, value);
    return;
  }
  for (;;) {
    const std::size_t comma = value.find(',');
    const std::string_view one = trim_spaces(value.substr(0, comma));
    if (const auto bytes = base64_decode(one)) metadata.add_received(name, *bytes);
    if (comma == std::string_view::npos) return;
    value.remove_prefix(comma + 1);
  }
}

/// The metadata among header fields: without names of HTTP and of protocols, and without what is
/// malformed.
[[nodiscard]] inline rpc::metadata read_metadata(const http::headers& fields) {
  rpc::metadata metadata;
  for (const name_value each : fields) read_metadata_field(metadata, each.name, each.value);
  return metadata;
}

}  // namespace tern::protocol
