// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <tern/base/result.hpp>

namespace tern::codec {

/// How a type that Protobuf does not know travels as one that it knows. Specialise it, for a type
/// of your own or of a library, before the first message that has a member of it:
///
///     template <>
///     struct tern::codec::conversion<Uuid> {
///       using type = std::string;  // what a field may be: a number, a string, a message …
///       static std::string to_wire(const Uuid& id) { return to_string(id); }
///       static tern::result<Uuid> from_wire(std::string_view text) { return parse_uuid(text); }
///     };
///
/// Members of the type, of std::optional and std::vector of it, keys and values of maps and
/// alternatives of a oneof are then what `type` is, in every format, and take its options. It has a
/// default constructor, because that is what an absent field holds; whether a plain field is
/// written is decided by what is written.
///
/// `to_wire` gives a `type`, a reference to one or, for strings and bytes, a view:
/// std::string_view, std::span<const std::byte>. It is called twice for each encoding, for the size
/// and for the bytes. `from_wire` takes a `type` or such a view, and gives the value, or a result
/// with it: a status fails the decoding, which then has its code, and its text behind the name of
/// the field. Neither throws because of what a peer sent.
template <class T>
struct conversion {};

/// A type with a conversion.
template <class T>
concept converted = requires { typename conversion<T>::type; };

namespace detail {

// What from_wire may take in place of an owning type.
template <class T>
struct view_of {
  using type = T;
};
template <class Traits, class Allocator>
struct view_of<std::basic_string<char, Traits, Allocator>> {
  using type = std::string_view;
};
template <class Allocator>
struct view_of<std::vector<std::byte, Allocator>> {
  using type = std::span<const std::byte>;
};

template <class T>
using viewed_type = view_of<typename conversion<T>::type>::type;

template <class T>
concept takes_view = requires(viewed_type<T> wire) {
  conversion<T>::from_wire(static_cast<viewed_type<T>&&>(wire));
};

// What from_wire is given: a view, if that is enough.
template <class T>
using read_type_of =
    std::conditional_t<takes_view<T>, viewed_type<T>, typename conversion<T>::type>;

template <class T>
concept has_both_ways = requires(const T& value, read_type_of<T> wire) {
  conversion<T>::to_wire(value);
  conversion<T>::from_wire(static_cast<read_type_of<T>&&>(wire));
};

// Complains about the first thing that is wrong with a conversion.
template <class T>
consteval bool check_conversion() {
  using rules = conversion<T>;
  constexpr bool is_made = std::is_default_constructible_v<T>;
  static_assert(is_made,
                "tern: a type with a conversion has a default constructor: an absent field "
                "holds what that makes");
  static_assert(has_both_ways<T>,
                "tern: a conversion has `static type to_wire(const T&)` and `static "
                "tern::result<T> from_wire(type)`");
  if constexpr (is_made && has_both_ways<T>) {
    using type = rules::type;
    using written = std::remove_cvref_t<decltype(rules::to_wire(std::declval<const T&>()))>;
    constexpr bool gives_type =
        std::is_same_v<written, type> ||
        std::is_same_v<typename view_of<written>::type, typename view_of<type>::type>;
    static_assert(gives_type, "tern: to_wire of a conversion gives its `type`, or a view of one");
    using taken = std::remove_cvref_t<decltype(rules::from_wire(std::declval<read_type_of<T>>()))>;
    constexpr bool gives_value = std::is_same_v<taken, T> || std::is_same_v<taken, result<T>>;
    static_assert(gives_value,
                  "tern: from_wire of a conversion gives the value or a tern::result of it");
    return gives_type && gives_value;
  }
  return false;
}

template <class T>
struct conversion_traits {
  using rules = conversion<T>;
  using type = rules::type;
  using read_type = read_type_of<T>;
  using written_type = std::remove_cvref_t<decltype(rules::to_wire(std::declval<const T&>()))>;

  static constexpr bool may_fail =
      std::is_same_v<std::remove_cvref_t<decltype(rules::from_wire(std::declval<read_type>()))>,
                     result<T>>;

  // Takes what was read; a status says why that is no T.
  static status take(read_type&& wire, T& value) {
    if constexpr (may_fail) {
      result<T> taken = rules::from_wire(static_cast<read_type&&>(wire));
      if (!taken) return std::move(taken).status();
      value = *std::move(taken);
    } else {
      value = rules::from_wire(static_cast<read_type&&>(wire));
    }
    return {};
  }
};

}  // namespace detail
}  // namespace tern::codec
