// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <utility>
#include <variant>

#include <tern/codec/proto_size.hpp>
#include <tern/codec/write_order.hpp>

namespace tern::codec {

/// Everything here writes backwards: `end` is where the bytes end, the result is where they start.
///
///     <- fields of the message ... | tag | length | bytes of a field | later fields ... end
///
namespace detail {

// A tag that is known where this is compiled: of the ways, one is left. Numbers from 2048 on are
// rare.
[[gnu::always_inline]] inline std::uint8_t* write_tag(std::uint8_t* end,
                                                      std::uint32_t tag) noexcept {
  if (tag >= 0x4000) return write_long_varint(end, tag);
  if (tag >= 0x80) {
    *--end = static_cast<std::uint8_t>(tag >> 7);
    tag = (tag & 0x7f) | 0x80;
  }
  *--end = static_cast<std::uint8_t>(tag);
  return end;
}

template <class Element, class T>
[[gnu::always_inline]] inline std::uint8_t* write_element(std::uint8_t* end, std::uint32_t number,
                                                          const T& value) {
  if constexpr (is_delimited<Element>) {
    end = write_tag(end, make_tag(number, wire_type::group_end));
  }
  return write_tag(Element::write(end, value), make_tag(number, Element::wire));
}

// Calls `write` with each element of a container, from the last one to the first.
template <class Container, class Write>
[[gnu::always_inline]] inline void for_each_backwards(const Container& values, Write write) {
  if constexpr (requires { values.data(); }) {
    for (const auto* at = values.data() + values.size(); at != values.data();) write(*--at);
  } else {
    for (auto at = values.end(); at != values.begin();) write(*--at);
  }
}

template <class Element, class Container>
[[gnu::noinline]] std::uint8_t* write_packed(std::uint8_t* end, const Container& values) {
  if constexpr (bitwise<Element> && std::endian::native == std::endian::little) {
    const std::size_t bytes = values.size() * sizeof(typename Container::value_type);
    end -= bytes;
    std::memcpy(end, values.data(), bytes);
  } else if constexpr (requires {
                         typename Element::mapping;
                         values.data();
                       }) {
    for (const auto* at = values.data() + values.size(); at != values.data();) {
      end = write_varint_from<1>(end, Element::mapping::to_wire(*--at));
    }
  } else {
    for_each_backwards(values, [&](const auto& value) { end = Element::write(end, value); });
  }
  return end;
}

template <reflect::message M>
std::uint8_t* write_at(std::uint8_t* end, const void* message);

// See messages_size().
[[gnu::noinline]] inline std::uint8_t* write_messages(
    std::uint8_t* end, const void* messages, std::size_t count, std::size_t stride,
    std::uint32_t tag, std::uint8_t* (*write)(std::uint8_t*, const void*)) {
  const auto* at = static_cast<const std::byte*>(messages) + count * stride;
  for (; count != 0; --count) {
    at -= stride;
    std::uint8_t* const start = write(end, at);
    end = write_varint(write_varint(start, static_cast<std::size_t>(end - start)), tag);
  }
  return end;
}

// What is repeated and not packed, for any number.
template <class Element, class Container>
[[gnu::noinline]] std::uint8_t* write_repeated(std::uint8_t* end, const Container& values,
                                               std::uint32_t tag) {
  for_each_backwards(values, [&](const auto& value) {
    if constexpr (is_delimited<Element>) end = write_varint(end, end_tag_of(tag));
    end = write_varint(Element::write(end, value), tag);
  });
  return end;
}

template <class Element, class Container>
  requires is_message_list<Element, Container>
std::uint8_t* write_repeated(std::uint8_t* end, const Container& values, std::uint32_t tag) {
  using M = Container::value_type;
  return write_messages(end, values.data(), values.size(), sizeof(M), tag, write_at<M>);
}

template <class Key, class Value, class Entry>
std::uint8_t* write_map_entry(std::uint8_t* const end, const Entry& entry, std::uint32_t tag) {
  std::uint8_t* start = write_element<Value>(end, 2, entry.second);
  start = write_element<Key>(start, 1, entry.first);
  return write_varint(write_varint(start, static_cast<std::size_t>(end - start)), tag);
}

template <class Key, class Value, class Map>
[[gnu::noinline]] std::uint8_t* write_map(std::uint8_t* end, const Map& map, std::uint32_t tag) {
  if constexpr (requires { --map.end(); }) {
    for (auto at = map.end(); at != map.begin();) {
      end = write_map_entry<Key, Value>(end, *--at, tag);
    }
  } else {
    for (const auto& entry : map) end = write_map_entry<Key, Value>(end, entry, tag);
  }
  return end;
}

template <std::size_t Index, class Alternative, class Variant>
bool write_alternative(std::uint8_t*& end, const Variant& variant) {
  const auto* const value = std::get_if<Index>(&variant);
  if (value == nullptr) return false;
  using element =
      element<std::variant_alternative_t<Index, Variant>, typename Alternative::options>;
  end = write_element<element>(end, Alternative::number, *value);
  return true;
}

// Each of these moves `end` and returns `order`, which is nothing but something to assign to.
template <class Options, class T>
[[gnu::always_inline]] inline int& write_member(reflect::field_form<Options>, std::uint32_t number,
                                                std::uint8_t*& end, int& order, const T& member) {
  if constexpr (shape_of<T> == shape::plain) {
    using element = element_of<T, Options>;
    if constexpr (is_required<Options>) {
      end = write_element<element>(end, number, member);
    } else if constexpr (is_delimited<element>) {
      if (element::composite::size(member) != 0) end = write_element<element>(end, number, member);
    } else if constexpr (is_composite<element>) {
      std::uint8_t* const start = element::composite::write(end, member);
      if (start != end) {
        end = write_tag(write_varint(start, static_cast<std::size_t>(end - start)),
                        make_tag(number, element::wire));
      }
    } else {
      if (!element::is_default(member)) {
        end = write_tag(element::write(end, member), make_tag(number, element::wire));
      }
    }
  } else if constexpr (shape_of<T> == shape::optional) {
    if (member) end = write_element<element_of<T, Options>>(end, number, *member);
  } else if constexpr (shape_of<T> == shape::pointer) {
    if (is_required<Options> || member) {
      end = write_element<element_of<T, Options>>(end, number, member);
    }
  } else if constexpr (shape_of<T> == shape::repeated) {
    using element = element_of<T, Options>;
    if (member.size() != 0) {
      if constexpr (is_packed<element, Options>) {
        std::uint8_t* const start = write_packed<element>(end, member);
        end = write_tag(write_varint(start, static_cast<std::size_t>(end - start)),
                        make_tag(number, wire_type::length_delimited));
      } else {
        end = write_repeated<element>(end, member, make_tag(number, element::wire));
      }
    }
  } else {
    if (!member.empty()) {
      end = write_map<key_element<T, Options>, value_element<T, Options>>(
          end, member, make_tag(number, wire_type::length_delimited));
    }
  }
  return order;
}

template <class... Alternatives, class Variant>
int& write_member(reflect::oneof_rule<Alternatives...>, std::uint32_t, std::uint8_t*& end,
                  int& order, const Variant& variant) {
  [&]<std::size_t... Indices>(std::index_sequence<Indices...>) {
    static_cast<void>((write_alternative<Indices + 1, Alternatives>(end, variant) || ...));
  }(std::index_sequence_for<Alternatives...>{});
  return order;
}

template <std::size_t Index, class Alternative, class Variant>
int& write_member(alternative_rule<Index, Alternative>, std::uint32_t, std::uint8_t*& end,
                  int& order, const Variant& variant) {
  write_alternative<Index, Alternative>(end, variant);
  return order;
}

template <class Fields>
int& write_member(reflect::unknown_rule, std::uint32_t, std::uint8_t*& end, int& order,
                  const Fields& fields) {
  const byte_view bytes = fields.bytes();
  end -= bytes.size();
  if (!bytes.empty()) std::memcpy(end, bytes.data(), bytes.size());
  return order;
}

template <class M, class... Entries>
[[gnu::always_inline]] inline std::uint8_t* write_members(std::uint8_t* end, const M& message,
                                                          reflect::type_list<Entries...>) {
  // An assignment evaluates its right side first, so this goes from the last entry to the first.
  [[maybe_unused]] int order = 0;
  static_cast<void>(
      (write_member(typename Entries::rule{}, static_cast<std::uint32_t>(Entries::rule::number),
                    end, order, message.*Entries::pointer) = ... = 0));
  return end;
}

// write_message() of what is there.
template <reflect::message M>
[[gnu::noinline]] std::uint8_t* write_at(std::uint8_t* end, const void* message) {
  if constexpr (is_encodable<M>) {
    return write_members(end, *static_cast<const M*>(message), write_order<M>{});
  } else {
    return end;
  }
}

}  // namespace detail

template <reflect::message M>
std::uint8_t* write_message(std::uint8_t* end, const M& message) {
  return detail::write_at<M>(end, std::addressof(message));
}

}  // namespace tern::codec
