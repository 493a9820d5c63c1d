// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <tern/reflect/enum.hpp>

namespace tern::schema {

/// A value of an enum and its wire name.
struct enumerator_info {
  std::int32_t number;
  std::string_view name;
};

/// An enum without its C++ type.
struct enum_info {
  std::string_view full_name;
  std::span<const enumerator_info> values;  ///< in the order of the macro, aliases included
  bool closed = false;
  std::span<const reflect::reserved_item> reserved{};

  /// The first name of a number, or nothing.
  [[nodiscard]] std::optional<std::string_view> name_of(std::int32_t number) const {
    for (const enumerator_info& value : values)
      if (value.number == number) return value.name;
    return std::nullopt;
  }

  /// The number with that name, or nothing.
  [[nodiscard]] std::optional<std::int32_t> number_of(std::string_view name) const {
    for (const enumerator_info& value : values)
      if (value.name == name) return value.number;
    return std::nullopt;
  }
};

namespace detail {

template <reflect::described_enum Enum>
inline constexpr auto enum_values = [] {
  constexpr auto& described = reflect::enumerators<Enum>;
  std::array<enumerator_info, described.size()> values{};
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = {static_cast<std::int32_t>(described[i].value), described[i].name};
  }
  return values;
}();

}  // namespace detail

/// The enum that a TERN_ENUM describes.
template <reflect::described_enum Enum>
inline constexpr enum_info enum_info_of{reflect::enum_name<Enum>(), detail::enum_values<Enum>,
                                        reflect::is_closed<Enum>, reflect::enum_reserved<Enum>};

}  // namespace tern::schema
