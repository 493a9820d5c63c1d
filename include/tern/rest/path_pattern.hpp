// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/base/percent.hpp>
#include <tern/reflect/path_template.hpp>

namespace tern::rest {

/// Decodes `%XX` in a part of a path.
/// @param keep_slashes leaves `%2F` as it is, because the text has other slashes that it must not
/// be mistaken for.
/// @returns nothing if a `%` has no two hexadecimal digits behind it
/// @source google/api/http.proto, "Path template syntax"
[[nodiscard]] inline std::optional<std::string> decode_path_text(std::string_view encoded,
                                                                 bool keep_slashes) {
  std::string text;
  text.reserve(encoded.size());
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    if (encoded[i] != '%') {
      text += encoded[i];
      continue;
    }
    const auto byte = tern::detail::percent_byte(encoded.substr(i));
    if (!byte) return std::nullopt;
    if (keep_slashes && *byte == '/') {
      text.append(encoded.substr(i, 3));
    } else {
      text += *byte;
    }
    i += 2;
  }
  return text;
}

/// A path template that has been taken apart.
struct path_pattern {
  struct segment {
    reflect::segment_kind kind;
    std::string text;  ///< of a literal, decoded
  };

  /// A part of the path that becomes a field.
  struct variable {
    std::string_view field;    ///< `book.name`; borrows from the template
    std::size_t first = 0;     ///< its first segment
    std::size_t count = 0;     ///< how many it has
    bool to_end = false;       ///< the last of them is `**`
    bool one_segment = false;  ///< it is `*` alone: then each `%XX` is decoded
  };

  std::vector<segment> segments{};
  std::vector<variable> variables{};
  std::string verb{};  ///< decoded; empty if there is none

  /// Takes a template apart that is one: see reflect::check_path_template().
  /// @lifetime borrows from `text`.
  explicit path_pattern(std::string_view text) {
    struct {
      path_pattern& made;
      bool in_variable = false;

      void begin_variable(std::string_view field) {
        made.variables.push_back({field, made.segments.size()});
        in_variable = true;
      }
      void segment(reflect::segment_kind kind, std::string_view literal) {
        made.segments.push_back({kind, decode_path_text(literal, false).value_or("")});
        if (!in_variable) return;
        variable& around = made.variables.back();
        ++around.count;
        around.to_end = kind == reflect::segment_kind::rest;
        around.one_segment = around.count == 1 && kind == reflect::segment_kind::one;
      }
      void end_variable() { in_variable = false; }
      void verb(std::string_view name) { made.verb = decode_path_text(name, false).value_or(""); }
    } visitor{*this};
    static_cast<void>(reflect::template_scanner{text}.scan(visitor));
  }
};

/// The segments of a request's path, as they stand there, encoded.
/// @lifetime borrows from the path.
class path_segments {
 public:
  /// @param path begins with a slash, without a query.
  explicit path_segments(std::string_view path) : path_(path) {
    if (path.size() <= 1) return;
    for (std::size_t begin = 1;;) {
      const std::size_t end = path.find('/', begin);
      const std::size_t size = (end == path.npos ? path.size() : end) - begin;
      segments_.push_back({begin, size});
      if (end == path.npos) break;
      begin = end + 1;
    }
  }

  [[nodiscard]] std::size_t size() const noexcept { return segments_.size(); }
  [[nodiscard]] std::string_view operator[](std::size_t index) const noexcept {
    return path_.substr(segments_[index].first, segments_[index].second);
  }

  /// The text of a variable of the pattern that the path matches, encoded.
  [[nodiscard]] std::string_view text_of(const path_pattern::variable& variable) const noexcept {
    if (variable.first >= segments_.size() || variable.count == 0) return {};
    const std::size_t begin = segments_[variable.first].first;
    if (variable.to_end) return path_.substr(begin);
    const auto [last, size] = segments_[variable.first + variable.count - 1];
    return path_.substr(begin, last + size - begin);
  }

 private:
  std::string_view path_;
  std::vector<std::pair<std::size_t, std::size_t>> segments_;  // where, how long
};

}  // namespace tern::rest
