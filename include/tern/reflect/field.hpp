// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <tern/reflect/field_options.hpp>

namespace tern::reflect {

/// The entries of a message: what TERN_MESSAGE hands to its visitor. Everything the codec needs is
/// in the type; names are values, for those who ask.

namespace detail {
template <class Pointer>
struct pointee;
template <class Struct, class Member>
struct pointee<Member Struct::*> {
  using type = Member;
};
}  // namespace detail

/// `(number, member, options...)`
template <auto Pointer, std::int64_t Number, class Options = option_list<>>
struct field {
  static constexpr auto pointer = Pointer;
  static constexpr std::int64_t number = Number;
  using options = Options;
  using type = detail::pointee<decltype(Pointer)>::type;

  const char* name;
};

/// `(number, name, options...)` inside of a oneof: the alternative of the variant at its place.
template <std::int64_t Number, class Options = option_list<>>
struct alternative {
  static constexpr std::int64_t number = Number;
  using options = Options;

  const char* name;
};

/// `(oneof, member, alternatives...)`
template <auto Pointer, class... Alternatives>
struct oneof {
  static constexpr auto pointer = Pointer;
  using type = detail::pointee<decltype(Pointer)>::type;

  const char* name;
  std::array<const char*, sizeof...(Alternatives)> alternative_names;
};

template <auto Pointer, class... Alternatives>
constexpr oneof<Pointer, Alternatives...> make_oneof(const char* name, Alternatives... entries) {
  return {name, {entries.name...}};
}

/// `(reserved, numbers...)`: numbers that must not be used again.
template <std::int64_t... Numbers>
struct reserved {};

/// `(unknown, member)`: where fields that this program does not know are kept.
template <auto Pointer>
struct unknown {
  static constexpr auto pointer = Pointer;
  using type = detail::pointee<decltype(Pointer)>::type;
};

/// `"full.Name"`
struct given_name {
  const char* text;
};

/// In place of more entries than the macros can take.
struct too_many {};

/// The first argument of every visitor: what the commas of the entries follow.
struct begin {};

}  // namespace tern::reflect
