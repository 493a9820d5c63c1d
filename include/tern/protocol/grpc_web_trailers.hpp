// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <tern/base/ascii.hpp>
#include <tern/base/result.hpp>
#include <tern/http/head.hpp>
#include <tern/protocol/excerpt.hpp>

/// The trailers of gRPC-Web, which stand in the body, in the last frame:
///
///     grpc-status: 5\r\n
///     grpc-message: no such page\r\n
///
/// @source gRPC, doc/PROTOCOL-WEB.md, "Message framing"
namespace tern::protocol {

/// The flag of that frame.
inline constexpr std::uint8_t grpc_web_last_flag = 0x80;

/// Writes trailers: a line for each field, and no empty one behind them.
[[nodiscard]] inline std::string write_web_trailers(const http::headers& trailers) {
  std::string block;
  block.reserve(trailers.text_bytes() + 4 * trailers.size());
  for (const name_value each : trailers) {
    block.append(each.name).append(": ").append(each.value).append("\r\n");
  }
  return block;
}

/// Reads trailers. Names may be of any case, space around values is none of theirs, lines may end
/// with a mere LF, and empty ones are none.
/// @error internal when a line is no field
[[nodiscard]] inline result<http::headers> read_web_trailers(std::string_view block) {
  result<http::headers> trailers{std::in_place};
  while (!block.empty()) {
    const std::size_t end = block.find('\n');
    std::string_view line = block.substr(0, end);
    block.remove_prefix(end == block.npos ? block.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    const std::size_t colon = line.find(':');
    std::string name{line.substr(0, colon)};
    // A name with space in it would be a folded line, or no name.
    if (colon == line.npos || name.empty() || name.find_first_of(" \t\r") != name.npos) {
      trailers.fail({code::internal, "the trailers in the body have the line " + excerpt(line) +
                                         ", which is no name with a value"});
      return trailers;
    }
    std::ranges::transform(name, name.begin(), ascii_lower);
    std::string_view value = line.substr(colon + 1);
    constexpr std::string_view space = " \t";
    value.remove_prefix(std::min(value.find_first_not_of(space), value.size()));
    value = value.substr(0, value.find_last_not_of(space) + 1);
    trailers->add(name, value);
  }
  return trailers;
}

}  // namespace tern::protocol
