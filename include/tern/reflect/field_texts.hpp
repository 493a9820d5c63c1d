// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>

#include <tern/reflect/field_options.hpp>

namespace tern::reflect {

/// A value that tern::default_value() was given, whatever its type.
struct default_constant {
  enum class kind : std::uint8_t { none, boolean, integer, unsigned_integer, real, text };

  kind is = kind::none;
  std::int64_t integer = 0;  ///< booleans and enumerators, too; unsigned ones by their bits
  double real = 0;
  const char* text = nullptr;
};

/// What a field's options say at run time and not in their types.
struct field_texts {
  const char* name = nullptr;       ///< the wire name
  const char* json_name = nullptr;  ///< null: derived from the wire name
  default_constant default_value;
};

namespace detail {

template <class T>
constexpr default_constant make_default(T value) {
  using kind = default_constant::kind;
  if constexpr (std::same_as<T, bool>) {
    return {kind::boolean, value};
  } else if constexpr (std::is_enum_v<T>) {
    return {kind::integer, static_cast<std::int64_t>(value)};
  } else if constexpr (std::unsigned_integral<T>) {
    return {kind::unsigned_integer, static_cast<std::int64_t>(value)};
  } else if constexpr (std::signed_integral<T>) {
    return {kind::integer, value};
  } else if constexpr (std::floating_point<T>) {
    return {kind::real, 0, static_cast<double>(value)};
  } else {
    static_assert(std::is_convertible_v<T, const char*>,
                  "tern: default_value takes a number, a bool, an enumerator or a string");
    return {kind::text, 0, 0, value};
  }
}

template <class Option>
constexpr void put_text(field_texts&, const Option&) {}
constexpr void put_text(field_texts& texts, const char* name) {
  texts.name = name;
}
constexpr void put_text(field_texts& texts, const json_name_option& option) {
  texts.json_name = option.text;
}
template <class T>
constexpr void put_text(field_texts& texts, const default_value_option<T>& option) {
  texts.default_value = make_default(option.value);
}

// A field is called like its member, unless a string among its options says otherwise.
template <class... Options>
constexpr field_texts texts_of(const char* member, Options... options) {
  field_texts texts{member, nullptr, {}};
  (put_text(texts, options), ...);
  return texts;
}

}  // namespace detail
}  // namespace tern::reflect
