// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>

namespace tern::reflect {

// The options are enumerators, and not variables, because names as common as `bytes` would make
// compilers warn of every local variable that shadows them.

/// An option for the keys or the values of a map.
template <class Option>
struct map_key_option {};
template <class Option>
struct map_value_option {};

/// `sint32`, `sint64`: negative numbers are short.
enum sint_option { sint };

/// `fixed32`, `fixed64`, `sfixed32`, `sfixed64`: always four or eight bytes.
enum fixed_option { fixed };

/// A `std::string` or `std::string_view` that is `bytes` on the wire: any bytes, not only UTF-8.
enum bytes_option { bytes };

/// A repeated field whose elements are written one by one, each with its tag.
enum unpacked_option { unpacked };

/// A field that must be there, as proto2 has it: it is always written, and decoding without it
/// fails, in each occurrence of the message. For plain members, and for tern::box and
/// std::unique_ptr, of which null is written as an empty message.
enum required_option { required };

/// A message between a start tag and an end tag instead of behind a length: a group of proto2,
/// `features.message_encoding = DELIMITED` of editions.
enum delimited_option { delimited };

/// A field whose value is for nobody's eyes: texts for people say that it is there and no more.
/// `debug_redact` in a `.proto` file.
enum sensitive_option { sensitive };

/// A field that should no longer be used. It changes nothing but the schema.
enum deprecated_option { deprecated };

/// The field's name in JSON, where it is not the wire name in lowerCamelCase.
struct json_name_option {
  const char* text;
};
[[nodiscard]] constexpr json_name_option json_name(const char* text) noexcept {
  return {text};
}

/// What an absent optional field stands for, as proto2 has it: a number, a bool, an enumerator or a
/// string. The member stays absent; value_or_default() and the schema know the value.
template <class T>
struct default_value_option {
  T value;
};
template <class T>
[[nodiscard]] constexpr default_value_option<T> default_value(T value) noexcept {
  return {value};
}

/// What `option` does, for the keys of a map.
template <class Option>
[[nodiscard]] constexpr map_key_option<Option> map_key(Option) noexcept {
  return {};
}

/// What `option` does, for the values of a map.
template <class Option>
[[nodiscard]] constexpr map_value_option<Option> map_value(Option) noexcept {
  return {};
}

/// The options of one field, as types. A string among them is the wire name.
template <class... Options>
struct option_list {};

/// Only ever in an unevaluated operand: turns the option objects of a macro into their types.
template <class... Options>
option_list<Options...> make_option_list(Options...);

namespace detail {

template <class List, class Option>
inline constexpr bool has_option = false;
template <class... Options, class Option>
inline constexpr bool has_option<option_list<Options...>, Option> =
    (std::is_same_v<Options, Option> || ...);

template <class Option>
inline constexpr bool is_option =
    std::is_same_v<Option, const char*> || std::is_same_v<Option, sint_option> ||
    std::is_same_v<Option, fixed_option> || std::is_same_v<Option, bytes_option> ||
    std::is_same_v<Option, unpacked_option> || std::is_same_v<Option, required_option> ||
    std::is_same_v<Option, delimited_option> || std::is_same_v<Option, sensitive_option> ||
    std::is_same_v<Option, deprecated_option> || std::is_same_v<Option, json_name_option>;
template <class T>
inline constexpr bool is_option<default_value_option<T>> = true;
template <class Option>
inline constexpr bool is_option<map_key_option<Option>> = is_option<Option>;
template <class Option>
inline constexpr bool is_option<map_value_option<Option>> = is_option<Option>;

template <class List>
inline constexpr bool all_options = false;
template <class... Options>
inline constexpr bool all_options<option_list<Options...>> = (is_option<Options> && ...);

// The options for the keys, or the values, of a map without what says so.
template <template <class> class Wrapper, class Kept, class List>
struct unwrap {
  using type = Kept;
};
template <template <class> class Wrapper, class... Kept, class First, class... Rest>
struct unwrap<Wrapper, option_list<Kept...>, option_list<First, Rest...>>
    : unwrap<Wrapper, option_list<Kept...>, option_list<Rest...>> {};
template <template <class> class Wrapper, class... Kept, class First, class... Rest>
struct unwrap<Wrapper, option_list<Kept...>, option_list<Wrapper<First>, Rest...>>
    : unwrap<Wrapper, option_list<Kept..., First>, option_list<Rest...>> {};

}  // namespace detail

/// Whether `Option` is in the list.
template <class List, class Option>
concept has_option = detail::has_option<List, Option>;

/// What a list says about the keys of a map.
template <class List>
using map_key_options = detail::unwrap<map_key_option, option_list<>, List>::type;

/// What a list says about the values of a map.
template <class List>
using map_value_options = detail::unwrap<map_value_option, option_list<>, List>::type;

}  // namespace tern::reflect
