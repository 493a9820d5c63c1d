// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include <tern/http/date.hpp>
#include <tern/http/h1_text.hpp>
#include <tern/http/head.hpp>

namespace tern::server_side {

/// What tells one state of a resource from another.
struct validators {
  std::string etag;  ///< `"abc"`, with its quotes: two states that have the same are equal bytes
  std::chrono::sys_seconds modified;
};

/// What becomes of a GET or a HEAD, by what the client says it has already.
enum class precondition {
  met,           ///< it is answered in full
  not_modified,  ///< 304: the client has it
  failed,        ///< 412: it is not what the client expects
};

namespace detail {

/// Whether a list of tags, `"a", W/"b"` or `*`, has `etag` in it.
/// @param weakly tags that are called weak count, too. @source RFC 9110, section 8.8.3.2
[[nodiscard]] inline bool lists_etag(const http::headers& fields, std::string_view name,
                                     std::string_view etag, bool weakly) {
  for (const name_value field : fields) {
    if (field.name != name) continue;
    std::string_view rest = http::trim_blanks(field.value);
    if (rest == "*") return true;
    while (!rest.empty()) {
      const bool weak = rest.starts_with("W/");
      if (weak) rest.remove_prefix(2);
      const std::size_t end = rest.starts_with('"') ? rest.find('"', 1) : rest.npos;
      if (end == rest.npos) break;  // malformed from here on
      if (rest.substr(0, end + 1) == etag && (weakly || !weak)) return true;
      rest.remove_prefix(end + 1);
      const std::size_t next = rest.find_first_not_of(" \t,");
      rest.remove_prefix(next == rest.npos ? rest.size() : next);
    }
  }
  return false;
}

[[nodiscard]] inline std::chrono::sys_seconds wall_clock() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

}  // namespace detail

/// Compares what a GET or a HEAD says about its resource with the state `now`.
/// @source RFC 9110, section 13.2.2
[[nodiscard]] inline precondition check_preconditions(const http::headers& request,
                                                      const validators& now) {
  const auto date_of = [&](std::string_view name) {
    const auto field = request.get(name);
    return field ? http::read_date(*field, detail::wall_clock()) : std::nullopt;
  };
  if (request.get("if-match")) {
    if (!detail::lists_etag(request, "if-match", now.etag, false)) return precondition::failed;
  } else if (const auto since = date_of("if-unmodified-since"); since && now.modified > *since) {
    return precondition::failed;
  }
  if (request.get("if-none-match")) {
    return detail::lists_etag(request, "if-none-match", now.etag, true) ? precondition::not_modified
                                                                        : precondition::met;
  }
  const auto since = date_of("if-modified-since");
  return since && now.modified <= *since ? precondition::not_modified : precondition::met;
}

/// Whether the part that a request asks for is one of the state `now`; if not, it wants the whole.
/// @source RFC 9110, section 13.1.5
[[nodiscard]] inline bool range_is_current(const http::headers& request, const validators& now) {
  const auto field = request.get("if-range");
  if (!field) return true;
  if (field->starts_with('"')) return *field == now.etag;
  const auto date = http::read_date(*field, detail::wall_clock());
  // A date is no proof if there may have been two states in its second.
  return date && *date == now.modified &&
         detail::wall_clock() - now.modified > std::chrono::seconds{1};
}

}  // namespace tern::server_side
