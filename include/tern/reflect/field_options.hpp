// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
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
    std::is_same_v<Option, unpacked_option>;
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

constexpr const char* name_or(const char* name) {
  return name;
}
template <class Option, class... Rest>
constexpr const char* name_or(const char* name, Option option, Rest... rest) {
  if constexpr (std::is_convertible_v<Option, const char*>) {
    return option;
  } else {
    return name_or(name, rest...);
  }
}

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
