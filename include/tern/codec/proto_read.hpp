// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>
#include <variant>

#include <tern/codec/field_names.hpp>
#include <tern/codec/mapping.hpp>
#include <tern/codec/memory.hpp>

namespace tern::codec {
namespace detail {

template <class Element, class T>
[[gnu::always_inline]] inline const std::uint8_t* read_element(const std::uint8_t* at,
                                                               const std::uint8_t* end,
                                                               std::uint32_t tag, T& value,
                                                               reader& state) {
  if constexpr (is_delimited<Element>) {
    return Element::read_delimited(at, end, value, state, tag);
  } else {
    return Element::read(at, end, value, state);
  }
}

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
      *out++ = std::move(value);
    }
  } else {
    const auto bytes = static_cast<std::size_t>(end - at);
    constexpr std::size_t each = fixed_bytes(Element::wire);
    if (bytes % each != 0) return state.fail(at, "packed field is cut short");
    const std::size_t before = values.size();
    values.resize(before + bytes / each);
    if constexpr (bitwise<Element> && std::endian::native == std::endian::little) {
      std::memcpy(values.data() + before, at, bytes);
    } else {
      for (std::size_t i = before; i < values.size(); ++i) {
        at = Element::read(at, end, values[i], state);
        if (at == nullptr) return nullptr;
      }
    }
  }
  return end;
}

// Appends, backwards, what a closed enum does not know: each value as a field of its own.
inline void keep_varint(unknown_fields& fields, std::uint32_t tag, std::uint64_t value) {
  std::array<std::uint8_t, 2 * varint_max_bytes> bytes;
  std::uint8_t* const end = bytes.data() + bytes.size();
  const std::uint8_t* const start = write_varint(write_varint(end, value), tag);
  fields.append({reinterpret_cast<const std::byte*>(start), static_cast<std::size_t>(end - start)});
}

template <class Element, class T, class Allocator>
[[gnu::noinline]] const std::uint8_t* read_packed_closed(const std::uint8_t* at,
                                                         const std::uint8_t* end,
                                                         std::uint32_t number,
                                                         std::vector<T, Allocator>& values,
                                                         unknown_fields* unknown, reader& state) {
  at = read_length(at, end, state);
  while (at != nullptr && at != end) {
    std::uint64_t bits = 0;
    const std::uint8_t* const next = read_varint(at, end, bits);
    if (next == nullptr) return state.fail(at, "varint is cut short or longer than 10 bytes");
    at = next;
    if (const T value = Element::mapping::from_wire(bits); Element::knows(value)) {
      values.push_back(value);
    } else if (unknown != nullptr) {
      keep_varint(*unknown, make_tag(number, wire_type::varint), bits);
    }
  }
  return at;
}

template <class Element, class T, class Allocator>
[[gnu::noinline]] const std::uint8_t* read_repeated(const std::uint8_t* at, const std::uint8_t* end,
                                                    std::uint32_t tag,
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
    T& fresh = values.emplace_back();
    const memory_scope scope{values, state.memory()};
    settle(fresh, state.memory());
    return read_element<Element>(at, end, tag, fresh, state);
  }
}

// A map entry is a message of a key and a value. Either may be absent, come twice or in any order;
// other fields are dropped. Between entries with the same key, the last one stays. An entry whose
// value is unknown to a closed enum is an unknown field: `is_known` becomes false.
template <class Key, class Value, class Map>
[[gnu::noinline]] const std::uint8_t* read_map_entry(const std::uint8_t* at,
                                                     const std::uint8_t* end, Map& map,
                                                     bool& is_known, reader& state) {
  at = read_length(at, end, state);
  if (at == nullptr || !state.enter(at)) return nullptr;
  typename Map::key_type key{};
  typename Map::mapped_type value{};
  const memory_scope scope{map, state.memory()};
  settle(key, state.memory());
  settle(value, state.memory());
  if constexpr (is_closed<Value>) value = Value::first;
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
  if constexpr (is_closed<Value>) {
    is_known = Value::knows(value);
    if (!is_known) return at;
  }
  map.insert_or_assign(std::move(key), std::move(value));
  return at;
}

