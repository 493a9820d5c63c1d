// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include <tern/codec/shape.hpp>
#include <tern/codec/unknown_fields.hpp>
#include <tern/reflect/message.hpp>

namespace tern::codec {
namespace detail {

template <class T>
inline constexpr bool is_map_key = std::same_as<T, bool> || integer<T>;
template <class Traits, class Allocator>
inline constexpr bool is_map_key<std::basic_string<char, Traits, Allocator>> = true;
template <>
inline constexpr bool is_map_key<std::string_view> = true;

template <converted T>
inline constexpr bool is_map_key<T> = is_map_key<typename conversion<T>::type>;

template <class T>
inline constexpr bool is_oneof = false;
template <class... Alternatives>
inline constexpr bool is_oneof<std::variant<std::monostate, Alternatives...>> = true;

template <class Options>
inline constexpr bool has_map_option = false;
template <class... Options>
inline constexpr bool has_map_option<reflect::option_list<Options...>> =
    !(std::is_same_v<reflect::map_key_options<reflect::option_list<Options>>,
                     reflect::option_list<>> &&
      ...) ||
    !(std::is_same_v<reflect::map_value_options<reflect::option_list<Options>>,
                     reflect::option_list<>> &&
      ...);

// What the options of a map's keys and values may say: how they look on the wire.
template <class Option>
inline constexpr bool is_element_option =
    std::is_same_v<Option, reflect::sint_option> || std::is_same_v<Option, reflect::fixed_option> ||
    std::is_same_v<Option, reflect::bytes_option>;
template <class Options>
inline constexpr bool only_element_options = false;
template <class... Options>
inline constexpr bool only_element_options<reflect::option_list<Options...>> =
    (is_element_option<Options> && ...);

template <class Option>
inline constexpr bool is_default_value = false;
template <class T>
inline constexpr bool is_default_value<reflect::default_value_option<T>> = true;
template <class Option>
inline constexpr bool is_default_text = false;
template <class T>
inline constexpr bool is_default_text<reflect::default_value_option<T>> =
    std::is_convertible_v<T, const char*>;

template <class Options>
inline constexpr bool has_default_value = false;
template <class... Options>
inline constexpr bool has_default_value<reflect::option_list<Options...>> =
    (is_default_value<Options> || ...);

// Whether what the default is fits the member.
template <class Element, class Options>
inline constexpr bool default_value_fits = true;
template <class Element, class... Options>
inline constexpr bool default_value_fits<Element, reflect::option_list<Options...>> =
    !is_composite<Element> &&
    ((!is_default_value<Options> ||
      is_default_text<Options> == (Element::wire == wire_type::length_delimited)) &&
     ...);

// One element: the innermost type that must be a Protobuf type.
template <class T, class Options>
consteval bool check_element() {
  constexpr bool mapped = is_mapped<element<T, Options>>;
  if constexpr (!mapped && converted<T>) {
    // Its conversion has an error, which the compiler has shown.
  } else if constexpr (!mapped && std::is_pointer_v<T>) {
    static_assert(mapped,
                  "tern: a pointer is no member of a message: tern::box, std::unique_ptr and "
                  "std::vector own a message, that of the same type as well");
  } else if constexpr (!mapped && std::is_enum_v<T>) {
    static_assert(mapped,
                  "tern: an enum of a message is 32 bits wide, because it is open: give it the "
                  "underlying type int");
  } else {
    static_assert(mapped,
                  "tern: this member's type is no Protobuf type: use a 32- or 64-bit integer, "
                  "bool, float, double, std::string, std::vector<std::byte>, an enum, a struct "
                  "with its TERN_MESSAGE, a time of std::chrono, a type with a "
                  "tern::codec::conversion, or one of them in std::optional, std::vector, a map "
                  "or a oneof");
  }
  if constexpr (mapped) {
    using element = element<T, Options>;
    static_assert(!reflect::has_option<Options, reflect::delimited_option> || is_composite<element>,
                  "tern: delimited is for messages and times");
    if constexpr (has_default_value<Options>) {
      static_assert(default_value_fits<element, Options>,
                    "tern: the default value of a number, a bool or an enum is one of these, that "
                    "of a string is a text; a message has none");
    }
  }
  return mapped;
}

template <class T, class Options>
consteval bool check_field() {
  if constexpr (shape_of<T> == shape::map) {
    constexpr bool key =
        is_map_key<typename T::key_type> &&
        !reflect::has_option<reflect::map_key_options<Options>, reflect::bytes_option>;
    static_assert(key, "tern: a map key is an integer, a bool or a string, nothing else");
    static_assert(no_options<Options>,
                  "tern: an option of a map says for what it is: tern::map_key(tern::sint), "
                  "tern::map_value(tern::fixed)");
    static_assert(!reflect::has_option<Options, reflect::unpacked_option>,
                  "tern: unpacked is for repeated numbers, bools and enums");
    static_assert(!is_required<Options>, "tern: a map cannot be required: it may be empty");
    static_assert(!reflect::has_option<Options, reflect::delimited_option>,
                  "tern: delimited is for messages and times: a map's entries have a length");
    static_assert(!has_default_value<Options>, "tern: a map has no default value");
    static_assert(only_element_options<reflect::map_key_options<Options>> &&
                      only_element_options<reflect::map_value_options<Options>>,
                  "tern: of a map's keys and values, only sint, fixed and bytes can be said");
    if constexpr (!key) {
      return false;
    } else {
      return check_element<typename T::mapped_type, reflect::map_value_options<Options>>();
    }
  } else {
    static_assert(!has_map_option<Options>, "tern: map_key and map_value are for maps");
    constexpr bool mapped = check_element<typename shape_traits<T>::element_type, Options>();
    if constexpr (mapped) {
      static_assert(!reflect::has_option<Options, reflect::unpacked_option> ||
                        (shape_of<T> == shape::repeated && packable<element_of<T, Options>>),
                    "tern: unpacked is for repeated numbers, bools and enums");
      static_assert(
          !is_required<Options> || shape_of<T> == shape::plain || shape_of<T> == shape::pointer,
          "tern: a required field is a plain member, a tern::box or a std::unique_ptr: "
          "what is optional or repeated may be absent");
      static_assert(!has_default_value<Options> || shape_of<T> == shape::optional ||
                        (shape_of<T> == shape::plain && is_required<Options>),
                    "tern: default_value says what an absent std::optional stands for; a plain "
                    "member stands for zero");
      static_assert(
          !is_closed<element_of<T, Options>> || shape_of<T> != shape::plain || is_required<Options>,
          "tern: a closed enum may be absent and has no zero, so a plain member cannot "
          "hold it: put it in std::optional, or say tern::required");
    }
    return mapped;
  }
}

// By the rule and not by the entry, which is another one in each message.
template <class Rule, class T>
struct rule_check;

template <std::int64_t Number, class Options, class T>
struct rule_check<reflect::field_rule<Number, Options>, T> {
  static constexpr bool value = check_field<T, Options>();
};

template <class... Alternatives, class T>
struct rule_check<reflect::oneof_rule<Alternatives...>, T> {
  static consteval bool check() {
    static_assert(is_oneof<T>, "tern: a oneof is a std::variant<std::monostate, ...>");
    if constexpr (is_oneof<T>) {
      constexpr bool complete = std::variant_size_v<T> == sizeof...(Alternatives) + 1;
      static_assert(complete,
                    "tern: a oneof lists each alternative of its std::variant once, in order, "
                    "without std::monostate");
      if constexpr (complete) {
        return []<std::size_t... Indices>(std::index_sequence<Indices...>) {
          static_assert(!(is_required<typename Alternatives::options> || ...),
                        "tern: an alternative of a oneof cannot be required");
          static_assert(
              !(reflect::has_option<typename Alternatives::options, reflect::unpacked_option> ||
                ...),
              "tern: unpacked is for repeated numbers, bools and enums");
          static_assert(!(has_map_option<typename Alternatives::options> || ...),
                        "tern: map_key and map_value are for maps");
          return (check_element<std::variant_alternative_t<Indices + 1, T>,
                                typename Alternatives::options>() &&
                  ...);
        }(std::index_sequence_for<Alternatives...>{});
      }
    }
    return false;
  }
  static constexpr bool value = check();
};

template <class T>
struct rule_check<reflect::unknown_rule, T> {
  static consteval bool check() {
    constexpr bool keeps = std::is_same_v<T, unknown_fields>;
    static_assert(keeps, "tern: the member of (unknown, member) is a tern::unknown_fields");
    return keeps;
  }
  static constexpr bool value = check();
};

template <class M, class... Entries>
consteval bool check_members(reflect::type_list<Entries...>) {
  return (rule_check<typename Entries::rule,
                     std::remove_cvref_t<decltype(std::declval<M&>().*Entries::pointer)>>::value &&
          ...);
}

}  // namespace detail

/// Whether every member of a message has a Protobuf type. The first question about a message that
/// has not is a static_assert; the second is only answered, so that one mistake is one error.
template <reflect::message M>
inline constexpr bool is_encodable = detail::check_members<M>(reflect::members_of<M>{});

}  // namespace tern::codec
