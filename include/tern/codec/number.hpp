// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

#include <tern/codec/conversion.hpp>
#include <tern/codec/element.hpp>
#include <tern/reflect/enum.hpp>

namespace tern::codec {
namespace detail {

// Characters and the small integers are no Protobuf types: which of them should be a number is a
// guess that tern does not make.
template <class T>
concept integer = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, wchar_t> &&
                  !std::same_as<T, char32_t> && (sizeof(T) == 4 || sizeof(T) == 8);

template <class T>
concept enumeration = std::is_enum_v<T> && sizeof(T) == 4 && !converted<T>;

// How a value travels in a varint. Negative numbers of 32 bits are widened to 64, so that a reader
// may take the field for an int64; reading cuts the same way.
template <class T>
struct plain_varint {
  static constexpr std::uint64_t to_wire(T value) noexcept {
    if constexpr (std::signed_integral<T>) {
      return static_cast<std::uint64_t>(static_cast<std::int64_t>(value));
    } else {
      return value;
    }
  }
  static constexpr T from_wire(std::uint64_t value) noexcept { return static_cast<T>(value); }
};

template <>
struct plain_varint<bool> {
  static constexpr std::uint64_t to_wire(bool value) noexcept { return value ? 1 : 0; }
  static constexpr bool from_wire(std::uint64_t value) noexcept { return value != 0; }
};

// An enum is open: it holds any 32 bits, so it is copied as bits.
template <enumeration T>
struct plain_varint<T> {
  static constexpr std::uint64_t to_wire(T value) noexcept {
    return plain_varint<std::int32_t>::to_wire(std::bit_cast<std::int32_t>(value));
  }
  static constexpr T from_wire(std::uint64_t value) noexcept {
    return std::bit_cast<T>(static_cast<std::int32_t>(value));
  }
};

template <class T>
struct zigzag_varint {
  using wide = std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>;

  static constexpr std::uint64_t to_wire(T value) noexcept {
    return zigzag(static_cast<wide>(value));
  }
  static constexpr T from_wire(std::uint64_t value) noexcept {
    return static_cast<T>(unzigzag(static_cast<std::make_unsigned_t<wide>>(value)));
  }
};

template <class T, class Mapping>
struct varint_element {
  using mapping = Mapping;
  static constexpr wire_type wire = wire_type::varint;

  static constexpr bool is_default(T value) noexcept { return Mapping::to_wire(value) == 0; }
  static constexpr std::size_t size(T value) noexcept {
    if constexpr (std::is_same_v<T, bool>) {
      return 1;
    } else {
      return varint_size(Mapping::to_wire(value));
    }
  }
  static std::uint8_t* write(std::uint8_t* end, T value) noexcept {
    return write_varint(end, Mapping::to_wire(value));
  }
  static const std::uint8_t* read(const std::uint8_t* at, const std::uint8_t* end, T& value,
                                  reader& state) {
    std::uint64_t bits = 0;
    const std::uint8_t* const next = read_varint(at, end, bits);
    if (next == nullptr) return state.fail(at, "varint is cut short or longer than 10 bytes");
    value = Mapping::from_wire(bits);
    return next;
  }
};

// The numbers of a closed enum in ascending order.
template <class Enum>
inline constexpr auto sorted_numbers = [] {
  std::array<std::int32_t, reflect::enumerators<Enum>.size()> numbers{};
  std::transform(reflect::enumerators<Enum>.begin(), reflect::enumerators<Enum>.end(),
                 numbers.begin(),
                 [](const auto& entry) { return static_cast<std::int32_t>(entry.value); });
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}();

template <class Enum>
struct closed_enum_element : varint_element<Enum, plain_varint<Enum>> {
  static_assert(!reflect::enumerators<Enum>.empty(), "tern: a closed enum has at least one value");

  /// What stands for no value.
  static constexpr Enum first = reflect::enumerators<Enum>.front().value;