// Where a reading of fields is: behind a tag. at becomes null on failure.
struct field_cursor {
  const std::uint8_t* at;
  const std::uint8_t* end;
  std::uint32_t tag;
  unknown_fields* unknown;  // of the message; null if it keeps none
  reader& state;
};

// Reads a value, unless it is one that a closed enum does not know: then nothing is read, and the
// field is an unknown one.
template <class Element, class T, class Place>
[[gnu::always_inline]] inline bool read_closed(field_cursor& cursor, Place place) {
  T value{};
  const std::uint8_t* const next = Element::read(cursor.at, cursor.end, value, cursor.state);
  if (next != nullptr && !Element::knows(value)) return false;
  cursor.at = next;
  if (next != nullptr) place(value);
  return true;
}

// Reads the value behind the tag if the tag is one that the field may have.
template <std::int64_t Number, class Options, class T>
[[gnu::always_inline]] inline bool read_member(reflect::field_rule<Number, Options>,
                                               field_cursor& cursor, T& member) {
  if constexpr (shape_of<T> == shape::map) {
    if (cursor.tag != make_tag<Number>(wire_type::length_delimited)) return false;
    bool is_known = true;
    const std::uint8_t* const next =
        read_map_entry<key_element<T, Options>, value_element<T, Options>>(
            cursor.at, cursor.end, member, is_known, cursor.state);
    if (is_known) cursor.at = next;
    return is_known;
  } else {
    using element = element_of<T, Options>;
    if constexpr (shape_of<T> == shape::repeated) {
      if constexpr (packable<element>) {
        if (cursor.tag == make_tag<Number>(wire_type::length_delimited)) {
          if constexpr (is_closed<element>) {
            cursor.at = read_packed_closed<element>(cursor.at, cursor.end, Number, member,
                                                    cursor.unknown, cursor.state);
          } else {
            cursor.at = read_packed<element>(cursor.at, cursor.end, member, cursor.state);
          }
          return true;
        }
      }
      if (cursor.tag != make_tag<Number>(element::wire)) return false;
      if constexpr (is_closed<element>) {
        return read_closed<element, typename T::value_type>(
            cursor, [&](auto value) { member.push_back(value); });
      } else {
        cursor.at = read_repeated<element>(cursor.at, cursor.end, cursor.tag, member, cursor.state);
      }
    } else {
      if (cursor.tag != make_tag<Number>(element::wire)) return false;
      if constexpr (is_closed<element>) {
        return read_closed<element, typename shape_traits<T>::element_type>(
            cursor, [&](auto value) { member = value; });
      } else if constexpr (shape_of<T> == shape::optional) {
        if (!member) settle(member.emplace(), cursor.state.memory());
        cursor.at = read_element<element>(cursor.at, cursor.end, cursor.tag, *member, cursor.state);
      } else {
        cursor.at = read_element<element>(cursor.at, cursor.end, cursor.tag, member, cursor.state);
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
  if constexpr (is_closed<element>) {
    return read_closed<element, std::variant_alternative_t<Index, Variant>>(
        cursor, [&](auto value) { variant.template emplace<Index>(value); });
  } else {
    if (variant.index() != Index) {
      settle(variant.template emplace<Index>(), cursor.state.memory());
    }
    cursor.at = read_element<element>(cursor.at, cursor.end, cursor.tag,
                                      *std::get_if<Index>(&variant), cursor.state);
    return true;
  }
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
constexpr unknown_fields* unknown_member(Rule, T&) {
  return nullptr;
}
constexpr unknown_fields* unknown_member(reflect::unknown_rule, unknown_fields& fields) {
  return &fields;
}

template <class Rule>
inline constexpr bool is_required_rule = false;
template <std::int64_t Number, class Options>
inline constexpr bool is_required_rule<reflect::field_rule<Number, Options>> = is_required<Options>;

// Which of the required fields came.
template <class... Entries>
class required_fields {
 public:
  void note(std::uint32_t number) noexcept {
    for (std::size_t i = 0; i < count; ++i) seen_[i] = seen_[i] || numbers[i] == number;
  }

  /// The first that did not, or 0.
  [[nodiscard]] std::uint32_t missing() const noexcept {
    for (std::size_t i = 0; i < count; ++i)
      if (!seen_[i]) return numbers[i];
    return 0;
  }

 private:
  static constexpr std::size_t count =
      (std::size_t{is_required_rule<typename Entries::rule>} + ... + 0);
  static constexpr auto numbers = [] {
    std::array<std::uint32_t, count> all{};
    std::size_t at = 0;
    const auto put = [&]<class Entry>(reflect::tag<Entry>) {
      if constexpr (is_required_rule<typename Entry::rule>) {
        all[at++] = static_cast<std::uint32_t>(reflect::entry_traits<Entry>::numbers[0]);
      }
    };
    (put(reflect::tag<Entries>{}), ...);
    return all;
  }();

  std::array<bool, count> seen_{};
};

template <class... Entries>
  requires(!is_required_rule<typename Entries::rule> && ...)
class required_fields<Entries...> {
 public:
  void note(std::uint32_t) const noexcept {}
  [[nodiscard]] constexpr std::uint32_t missing() const noexcept { return 0; }
};

// Skips a field that has no member, and keeps it if the message keeps such.
[[gnu::noinline]] inline const std::uint8_t* read_unknown(const std::uint8_t* start,
                                                          const field_cursor& cursor) {
  const std::uint8_t* const end = skip_value(cursor.at, cursor.end, cursor.tag, cursor.state);
  if (end != nullptr && cursor.unknown != nullptr) {
    cursor.unknown->append(
        {reinterpret_cast<const std::byte*>(start), static_cast<std::size_t>(end - start)});
  }
  return end;
}

template <class M, class... Entries>
[[gnu::always_inline]] inline const std::uint8_t* read_members(const std::uint8_t* at,
                                                               const std::uint8_t* end, M& message,
                                                               reader& state, std::uint32_t end_tag,
                                                               reflect::type_list<Entries...>) {
  unknown_fields* unknown = nullptr;
  static_cast<void>(
      ((unknown = unknown_member(typename Entries::rule{}, message.*Entries::pointer)) || ...));
  field_cursor cursor{at, end, 0, unknown, state};
  required_fields<Entries...> required;
  while (cursor.at != end) {
    const std::uint8_t* const start = cursor.at;
    cursor.at = read_tag(start, end, cursor.tag, state);
    if (cursor.at == nullptr) break;
    if ((read_member(typename Entries::rule{}, cursor, message.*Entries::pointer) || ...)) {
      required.note(tag_number(cursor.tag));
    } else if (cursor.tag == end_tag) {
      end_tag = 0;
      break;
    } else {
      cursor.at = read_unknown(start, cursor);
    }
    if (cursor.at == nullptr) break;
    cursor.tag = 0;
  }
  if (cursor.at != nullptr && end_tag != 0) cursor.at = state.fail(end, "group does not end");
  if (cursor.at != nullptr && required.missing() != 0 && !state.allow_partial()) {
    cursor.at = state.fail(cursor.at, "required field is missing");
    cursor.tag = make_tag(required.missing(), wire_type::varint);
  }
  if (cursor.at == nullptr) return state.failed_in(names_of<M>, tag_number(cursor.tag));
  return cursor.at;
}

}  // namespace detail

template <reflect::message M>
[[gnu::noinline]] const std::uint8_t* read_message(const std::uint8_t* at, const std::uint8_t* end,
                                                   M& message, reader& state,
                                                   std::uint32_t end_tag) {
  if constexpr (is_encodable<M>) {
    return detail::read_members(at, end, message, state, end_tag, reflect::members_of<M>{});
  } else {
    return end;
  }
}

}  // namespace tern::codec
