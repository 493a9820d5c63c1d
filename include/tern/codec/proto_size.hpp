// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <variant>

#include <tern/codec/mapping.hpp>
#include <tern/reflect/message.hpp>

namespace tern::codec {
namespace detail {

template <std::int64_t Number>
inline constexpr std::size_t tag_size = varint_size(make_tag<Number>(wire_type::varint));

// The elements of a packed field without tag and length.
template <class Element, class Container>
[[gnu::noinline]] std::size_t packed_size(const Container& values) {
  if constexpr (Element::wire == wire_type::varint) {
    std::size_t bytes = 0;
    for (const auto& value : values) bytes += Element::size(value);
    return bytes;
  } else {
    return values.size() * fixed_bytes(Element::wire);
  }
}

// One element with all its tags.
template <std::int64_t Number, class Element, class T>
std::size_t tagged_size(const T& value) {
  return tag_size<Number> * (is_delimited<Element> ? 2 : 1) + Element::size(value);
}

// A map entry is a message: 1 key, 2 value, both always written.
template <class Key, class Value, class Entry>
std::size_t map_entry_size(const Entry& entry) {
  return 2 + Key::size(entry.first) + Value::size(entry.second);
}

template <std::int64_t Number, class Options, class T>
std::size_t member_size(reflect::field_rule<Number, Options>, const T& member) {
  if constexpr (shape_of<T> == shape::plain) {
    using element = element_of<T, Options>;
    if constexpr (is_required<Options>) {
      return tagged_size<Number, element>(member);
    } else if constexpr (is_delimited<element>) {
      const std::size_t bytes = element::composite::size(member);
      return bytes == 0 ? 0 : 2 * tag_size<Number> + bytes;
    } else if constexpr (is_composite<element>) {
      const std::size_t bytes = element::composite::size(member);
      return bytes == 0 ? 0 : tag_size<Number> + varint_size(bytes) + bytes;
    } else {
      return element::is_default(member) ? 0 : tag_size<Number> + element::size(member);
    }
  } else if constexpr (shape_of<T> == shape::optional) {
    return member ? tagged_size<Number, element_of<T, Options>>(*member) : 0;
  } else if constexpr (shape_of<T> == shape::pointer) {
    return is_required<Options> || member ? tagged_size<Number, element_of<T, Options>>(member) : 0;
  } else if constexpr (shape_of<T> == shape::repeated) {
    using element = element_of<T, Options>;
    if constexpr (is_packed<element, Options>) {
      if (member.empty()) return 0;
      const std::size_t bytes = packed_size<element>(member);
      return tag_size<Number> + varint_size(bytes) + bytes;
    } else {
      std::size_t bytes = tag_size<Number> * (is_delimited<element> ? 2 : 1) * member.size();
      for (const auto& value : member) bytes += element::size(value);
      return bytes;
    }
  } else {
    std::size_t bytes = tag_size<Number> * member.size();
    for (const auto& entry : member) {
      const std::size_t inner =
          map_entry_size<key_element<T, Options>, value_element<T, Options>>(entry);
      bytes += varint_size(inner) + inner;
    }
    return bytes;
  }
}

// The alternative at `Index`, if it is the one that is there.
template <std::size_t Index, class Alternative, class Variant>
bool alternative_size(std::size_t& bytes, const Variant& variant) {
  const auto* const value = std::get_if<Index>(&variant);
  if (value == nullptr) return false;
  using element =
      element<std::variant_alternative_t<Index, Variant>, typename Alternative::options>;
  bytes = tagged_size<Alternative::number, element>(*value);
  return true;
}

template <class... Alternatives, class Variant>
std::size_t member_size(reflect::oneof_rule<Alternatives...>, const Variant& variant) {
  return [&]<std::size_t... Indices>(std::index_sequence<Indices...>) {
    std::size_t bytes = 0;
    static_cast<void>((alternative_size<Indices + 1, Alternatives>(bytes, variant) || ...));
    return bytes;
  }(std::index_sequence_for<Alternatives...>{});
}

template <class Fields>
std::size_t member_size(reflect::unknown_rule, const Fields& fields) {
  return fields.bytes().size();
}

template <class M, class... Entries>
[[gnu::always_inline]] inline std::size_t members_size(const M& message,
                                                       reflect::type_list<Entries...>) {
  return (member_size(typename Entries::rule{}, message.*Entries::pointer) + ... + std::size_t{0});
}

}  // namespace detail

template <reflect::message M>
[[gnu::noinline]] std::size_t message_size(const M& message) {
  if constexpr (is_encodable<M>) {
    return detail::members_size(message, reflect::members_of<M>{});
  } else {
    return 0;
  }
}

}  // namespace tern::codec
