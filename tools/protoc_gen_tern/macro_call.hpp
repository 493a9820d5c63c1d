// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace protoc_gen_tern {

/// The columns that a line of a header should have at most.
inline constexpr std::size_t columns = 100;

/// `start` and the parts with commas between them, broken between the parts and indented as far as
/// `start` reaches when it stands in `column`.
[[nodiscard]] inline std::string filled(std::string_view start,
                                        const std::vector<std::string>& parts, std::size_t column) {
  std::string text{start};
  const std::size_t indent = column + start.size();
  column = indent;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string_view part = parts[i];
    const std::size_t first_line = std::min(part.find('\n'), part.size());
    if (i != 0 && column + 1 + first_line + 1 > columns) {
      text.append("\n").append(indent, ' ');
      column = indent;
    } else if (i != 0) {
      text.push_back(' ');
      ++column;
    }
    text.append(part).push_back(i + 1 == parts.size() ? ')' : ',');
    const std::size_t last_line = part.rfind('\n');
    column = last_line == part.npos ? column + part.size() + 1 : part.size() - last_line;
  }
  return text;
}

/// `NAME(a, b, …)`
[[nodiscard]] inline std::string macro_call(std::string_view name,
                                            const std::vector<std::string>& arguments) {
  return filled(std::string{name} + "(", arguments, 0) + "\n";
}

/// `(a, b, …)`, in a call of TERN_MESSAGE.
[[nodiscard]] inline std::string parenthesized(const std::vector<std::string>& parts) {
  return filled("(", parts, std::string_view{"TERN_MESSAGE("}.size());
}

}  // namespace protoc_gen_tern