  static bool knows(Enum value) noexcept {
    const auto number = std::bit_cast<std::int32_t>(value);
    constexpr const auto& numbers = sorted_numbers<Enum>;
    constexpr auto span =
        static_cast<std::uint32_t>(numbers.back()) - static_cast<std::uint32_t>(numbers.front());
    const std::uint32_t offset =
        static_cast<std::uint32_t>(number) - static_cast<std::uint32_t>(numbers.front());
    if constexpr (span < 64) {
      constexpr std::uint64_t known = [] {
        std::uint64_t bits = 0;
        for (const std::int32_t each : numbers) {
          bits |= std::uint64_t{1} << (static_cast<std::uint32_t>(each) -
                                       static_cast<std::uint32_t>(numbers.front()));
        }
        return bits;
      }();
      return offset <= span && (known >> offset & 1) != 0;
    } else {
      return std::binary_search(numbers.begin(), numbers.end(), number);
    }
  }
};

template <class Bits>
constexpr Bits little_endian(Bits bits) noexcept {
  if constexpr (std::endian::native == std::endian::little) {
    return bits;
  } else {
    Bits swapped = 0;
    for (std::size_t i = 0; i < sizeof(Bits); ++i) swapped = swapped << 8 | (bits >> 8 * i & 0xff);
    return swapped;
  }
}

template <class T>
struct fixed_element {
  using bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  static constexpr wire_type wire = sizeof(T) == 4 ? wire_type::fixed32 : wire_type::fixed64;
  static constexpr bool is_bitwise = true;

  // By its bits: -0.0 is not the default.
  static constexpr bool is_default(T value) noexcept { return std::bit_cast<bits>(value) == 0; }
  static constexpr std::size_t size(T) noexcept { return sizeof(T); }
  static std::uint8_t* write(std::uint8_t* end, T value) noexcept {
    const bits wire_bits = little_endian(std::bit_cast<bits>(value));
    end -= sizeof(T);
    std::memcpy(end, &wire_bits, sizeof(T));
    return end;
  }
  static const std::uint8_t* read(const std::uint8_t* at, const std::uint8_t* end, T& value,
                                  reader& state) {
    if (static_cast<std::size_t>(end - at) < sizeof(T)) {
      return state.fail(at, sizeof(T) == 4 ? "4 bytes are cut short" : "8 bytes are cut short");
    }
    bits wire_bits;
    std::memcpy(&wire_bits, at, sizeof(T));
    value = std::bit_cast<T>(little_endian(wire_bits));
    return at + sizeof(T);
  }
};

}  // namespace detail

/// `bool`, and enums: as wide as Protobuf's, open or closed.
template <class T, class Options>
  requires(std::same_as<T, bool> || detail::enumeration<T>)
struct element<T, Options>
    : std::conditional_t<reflect::is_closed<T>, detail::closed_enum_element<T>,
                         detail::varint_element<T, detail::plain_varint<T>>> {
  static_assert(detail::no_options<Options>,
                "tern: sint, fixed and bytes do not fit a bool or an enum");
};

/// `int32`, `uint64` … as varints, zigzag varints (tern::sint) or fixed bytes (tern::fixed).
template <detail::integer T, class Options>
struct element<T, Options>
    : std::conditional_t<
          reflect::has_option<Options, reflect::fixed_option>, detail::fixed_element<T>,
          detail::varint_element<
              T, std::conditional_t<reflect::has_option<Options, reflect::sint_option>,
                                    detail::zigzag_varint<T>, detail::plain_varint<T>>>> {
  static_assert(!reflect::has_option<Options, reflect::sint_option> || std::signed_integral<T>,
                "tern: sint is for signed integers");
  static_assert(!reflect::has_option<Options, reflect::sint_option> ||
                    !reflect::has_option<Options, reflect::fixed_option>,
                "tern: an integer is sint or fixed, not both");
  static_assert(!reflect::has_option<Options, reflect::bytes_option>,
                "tern: bytes is for strings, not for integers");
};

/// `float`, `double`
template <class T, class Options>
  requires(std::same_as<T, float> || std::same_as<T, double>)
struct element<T, Options> : detail::fixed_element<T> {
  static_assert(detail::no_options<Options>,
                "tern: sint, fixed and bytes do not fit a float or a double");
};

}  // namespace tern::codec
