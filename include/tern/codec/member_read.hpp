// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include <tern/codec/element_read.hpp>
#include <tern/codec/list_read.hpp>
#include <tern/codec/map_entry.hpp>
#include <tern/codec/mapping.hpp>
#include <tern/codec/memory.hpp>
#include <tern/codec/message_element.hpp>
#include <tern/codec/read_fields.hpp>

namespace tern::codec {

/// How members of one type and options are read, whatever message they are in: what a row of a
/// read_table says. The functions here are compiled once for each such type.
struct member_read {
  wire_type wire = wire_type::varint;
  read_kind kind = read_kind::other;
  read_function read = nullptr;
  make_function make = nullptr;         ///< of `made_message`
  read_function read_packed = nullptr;  ///< of what is read packed, too

  /// Whether the row has the table of a message. It is not here, but where the row is made: see
  /// proto_read.hpp.
  [[nodiscard]] constexpr bool has_table() const noexcept {
    return kind == read_kind::message || kind == read_kind::made_message;
  }
};

namespace detail {

template <class Element, class T>
[[gnu::noinline]] const std::uint8_t* read_plain(const std::uint8_t* at, const std::uint8_t* end,
                                                 void* member, reader& state, std::uint32_t tag) {
  return read_element<Element>(at, end, tag, *static_cast<T*>(member), state);
}

template <class Element, class Optional>
[[gnu::noinline]] const std::uint8_t* read_optional(const std::uint8_t* at, const std::uint8_t* end,
                                                    void* member, reader& state,
                                                    std::uint32_t tag) {
  Optional& optional = *static_cast<Optional*>(member);
  if (!optional) settled(optional.emplace(), state);
  return read_element<Element>(at, end, tag, *optional, state);
}

// Appends what a closed enum does not know, as a field of its own.
[[gnu::noinline]] inline void keep_varint(unknown_fields& fields, std::uint32_t number,
                                          std::uint64_t value) {
  std::array<std::uint8_t, 2 * varint_max_bytes> bytes;
  std::uint8_t* const end = bytes.data() + bytes.size();
  const std::uint8_t* const start =
      write_varint(write_varint(end, value), make_tag(number, wire_type::varint));
  fields.append({reinterpret_cast<const std::byte*>(start), static_cast<std::size_t>(end - start)});
}

// A plain member, a std::optional or, with an index, an alternative of a oneof.
template <class Element, class T, std::size_t Index = 0>
[[gnu::noinline]] const std::uint8_t* read_closed(const std::uint8_t* at, const std::uint8_t* end,
                                                  void* member, reader& state, std::uint32_t) {
  auto value = Element::first;
  at = Element::read(at, end, value, state);
  if (at == nullptr) return nullptr;
  if (!Element::knows(value)) return &unknown_value;
  if constexpr (Index != 0) {
    static_cast<T*>(member)->template emplace<Index>(value);
  } else if constexpr (shape_of<T> == shape::repeated) {
    static_cast<T*>(member)->push_back(value);
  } else {
    *static_cast<T*>(member) = value;
  }
  return at;
}

template <class Element, class Vector>
[[gnu::noinline]] const std::uint8_t* read_packed_closed(const std::uint8_t* at,
                                                         const std::uint8_t* end, void* member,
                                                         reader& state, std::uint32_t tag) {
  Vector& values = *static_cast<Vector*>(member);
  at = read_length(at, end, state);
  while (at != nullptr && at != end) {
    std::uint64_t bits = 0;
    at = read_bits(at, end, bits, state);
    if (at == nullptr) break;
    if (const auto value = Element::mapping::from_wire(bits); Element::knows(value)) {
      values.push_back(value);
    } else if (state.unknown != nullptr) {
      keep_varint(*state.unknown, tag_number(tag), bits);
    }
  }
  return at;
}

// The message whose table an element follows, or void.
template <class Element, class T>
struct table_message {
  using type = void;
};
template <class Element, class T>
  requires std::is_same_v<typename Element::composite, message_body>
struct table_message<Element, T> {
  using type = T;
};
template <class Element, class T>
  requires std::is_same_v<typename Element::composite, indirect_body>
struct table_message<Element, T> {
  using type = std::remove_reference_t<decltype(*std::declval<T&>())>;
};

// A map entry is a message of a key and a value. Either may be absent, come twice or in any order;
// other fields are dropped. Between entries with the same key, the last one stays. An entry whose
// value a closed enum does not know is an unknown field.
template <class Key, class Value, class Map>
[[gnu::noinline]] const std::uint8_t* read_map_entry(const std::uint8_t* at,
                                                     const std::uint8_t* end, void* member,
                                                     reader& state, std::uint32_t) {
  Map& map = *static_cast<Map*>(member);
  const std::uint8_t* const start = at;
  at = read_length(at, end, state);
  if (at == nullptr || !state.enter(at)) return nullptr;
  const memory_scope scope{map, state.memory()};
  typename Map::key_type key{};
  typename Map::mapped_type value{};
  settle(key, state.memory());
  settle(value, state.memory());
  if constexpr (is_closed<Value>) value = Value::first;
  bool has_value = false;
  while (at != end) {
    std::uint32_t tag = 0;
    at = read_tag(at, end, tag, state);
    if (at == nullptr) return nullptr;
    if (tag == make_tag(1, Key::wire)) {
      at = Key::read(at, end, key, state);
    } else if (tag == make_tag(2, Value::wire)) {
      at = Value::read(at, end, value, state);
      has_value = true;
    } else {
      at = skip_value(at, end, tag, state);
    }
    if (at == nullptr) return nullptr;
  }
  using message = table_message<Value, typename Map::mapped_type>::type;
  if constexpr (!std::is_void_v<message>) {
    // A value that did not come is an empty message, which may lack what is required.
    if (!has_value && read_table_of<message>::value.required_count != 0) {
      at = Value::composite::read(at, at, value, state, 0);
      if (at == nullptr) return nullptr;
    }
  }
  state.leave();
  if constexpr (is_closed<Value>) {
    if (!Value::knows(value)) return &unknown_value;
  }
  constexpr std::size_t node_bytes = sizeof(typename Map::value_type) + 4 * sizeof(void*);
  switch (insert_entry(map, std::move(key), std::move(value), state.options().collision_limit)) {
    case insertion::crowded:
      return state.fail_crowded(start);
    case insertion::replaced:
      break;
    case insertion::added:
      if (!state.charge(start, node_bytes)) return nullptr;
      break;
  }
  return at;
}

template <class Element, class Variant, std::size_t Index>
[[gnu::noinline]] const std::uint8_t* read_alternative(const std::uint8_t* at,
                                                       const std::uint8_t* end, void* member,
                                                       reader& state, std::uint32_t tag) {
  Variant& variant = *static_cast<Variant*>(member);
  if (variant.index() != Index) settled(variant.template emplace<Index>(), state);
  return read_element<Element>(at, end, tag, *std::get_if<Index>(&variant), state);
}

// The message of a box or a std::unique_ptr, made if there is none.
template <class Pointer>
[[nodiscard]] auto* make_pointed(const std::uint8_t* at, Pointer& pointer, reader& state) {
  using M = std::remove_reference_t<decltype(*pointer)>;
  if (!pointer) {
    if (!state.charge(at, sizeof(M))) return static_cast<M*>(nullptr);
    if constexpr (requires { pointer.emplace(); }) {
      pointer.emplace();
    } else {
      pointer = std::make_unique<M>();
    }
    settle(*pointer, state.memory());
  }
  return std::addressof(*pointer);
}

template <class Pointer>
[[gnu::noinline]] void* make_in_pointer(const std::uint8_t* at, const std::uint8_t*, void* member,
                                        reader& state, std::uint32_t) {
  return make_pointed(at, *static_cast<Pointer*>(member), state);
}

template <class Optional>
[[gnu::noinline]] void* make_in_optional(const std::uint8_t*, const std::uint8_t*, void* member,
                                         reader& state, std::uint32_t) {
  Optional& optional = *static_cast<Optional*>(member);
  if (!optional) settled(optional.emplace(), state);
  return std::addressof(*optional);
}

template <class Vector>
[[gnu::noinline]] void* make_in_vector(const std::uint8_t* at, const std::uint8_t* end,
                                       void* member, reader& state, std::uint32_t tag) {
  auto* const fresh = append(at, end, tag, *static_cast<Vector*>(member), state);
  if (fresh != nullptr) settle(*fresh, state.memory());
  return fresh;
}

template <class Variant, std::size_t Index>
[[gnu::noinline]] void* make_in_oneof(const std::uint8_t* at, const std::uint8_t*, void* member,
                                      reader& state, std::uint32_t) {
  Variant& variant = *static_cast<Variant*>(member);
  if (variant.index() != Index) settled(variant.template emplace<Index>(), state);
  auto& alternative = *std::get_if<Index>(&variant);
  if constexpr (reflect::message<std::variant_alternative_t<Index, Variant>>) {
    return std::addressof(alternative);
  } else {
    return make_pointed(at, alternative, state);
  }
}

// The kinds of numbers that read_fields() knows.
template <class Element, class T>
constexpr read_kind kind_of() {
  if constexpr (converted<T>) {
    return read_kind::other;
  } else if constexpr (bitwise<Element>) {
    return sizeof(T) == 4 ? read_kind::fixed32 : read_kind::fixed64;
  } else if constexpr (requires { typename Element::mapping; }) {
    if constexpr (std::is_same_v<T, bool>) {
      return read_kind::boolean;
    } else if constexpr (std::is_same_v<typename Element::mapping, plain_varint<T>>) {
      return sizeof(T) == 4 ? read_kind::varint32 : read_kind::varint64;
    } else {
      return sizeof(T) == 4 ? read_kind::zigzag32 : read_kind::zigzag64;
    }
  } else if constexpr (std::is_same_v<Element, element<std::string, reflect::option_list<>>> ||
                       std::is_base_of_v<bytes_element<std::string, true>, Element>) {
    return read_kind::text;
  } else {
    return read_kind::other;
  }
}

template <class T, class Options>
constexpr member_read make_member_read() {
  member_read made;
  if constexpr (shape_of<T> == shape::map) {
    using value = value_element<T, Options>;
    made.wire = wire_type::length_delimited;
    made.read = read_map_entry<key_element<T, Options>, value, T>;
    if (is_closed<value>) made.kind = read_kind::special;
  } else {
    using element = element_of<T, Options>;
    using element_type = shape_traits<T>::element_type;
    using message = table_message<element, element_type>::type;
    constexpr bool by_table = !std::is_void_v<message> && !is_required<Options>;
    made.wire = element::wire;
    if constexpr (is_closed<element>) {
      made.kind = read_kind::special;
      made.read = read_closed<element, T>;
      if constexpr (shape_of<T> == shape::repeated) {
        made.read_packed = read_packed_closed<element, T>;
      }
    } else if constexpr (shape_of<T> == shape::repeated) {
      if constexpr (by_table && reflect::message<element_type> && !knows_memory<T>) {
        made.kind = read_kind::made_message;
        made.make = make_in_vector<T>;
      } else {
        made.read = read_repeated<element, T>;
        if constexpr (packable<element>) made.read_packed = read_packed<element, T>;
      }
    } else if constexpr (shape_of<T> == shape::optional) {
      if constexpr (by_table) {
        made.kind = read_kind::made_message;
        made.make = make_in_optional<T>;
      } else {
        made.read = read_optional<element, T>;
      }
    } else if constexpr (by_table && !knows_memory<T>) {
      made.kind = shape_of<T> == shape::pointer ? read_kind::made_message : read_kind::message;
      if constexpr (shape_of<T> == shape::pointer) made.make = make_in_pointer<T>;
    } else {
      made.kind = is_required<Options> ? read_kind::special : kind_of<element, T>();
      if (made.kind == read_kind::other || made.kind == read_kind::special) {
        made.read = read_plain<element, T>;
      }
    }
  }
  return made;
}

template <class Variant, std::size_t Index, class Options>
constexpr member_read make_alternative_read() {
  using T = std::variant_alternative_t<Index, Variant>;
  using element = element<T, Options>;
  using message = table_message<element, T>::type;
  member_read made;
  made.wire = element::wire;
  if constexpr (is_closed<element>) {
    made.kind = read_kind::special;
    made.read = read_closed<element, Variant, Index>;
  } else if constexpr (!std::is_void_v<message> && !knows_memory<T>) {
    made.kind = read_kind::made_message;
    made.make = make_in_oneof<Variant, Index>;
  } else {
    made.read = read_alternative<element, Variant, Index>;
  }
  return made;
}

}  // namespace detail

/// The message whose table the row of a member, or of an alternative, has.
template <class T, class Options>
using member_message = detail::table_message<element_of<T, Options>,
                                             typename detail::shape_traits<T>::element_type>::type;
template <class T, class Options>
using alternative_message = detail::table_message<element<T, Options>, T>::type;

/// How a member of type `T` is read.
template <class T, class Options>
inline constexpr member_read member_read_of = detail::make_member_read<T, Options>();

/// How an alternative of a oneof is read.
template <class Variant, std::size_t Index, class Options>
inline constexpr member_read alternative_read_of =
    detail::make_alternative_read<Variant, Index, Options>();

}  // namespace tern::codec
