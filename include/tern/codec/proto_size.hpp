// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
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

// One element with all its tags, each of `tag_bytes`.
template <class Element, class T>
[[gnu::always_inline]] inline std::size_t tagged_size(std::size_t tag_bytes, const T& value) {
  return tag_bytes * (is_delimited<Element> ? 2 : 1) + Element::size(value);
}

// Messages one behind another in memory, each behind its length on the wire.
template <class Element, class Container>
concept is_message_list =
    reflect::message<typename Container::value_type> &&
    std::is_same_v<typename Element::composite, message_body> && !is_delimited<Element>;

// A map entry is a message: 1 key, 2 value, both always written.
template <class Key, class Value, class Entry>
std::size_t map_entry_size(const Entry& entry) {
  return 2 + Key::size(entry.first) + Value::size(entry.second);
}

template <reflect::message M>
std::size_t size_at(const void* message);

// Messages with their lengths. What is done for each type is one function; the loop is for all.
[[gnu::noinline]] inline std::size_t messages_size(const void* messages, std::size_t count,
                                                   std::size_t stride,
                                                   std::size_t (*size_of)(const void*)) {
  std::size_t total = 0;
  const auto* at = static_cast<const std::byte*>(messages);
  for (; count != 0; --count, at += stride) {
    const std::size_t bytes = size_of(at);
    total += varint_size(bytes) + bytes;
  }
  return total;
}

// The elements of a repeated field that is not packed, without their tags.
template <class Element, class Container>
[[gnu::noinline]] std::size_t repeated_size(const Container& values) {
  std::size_t bytes = 0;
  for (const auto& value : values) bytes += Element::size(value);
  return bytes;
}
template <class Element, class Container>
  requires is_message_list<Element, Container>
std::size_t repeated_size(const Container& values) {
  using M = Container::value_type;
  return messages_size(values.data(), values.size(), sizeof(M), size_at<M>);
}

template <class Key, class Value, class Map>
[[gnu::noinline]] std::size_t map_size(const Map& map) {
  std::size_t bytes = 0;
  for (const auto& entry : map) {
    const std::size_t inner = map_entry_size<Key, Value>(entry);
    bytes += varint_size(inner) + inner;
  }
  return bytes;
}

// Adds to a running total inside of the branch: a sum of terms would keep all of them until the
// end.
template <class Options, class T>
[[gnu::always_inline]] inline void add_size(reflect::field_form<Options>, std::size_t tag_bytes,
                                            const T& member, std::size_t& total) {
  if constexpr (shape_of<T> == shape::plain) {
    using element = element_of<T, Options>;
    if constexpr (is_required<Options>) {
      total += tagged_size<element>(tag_bytes, member);
    } else if constexpr (is_composite<element>) {
      const std::size_t bytes = element::composite::size(member);
      if (bytes != 0) {
        total += bytes + (is_delimited<element> ? 2 * tag_bytes : tag_bytes + varint_size(bytes));
      }
    } else {
      if (!element::is_default(member)) total += tag_bytes + element::size(member);
    }
  } else if constexpr (shape_of<T> == shape::optional) {
    if (member) total += tagged_size<element_of<T, Options>>(tag_bytes, *member);
  } else if constexpr (shape_of<T> == shape::pointer) {
    if (is_required<Options> || member) {
      total += tagged_size<element_of<T, Options>>(tag_bytes, member);
    }
  } else if constexpr (shape_of<T> == shape::repeated) {
    using element = element_of<T, Options>;
    if (member.size() == 0) return;
    if constexpr (is_packed<element, Options>) {
      const std::size_t bytes = packed_size<element>(member);
      total += tag_bytes + varint_size(bytes) + bytes;
    } else {
      total += tag_bytes * (is_delimited<element> ? 2 : 1) * member.size() +
               repeated_size<element>(member);
    }
  } else {
    if (member.empty()) return;
    total += tag_bytes * member.size() +
             map_size<key_element<T, Options>, value_element<T, Options>>(member);
  }
}

// The alternative at `Index`, if it is the one that is there.
template <std::size_t Index, class Alternative, class Variant>
bool add_alternative_size(std::size_t& total, const Variant& variant) {
  const auto* const value = std::get_if<Index>(&variant);
  if (value == nullptr) return false;
  using element =
      element<std::variant_alternative_t<Index, Variant>, typename Alternative::options>;
  total += tagged_size<element>(tag_size<Alternative::number>, *value);
  return true;
}

template <class... Alternatives, class Variant>
void add_size(reflect::oneof_rule<Alternatives...>, std::size_t, const Variant& variant,
              std::size_t& total) {
  [&]<std::size_t... Indices>(std::index_sequence<Indices...>) {
    static_cast<void>((add_alternative_size<Indices + 1, Alternatives>(total, variant) || ...));
  }(std::index_sequence_for<Alternatives...>{});
}

template <class Fields>
void add_size(reflect::unknown_rule, std::size_t, const Fields& fields, std::size_t& total) {
  total += fields.bytes().size();
}

template <class M, class... Entries>
[[gnu::always_inline]] inline std::size_t members_size(const M& message,
                                                       reflect::type_list<Entries...>) {
  std::size_t total = 0;
  (add_size(typename Entries::rule{}, tag_size<Entries::rule::number>, message.*Entries::pointer,
            total),
   ...);
  return total;
}

// message_size() of what is there.
template <reflect::message M>
[[gnu::noinline]] std::size_t size_at(const void* message) {
  if constexpr (is_encodable<M>) {
    return members_size(*static_cast<const M*>(message), reflect::members_of<M>{});
  } else {
    return 0;
  }
}

}  // namespace detail

template <reflect::message M>
std::size_t message_size(const M& message) {
  return detail::size_at<M>(std::addressof(message));
}

}  // namespace tern::codec
