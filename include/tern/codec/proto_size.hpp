// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <variant>

#include <tern/codec/shape.hpp>
#include <tern/reflect/message.hpp>

namespace tern::codec {
namespace detail {

template <std::uint32_t Number>
inline constexpr std::size_t tag_size = varint_size(make_tag(Number, wire_type::varint));

// The elements of a packed field without tag and length.
template <class Element, class Container>
std::size_t packed_size(const Container& values) {
  if constexpr (Element::wire == wire_type::varint) {
    std::size_t bytes = 0;
    for (const auto value : values) bytes += Element::size(value);
    return bytes;
  } else {
    return values.size() * sizeof(typename Container::value_type);
  }
}

// A map entry is a message: 1 key, 2 value, both always written.
template <class Key, class Value, class Entry>
std::size_t map_entry_size(const Entry& entry) {
  return 2 + Key::size(entry.first) + Value::size(entry.second);
}

template <std::uint32_t Number, class Options, class T>
std::size_t field_size(const T& member) {
  if constexpr (shape_of<T> == shape::plain) {
    using element = element_of<T, Options>;
    if constexpr (is_composite<element>) {
      const std::size_t bytes = element::composite::size(member);
      return bytes == 0 ? 0 : tag_size<Number> + varint_size(bytes) + bytes;
    } else {
      return element::is_default(member) ? 0 : tag_size<Number> + element::size(member);
    }
  } else if constexpr (shape_of<T> == shape::optional) {
    return member ? tag_size<Number> + element_of<T, Options>::size(*member) : 0;
  } else if constexpr (shape_of<T> == shape::pointer) {
    return member ? tag_size<Number> + element_of<T, Options>::size(member) : 0;
  } else if constexpr (shape_of<T> == shape::repeated) {
    using element = element_of<T, Options>;
    if constexpr (is_packed<element, Options>) {
      if (member.empty()) return 0;
      const std::size_t bytes = packed_size<element>(member);
      return tag_size<Number> + varint_size(bytes) + bytes;
    } else {
      std::size_t bytes = tag_size<Number> * member.size();
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
template <std::uint32_t Number, std::size_t Index, class Options, class Variant>
bool add_alternative_size(std::size_t& bytes, const Variant& variant) {
  const auto* const value = std::get_if<Index>(&variant);
  if (value == nullptr) return false;
  bytes +=
      tag_size<Number> + element<std::variant_alternative_t<Index, Variant>, Options>::size(*value);
  return true;
}

template <class Entry>
struct entry_size {
  template <class M>
  static std::size_t of(const M&) {
    return 0;
  }
};

template <auto Pointer, std::int64_t Number, class Options>
struct entry_size<reflect::field<Pointer, Number, Options>> {
  template <class M>
  static std::size_t of(const M& message) {
    return field_size<static_cast<std::uint32_t>(Number), Options>(message.*Pointer);
  }
};

template <auto Pointer, class... Alternatives>
struct entry_size<reflect::oneof<Pointer, Alternatives...>> {
  template <class M>
  static std::size_t of(const M& message) {
    return of(message.*Pointer, std::index_sequence_for<Alternatives...>{});
  }

 private:
  template <class Variant, std::size_t... Indices>
  static std::size_t of(const Variant& variant, std::index_sequence<Indices...>) {
    std::size_t bytes = 0;
    static_cast<void>(
        (add_alternative_size<static_cast<std::uint32_t>(Alternatives::number), Indices + 1,
                              typename Alternatives::options>(bytes, variant) ||
         ...));
    return bytes;
  }
};

template <auto Pointer>
struct entry_size<reflect::unknown<Pointer>> {
  template <class M>
  static std::size_t of(const M& message) {
    return (message.*Pointer).bytes().size();
  }
};

template <class M, class... Entries>
std::size_t entries_size(const M& message, reflect::type_list<Entries...>) {
  return (entry_size<Entries>::of(message) + ... + std::size_t{0});
}

}  // namespace detail

template <reflect::message M>
std::size_t message_size(const M& message) {
  return detail::entries_size(message, reflect::entries_of<M>{});
}

}  // namespace tern::codec
