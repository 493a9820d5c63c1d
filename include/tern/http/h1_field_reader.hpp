// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <tern/base/ascii.hpp>
#include <tern/http/h1_text.hpp>
#include <tern/http/limits.hpp>

namespace tern::http {

/// Cuts the lines of a head, or of trailers, into names and values, and counts them.
/// @source RFC 9112, section 5
class h1_field_reader {
 public:
  explicit h1_field_reader(const limits& allowed) noexcept
      : list_max_bytes_(allowed.header_list_max_bytes), max_count_(allowed.h1.fields_max_count) {}

  /// Begins a list.
  void begin() noexcept { list_bytes_ = count_ = 0; }

  /// Reads a line, without its end and not empty.
  [[nodiscard]] std::optional<h1_fault> read(std::string_view line) {
    const std::size_t colon = line.find(':');
    const std::string_view name = line.substr(0, colon);
    if (line.front() == ' ' || line.front() == '\t') {
      return h1_fault{400, "a field goes on in a second line: " + h1_quote(line)};
    }
    if (colon == std::string_view::npos || !is_token(name)) {
      return h1_fault{400, h1_quote(line) + " is no field"};
    }
    value_ = trim_blanks(line.substr(colon + 1));
    if (++count_ > max_count_) {
      return h1_fault{431, "there are too many fields, limit fields_max_count is " +
                               std::to_string(max_count_)};
    }
    list_bytes_ += name.size() + value_.size() + overhead_bytes;
    if (list_bytes_ > list_max_bytes_) return too_large();
    name_.resize(name.size());
    std::ranges::transform(name, name_.begin(), ascii_lower);
    return {};
  }

  /// What was read last. The name is in lower case.
  /// @lifetime the value borrows from the line, the name lives until the next one.
  [[nodiscard]] std::string_view name() const noexcept { return name_; }
  [[nodiscard]] std::string_view value() const noexcept { return value_; }

  [[nodiscard]] std::size_t line_max_bytes() const noexcept { return list_max_bytes_; }
  [[nodiscard]] h1_fault too_large() const {
    return {431, "header fields are too large, limit header_list_max_bytes is " +
                     std::to_string(list_max_bytes_)};
  }

 private:
  // As in HTTP/2, what a field costs besides its text. @source RFC 9113, section 6.5.2
  static constexpr std::size_t overhead_bytes = 32;

  std::size_t list_max_bytes_;
  std::size_t max_count_;
  std::size_t list_bytes_ = 0;
  std::size_t count_ = 0;
  std::string name_;
  std::string_view value_;
};

}  // namespace tern::http
