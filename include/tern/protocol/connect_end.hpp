// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/ascii.hpp>
#include <tern/base/base64.hpp>
#include <tern/base/result.hpp>
#include <tern/json/cursor.hpp>
#include <tern/json/output.hpp>
#include <tern/protocol/connect_error.hpp>
#include <tern/protocol/metadata_headers.hpp>
#include <tern/protocol/protocol.hpp>
#include <tern/rpc/metadata.hpp>

/// What ends a stream of Connect, in the last envelope: how the call ended, and the trailing
/// metadata.
///
///     {"error":{"code":"unavailable"},"metadata":{"acme-cost":["237","238"]}}
///
/// @source Connect, "Error and EndStreamResponse"
namespace tern::protocol {

/// The flag of the envelope that holds it. It is set on no other, and never in a request.
inline constexpr std::uint8_t connect_end_flag = 0x02;

/// Writes the end of a stream. Metadata of one name comes together, where that name comes first;
/// bytes become base64 without padding.
/// @param details as of write_connect_error().
[[nodiscard]] inline std::string write_connect_end(const status& outcome,
                                                   const rpc::metadata& trailers,
                                                   const detail_writer* details = nullptr) {
  std::string text;
  json::string_output out{text};
  out.append('{');
  if (!outcome.ok()) {
    out.append(R"("error":)");
    detail::write_connect_error(out, outcome, details);
  }
  std::string_view before = outcome.ok() ? R"("metadata":{)" : R"(,"metadata":{)";
  bool any = false;
  for (const name_value first : trailers) {
    const bool is_first = trailers.get(first.name)->data() == first.value.data();
    if (!is_first || rpc::is_reserved_name(first.name)) continue;
    any = true;
    out.append(std::exchange(before, ","));
    detail::write_json_text(out, first.name);
    std::string_view bracket = ":[";
    for (const name_value each : trailers) {
      if (each.name != first.name) continue;
      out.append(std::exchange(bracket, ","));
      const bool binary = rpc::is_binary_name(each.name);
      detail::write_json_text(
          out, binary ? base64_encode(as_bytes(each.value)) : std::string{each.value});
    }
    out.append(']');
  }
  out.append(any ? "}}" : "}");
  out.finish();
  return text;
}

namespace detail {

[[nodiscard]] inline bool read_connect_metadata(json::cursor& text, rpc::metadata& trailers) {
  if (text.peek() != '{') return text.skip_value();
  return text.read_object([&](std::string_view given) {
    if (text.peek() != '[') return text.skip_value();
    std::string name{given};
    std::ranges::transform(name, name.begin(), ascii_lower);
    return text.read_list([&] {
      std::string value;
      if (text.peek() != '"') return text.skip_value();
      if (!text.read_string(value)) return false;
      read_metadata_field(trailers, name, value);
      return true;
    });
  });
}

}  // namespace detail

/// What the last envelope of a stream says. An error without a code that exists is `unknown`; one
/// that is null is none. What is malformed among the metadata is left out, as it is among headers.
/// @error internal when it is no JSON object, with what is wrong with it
[[nodiscard]] inline result<outcome> read_connect_end(std::string_view message) {
  json::cursor text{message};
  result<outcome> end{std::in_place};
  const bool read = text.read_object([&](std::string_view name) {
    if (name == "metadata") return detail::read_connect_metadata(text, end->trailers);
    if (name != "error" || text.peek() != '{') return text.skip_value();
    auto failure = detail::read_connect_error(text, code::unknown);
    if (failure) end->status = *std::move(failure);
    return failure.has_value();
  });
  if (!read || !text.read_end()) {
    end.fail({code::internal, "the message that ends the stream " + text.failure()});
  }
  return end;
}

}  // namespace tern::protocol
