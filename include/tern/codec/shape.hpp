// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include <tern/codec/box.hpp>
#include <tern/codec/converted_element.hpp>
#include <tern/codec/element.hpp>
#include <tern/codec/message_element.hpp>
#include <tern/codec/number.hpp>
#include <tern/codec/text.hpp>
#include <tern/codec/time.hpp>

namespace tern::codec {

/// How a member of a struct is made of elements.
enum class shape {
  plain,     ///< one element; its default is not written
  optional,  ///< one element or none: std::optional
  pointer,   ///< one message or none: box, std::unique_ptr
  repeated,  ///< std::vector
  map,       ///< std::map, std::unordered_map and what looks like them
};

namespace detail {

template <class T>
concept map_like = requires(T& map, typename T::key_type key, typename T::mapped_type value) {
  map.insert_or_assign(std::move(key), std::move(value));
  map.begin()->second;
};

template <class T>
struct shape_traits {
  static constexpr shape value = shape::plain;
  using element_type = T;
};
template <map_like T>
  requires(!converted<T>)
struct shape_traits<T> {
  static constexpr shape value = shape::map;
};
template <class T>
struct shape_traits<std::optional<T>> {
  static constexpr shape value = shape::optional;
  using element_type = T;
};
template <class T, class Allocator>
struct shape_traits<box<T, Allocator>> {
  static constexpr shape value = shape::pointer;
  using element_type = box<T, Allocator>;
};
template <class T>
struct shape_traits<std::unique_ptr<T>> {
  static constexpr shape value = shape::pointer;
  using element_type = std::unique_ptr<T>;
};
template <class T, class Allocator>
struct shape_traits<std::vector<T, Allocator>> {
  static constexpr shape value = shape::repeated;
  using element_type = T;
};
template <class Allocator>
struct shape_traits<std::vector<std::byte, Allocator>> {
  static constexpr shape value = shape::plain;
  using element_type = std::vector<std::byte, Allocator>;
};

}  // namespace detail

template <class T>
inline constexpr shape shape_of = detail::shape_traits<T>::value;

/// The element of a member that is no map.
template <class T, class Options>
using element_of = element<typename detail::shape_traits<T>::element_type, Options>;

/// The elements of a map.
template <class Map, class Options>
using key_element = element<typename Map::key_type, reflect::map_key_options<Options>>;
template <class Map, class Options>
using value_element = element<typename Map::mapped_type, reflect::map_value_options<Options>>;

/// Whether elements can be written one behind another without tags.
template <class Element>
concept packable = (Element::wire != wire_type::length_delimited && !detail::is_delimited<Element>);

/// Whether a field must be there: it is always written, and decoding without it fails.
template <class Options>
inline constexpr bool is_required = reflect::has_option<Options, reflect::required_option>;

/// Whether a repeated member is written packed, as proto3 does unless told otherwise.
template <class Element, class Options>
inline constexpr bool is_packed =
    packable<Element> && !reflect::has_option<Options, reflect::unpacked_option>;

}  // namespace tern::codec
