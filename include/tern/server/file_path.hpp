// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include <tern/base/percent.hpp>
#include <tern/protocol/query.hpp>

namespace tern::server_side {

/// A path of a URL as names of directories and of a file.
struct file_path {
  std::string relative;       ///< `assets/page.html`; empty for the top; no `..`, no `.`
  bool is_directory = false;  ///< it ends in `/`, or is empty

  /// The same percent-encoded, as part of a URL.
  [[nodiscard]] std::string encoded() const {
    std::string text;
    std::string_view rest = relative;
    while (!rest.empty()) {
      const std::size_t slash = std::min(rest.find('/'), rest.size());
      protocol::append_query_value(text, rest.substr(0, slash));
      if (slash != rest.size()) text += '/';
      rest.remove_prefix(std::min(slash + 1, rest.size()));
    }
    return text;
  }
};

namespace detail {

/// Whether a name may be that of a file that is served. Hidden ones are not, but for what is meant
/// to be found; nor what some reader may take for more than a name.
/// @source RFC 8615 for `.well-known`
[[nodiscard]] inline bool is_served_name(std::string_view name) noexcept {
  if (name.empty() || (name.front() == '.' && name != ".well-known")) return false;
  return std::ranges::all_of(name, [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f && c != '/' && c != '\\';
  });
}

}  // namespace detail

/// Reads the part of a URL's path behind the place where files are served: `assets/a%20b.png`. It
/// is decoded once, name by name, so that nothing decoded becomes part of the way.
/// @returns nothing for what no file that is served can have: `..`, `.`, empty and hidden names,
/// control characters, an encoded `/`, `\`, a `%` without two hexadecimal digits.
[[nodiscard]] inline std::optional<file_path> read_file_path(std::string_view encoded) {
  file_path found{.is_directory = encoded.empty() || encoded.ends_with('/')};
  if (encoded == "/") return std::nullopt;  // it was `//`
  if (found.is_directory && !encoded.empty()) encoded.remove_suffix(1);
  while (!encoded.empty()) {
    const std::size_t slash = encoded.find('/');
    const std::string_view part = encoded.substr(0, slash);
    const auto name = percent_decode_strictly(part);
    if (!name || !detail::is_served_name(*name)) return std::nullopt;
    if (!found.relative.empty()) found.relative += '/';
    found.relative += *name;
    if (slash == encoded.npos) break;
    encoded.remove_prefix(slash + 1);
    if (encoded.empty()) return std::nullopt;  // it ended in `//`
  }
  return found;
}

}  // namespace tern::server_side
