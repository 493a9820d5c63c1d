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

// One element: the innermost type that must be a Protobuf type.
template <class T, class Options>
consteval bool check_element() {
  constexpr bool mapped = is_mapped<element<T, Options>>;
  if constexpr (!mapped && std::is_pointer_v<T>) {
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
                  "with its TERN_MESSAGE, a time of std::chrono, or one of them in std::optional, "
                  "std::vector, a map or a oneof");
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
    }
    return mapped;
  }
}

template <class Entry, class T>
struct rule_check;

template <auto Pointer, std::int64_t Number, class Options, class T>
struct rule_check<reflect::field<Pointer, Number, Options>, T> {
  static constexpr bool value = check_field<T, Options>();
};

template <auto Pointer, class... Alternatives, class T>
struct rule_check<reflect::oneof<Pointer, Alternatives...>, T> {
  static consteval bool check() {
    static_assert(is_oneof<T>, "tern: a oneof is a std::variant<std::monostate, ...>");
    if constexpr (is_oneof<T>) {
      constexpr bool complete = std::variant_size_v<T> == sizeof...(Alternatives) + 1;
      static_assert(complete,
                    "tern: a oneof lists each alternative of its std::variant once, in order, "
                    "without std::monostate");
      if constexpr (complete) {
        return []<std::size_t... Indices>(std::index_sequence<Indices...>) {
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

template <auto Pointer, class T>
struct rule_check<reflect::unknown<Pointer>, T> {
  static consteval bool check() {
    constexpr bool keeps = std::is_same_v<T, unknown_fields>;
    static_assert(keeps, "tern: the member of (unknown, member) is a tern::unknown_fields");
    return keeps;
  }
  static constexpr bool value = check();
};

template <class M, class... Entries>
consteval bool check_members(reflect::type_list<Entries...>) {
  return (rule_check<Entries,
                     std::remove_cvref_t<decltype(std::declval<M&>().*Entries::pointer)>>::value &&
          ...);
}

}  // namespace detail

/// Whether every member of a message has a Protobuf type. The first question about a message that
/// has not is a static_assert; the second is only answered, so that one mistake is one error.
template <reflect::message M>
inline constexpr bool is_encodable = detail::check_members<M>(reflect::members_of<M>{});

}  // namespace tern::codec
