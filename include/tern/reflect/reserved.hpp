// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tern::reflect {

/// What must not be used again: a number of a field or of an enum's value, a range of them, or a
/// name.
///
///     (reserved, 4, tern::range(9, 11), "e_mail")
struct reserved_item {
  /// The most characters that a reserved name may have.
  static constexpr std::size_t name_max_chars = 79;

  std::int64_t first = 0;
  std::int64_t last = 0;
  std::array<char, name_max_chars + 1> text{};

  constexpr reserved_item(std::int64_t number) : first(number), last(number) {}
  constexpr reserved_item(std::int64_t from, std::int64_t to) : first(from), last(to) {}
  template <std::size_t Size>
  constexpr reserved_item(const char (&name)[Size]) {
    static_assert(Size <= name_max_chars + 1, "tern: a reserved name has at most 79 characters");
    std::copy_n(name, Size, text.begin());
  }

  [[nodiscard]] constexpr bool is_name() const { return text[0] != '\0'; }
  [[nodiscard]] constexpr std::string_view name() const { return text.data(); }
};

/// The numbers from `first` to `last`, both included.
[[nodiscard]] constexpr reserved_item range(std::int64_t first, std::int64_t last) {
  return {first, last};
}

}  // namespace tern::reflect
