// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <tern/reflect/field_options.hpp>
#include <tern/reflect/field_texts.hpp>
#include <tern/reflect/reserved.hpp>

namespace tern::reflect {

/// The entries of a message: what TERN_MESSAGE hands to its visitor. Everything that the codec
/// needs is in the type; names are values, for those who ask.
///
/// An entry for a member has its `pointer` and its `rule`: how it looks on the wire, which says
/// nothing about the struct, so that code for equal rules is compiled once for all messages. Its
/// `offset` is where the member is in the struct, in bytes: for tables, which have no types.

/// The options of a field. What differs by the number alone would be compiled once for each field
/// of a long message, so functions take this, and the number as an argument.
template <class Options>
struct field_form {};
template <std::int64_t Number, class Options>
struct field_rule : field_form<Options> {
  static constexpr std::int64_t number = Number;
};
template <class... Alternatives>
struct oneof_rule {
  static constexpr std::int64_t number = 0;  // its alternatives have them
};
struct unknown_rule {
  static constexpr std::int64_t number = 0;
};

/// `(number, member, options...)`
template <auto Pointer, std::int64_t Number, class Options = option_list<>>
struct field {
  static constexpr auto pointer = Pointer;
  using rule = field_rule<Number, Options>;

  std::size_t offset;
  field_texts texts;
};

// The macros call functions instead of naming the classes: a member that does not exist is then one
// error with GCC, not also a bad template argument.
template <auto Pointer, std::int64_t Number, class Options = option_list<>>
constexpr field<Pointer, Number, Options> make_field(std::size_t offset, const field_texts& texts) {
  return {offset, texts};
}

/// `(number, name, options...)` inside of a oneof: the alternative of the variant at its place.
template <std::int64_t Number, class Options = option_list<>>
struct alternative {
  static constexpr std::int64_t number = Number;
  using options = Options;

  field_texts texts;
};

/// `(oneof, member, alternatives...)`
template <auto Pointer, class... Alternatives>
struct oneof {
  static constexpr auto pointer = Pointer;
  using rule = oneof_rule<Alternatives...>;

  std::size_t offset;
  const char* name;
  std::array<field_texts, sizeof...(Alternatives)> alternatives;
};

template <auto Pointer, class... Alternatives>
constexpr oneof<Pointer, Alternatives...> make_oneof(std::size_t offset, const char* name,
                                                     Alternatives... entries) {
  return {offset, name, {entries.texts...}};
}

/// `(unknown, member)`: where fields that this program does not know are kept.
template <auto Pointer>
struct unknown {
  static constexpr auto pointer = Pointer;
  using rule = unknown_rule;

  std::size_t offset;
};

template <auto Pointer>
constexpr unknown<Pointer> make_unknown(std::size_t offset) {
  return {offset};
}

/// `(reserved, items...)`: numbers and names that must not be used again.
template <reserved_item... Items>
struct reserved {};

/// `"full.Name"`
struct given_name {
  const char* text;

  constexpr given_name operator=(const char* name) && { return {name}; }
};

/// In place of more entries than the macros can take.
struct too_many {};

/// The first argument of every visitor: what the commas of the entries follow.
struct begin {};

}  // namespace tern::reflect
