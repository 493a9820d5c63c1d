// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <tern/base/status.hpp>
#include <tern/codec/conversion.hpp>
#include <tern/codec/element.hpp>

namespace tern::codec {
namespace detail {

// What was read becomes a value, or fails with the byte where it starts.
template <class T, class Wire>
const std::uint8_t* take_converted(const std::uint8_t* start, const std::uint8_t* next, Wire&& wire,
                                   T& value, reader& state) {
  if (next == nullptr) return nullptr;
  using traits = conversion_traits<T>;
  if constexpr (traits::may_fail) {
    tern::status why = traits::take(static_cast<Wire&&>(wire), value);
    if (!why.ok()) return state.fail(start, std::move(why));
  } else {
    value = traits::rules::from_wire(static_cast<Wire&&>(wire));
  }
  return next;
}

// The value of a message merges, so reading starts with what is there.
template <class T, class Options>
struct converted_body {
  using traits = conversion_traits<T>;
  using body = element<typename traits::type, Options>::composite;

  static std::size_t size(const T& value) { return body::size(traits::rules::to_wire(value)); }
  static std::uint8_t* write(std::uint8_t* end, const T& value) {
    return body::write(end, traits::rules::to_wire(value));
  }
  static const std::uint8_t* read(const std::uint8_t* at, const std::uint8_t* end, T& value,
                                  reader& state, std::uint32_t end_tag) {
    const std::uint8_t* const start = at;
    typename traits::type wire = traits::rules::to_wire(value);
    at = body::read(at, end, wire, state, end_tag);
    return take_converted(start, at, std::move(wire), value, state);
  }
};

// A number or a bool in a varint, whose conversion cannot fail: what is packed is then as fast as
// without one.
template <class T, class Element>
struct converted_mapping {};
template <class T, class Element>
  requires(!conversion_traits<T>::may_fail && !is_closed<Element>) &&
          std::is_same_v<typename conversion_traits<T>::written_type,
                         typename conversion_traits<T>::type> &&
          requires { typename Element::mapping; }
struct converted_mapping<T, Element> {
  struct mapping {
    static std::uint64_t to_wire(const T& value) {
      return Element::mapping::to_wire(conversion<T>::to_wire(value));
    }
    static T from_wire(std::uint64_t bits) {
      return conversion<T>::from_wire(Element::mapping::from_wire(bits));
    }
  };
};

template <class T, class Options>
struct converted_scalar
    : converted_mapping<T, element<typename conversion_traits<T>::type, Options>> {
  using traits = conversion_traits<T>;
  using writer = element<typename traits::written_type, Options>;
  using reading = element<typename traits::read_type, Options>;
  static constexpr wire_type wire = reading::wire;
  static_assert(wire == writer::wire);

  static bool is_default(const T& value) {
    return writer::is_default(traits::rules::to_wire(value));
  }
  static std::size_t size(const T& value) { return writer::size(traits::rules::to_wire(value)); }
  static std::uint8_t* write(std::uint8_t* end, const T& value) {
    return writer::write(end, traits::rules::to_wire(value));
  }
  static const std::uint8_t* read(const std::uint8_t* at, const std::uint8_t* end, T& value,
                                  reader& state) {
    const std::uint8_t* const start = at;
    typename traits::read_type wire_value{};
    at = reading::read(at, end, wire_value, state);
    return take_converted(start, at, std::move(wire_value), value, state);
  }
};

template <class T, class Options>
consteval auto choose_converted() {
  using inner = element<typename conversion<T>::type, Options>;
  constexpr bool mapped = is_mapped<inner>;
  static_assert(mapped,
                "tern: the `type` of a conversion is no Protobuf type: it is what an element of a "
                "field may be, not an optional, a vector, a map or a oneof");
  constexpr bool sound = check_conversion<T>();
  if constexpr (!mapped || !sound) {
    return element<void>{};
  } else if constexpr (is_composite<inner>) {
    return composite_element<converted_body<T, Options>, Options>{};
  } else {
    return converted_scalar<T, Options>{};
  }
}

}  // namespace detail

/// A type that travels as another one: see conversion.hpp.
template <converted T, class Options>
struct element<T, Options> : decltype(detail::choose_converted<T, Options>()) {};

}  // namespace tern::codec
