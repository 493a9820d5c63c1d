// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>
#include <variant>

#include <tern/codec/field_names.hpp>
#include <tern/codec/mapping.hpp>

namespace tern::codec {
namespace detail {

// Numbers behind one another. What is reserved is never more than what the bytes can hold: the ends
// of the varints are counted first.
template <class Element, class T, class Allocator>
[[gnu::noinline]] const std::uint8_t* read_packed(const std::uint8_t* at, const std::uint8_t* end,
                                                  std::vector<T, Allocator>& values,
                                                  reader& state) {
  at = read_length(at, end, state);
  if (at == nullptr || at == end) return at;
  if constexpr (std::is_same_v<T, bool>) {
    while (at != end) {
      bool value = false;
      at = Element::read(at, end, value, state);
      if (at == nullptr) return nullptr;
      values.push_back(value);
    }
  } else if constexpr (Element::wire == wire_type::varint) {
    const std::size_t before = values.size();
    values.resize(before + static_cast<std::size_t>(std::count_if(
                               at, end, [](std::uint8_t byte) { return byte < 0x80; })));
    T* out = values.data() + before;
    while (at != end) {
      // The last byte ends a varint or this fails; so there is room for each one that is read.
      T value{};
      at = Element::read(at, end, value, state);
      if (at == nullptr) return nullptr;
      *out++ = value;
    }
  } else {
    const auto bytes = static_cast<std::size_t>(end - at);
    if (bytes % sizeof(T) != 0) return state.fail(at, "packed field is cut short");
    const std::size_t before = values.size();
    values.resize(before + bytes / sizeof(T));
    if constexpr (std::endian::native == std::endian::little) {
      std::memcpy(values.data() + before, at, bytes);
    } else {
      for (std::size_t i = before; i < values.size(); ++i) {
        at = Element::read(at, end, values[i], state);
      }
    }
  }
  return end;
}

template <class Element, class T, class Allocator>
[[gnu::noinline]] const std::uint8_t* read_repeated(const std::uint8_t* at, const std::uint8_t* end,
                                                    std::vector<T, Allocator>& values,
                                                    reader& state) {
  if constexpr (std::is_same_v<T, bool>) {
    bool value = false;
    at = Element::read(at, end, value, state);
    if (at != nullptr) values.push_back(value);
    return at;
  } else {
    // Most lists have more than one element; large elements do not pay for that.
    if (values.capacity() == 0 && sizeof(T) <= 64) values.reserve(4);
    return Element::read(at, end, values.emplace_back(), state);
  }
}

// A map entry is a message of a key and a value. Either may be absent, come twice or in any order;
// other fields are dropped. Between entries with the same key, the last one stays.
template <class Key, class Value, class Map>
[[gnu::noinline]] const std::uint8_t* read_map_entry(const std::uint8_t* at,
                                                     const std::uint8_t* end, Map& map,
                                                     reader& state) {
  at = read_length(at, end, state);
  if (at == nullptr || !state.enter(at)) return nullptr;
  typename Map::key_type key{};
  typename Map::mapped_type value{};
  while (at != end) {
    std::uint32_t tag = 0;
    at = read_tag(at, end, tag, state);
    if (at == nullptr) return nullptr;
    if (tag == make_tag(1, Key::wire)) {
      at = Key::read(at, end, key, state);
    } else if (tag == make_tag(2, Value::wire)) {
      at = Value::read(at, end, value, state);
    } else {
      at = skip_value(at, end, tag, state);
    }
    if (at == nullptr) return nullptr;
  }
  state.leave();
  map.insert_or_assign(std::move(key), std::move(value));
  return at;
}

// Where a reading of fields is: behind a tag. at becomes null on failure.
struct field_cursor {
  const std::uint8_t* at;
  const std::uint8_t* end;
  std::uint32_t tag;
  reader& state;
};

// Reads the value behind the tag if the tag is one that the field may have.
template <std::int64_t Number, class Options, class T>
[[gnu::always_inline]] inline bool read_member(reflect::field_rule<Number, Options>,
                                               field_cursor& cursor, T& member) {
  if constexpr (shape_of<T> == shape::map) {
    if (cursor.tag != make_tag<Number>(wire_type::length_delimited)) return false;
    cursor.at = read_map_entry<key_element<T, Options>, value_element<T, Options>>(
        cursor.at, cursor.end, member, cursor.state);
    return true;
  } else {
    using element = element_of<T, Options>;
    if constexpr (shape_of<T> == shape::repeated) {
      if constexpr (packable<element>) {
        if (cursor.tag == make_tag<Number>(wire_type::length_delimited)) {
          cursor.at = read_packed<element>(cursor.at, cursor.end, member, cursor.state);
          return true;
        }
      }
      if (cursor.tag != make_tag<Number>(element::wire)) return false;
      cursor.at = read_repeated<element>(cursor.at, cursor.end, member, cursor.state);
    } else {
      if (cursor.tag != make_tag<Number>(element::wire)) return false;
      if constexpr (shape_of<T> == shape::optional) {
        if (!member) member.emplace();
        cursor.at = element::read(cursor.at, cursor.end, *member, cursor.state);
      } else {
        cursor.at = element::read(cursor.at, cursor.end, member, cursor.state);
      }
    }
    return true;
  }
}

template <std::size_t Index, class Alternative, class Variant>
[[gnu::always_inline]] inline bool read_alternative(field_cursor& cursor, Variant& variant) {
  using element =
      element<std::variant_alternative_t<Index, Variant>, typename Alternative::options>;
  if (cursor.tag != make_tag<Alternative::number>(element::wire)) {
    return false;
  }
  if (variant.index() != Index) variant.template emplace<Index>();
  cursor.at = element::read(cursor.at, cursor.end, *std::get_if<Index>(&variant), cursor.state);
  return true;
}

template <class... Alternatives, class Variant>
[[gnu::always_inline]] inline bool read_member(reflect::oneof_rule<Alternatives...>,
                                               field_cursor& cursor, Variant& variant) {
  return [&]<std::size_t... Indices>(std::index_sequence<Indices...>) {
    return (read_alternative<Indices + 1, Alternatives>(cursor, variant) || ...);
  }(std::index_sequence_for<Alternatives...>{});
}

template <class Fields>
bool read_member(reflect::unknown_rule, field_cursor&, Fields&) {
  return false;
}

template <class Rule, class T>
void keep_unknown(Rule, T&, const std::uint8_t*, const std::uint8_t*) {}

template <class Fields>
void keep_unknown(reflect::unknown_rule, Fields& fields, const std::uint8_t* at,
                  const std::uint8_t* end) {
  fields.append({reinterpret_cast<const std::byte*>(at), static_cast<std::size_t>(end - at)});
}

template <class M, class... Entries>
[[gnu::always_inline]] inline const std::uint8_t* read_members(const std::uint8_t* at,
                                                               const std::uint8_t* end, M& message,
                                                               reader& state,
                                                               reflect::type_list<Entries...>) {
  field_cursor cursor{at, end, 0, state};
  while (cursor.at != end) {
    const std::uint8_t* const start = cursor.at;
    cursor.at = read_tag(start, end, cursor.tag, state);
    if (cursor.at == nullptr) break;
    if (!(read_member(typename Entries::rule{}, cursor, message.*Entries::pointer) || ...)) {
      cursor.at = skip_value(cursor.at, end, cursor.tag, state);
      if constexpr ((std::is_same_v<typename Entries::rule, reflect::unknown_rule> || ...)) {
        if (cursor.at != nullptr) {
          (keep_unknown(typename Entries::rule{}, message.*Entries::pointer, start, cursor.at),
           ...);
        }
      }
    }
    if (cursor.at == nullptr) break;
    cursor.tag = 0;
  }
  if (cursor.at == nullptr) return state.failed_in(names_of<M>, tag_number(cursor.tag));
  return end;
}

}  // namespace detail

template <reflect::message M>
[[gnu::noinline]] const std::uint8_t* read_message(const std::uint8_t* at, const std::uint8_t* end,
                                                   M& message, reader& state) {
  if constexpr (is_encodable<M>) {
    return detail::read_members(at, end, message, state, reflect::members_of<M>{});
  } else {
    return end;
  }
}

}  // namespace tern::codec
