// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include <tern/codec/reader.hpp>
#include <tern/codec/wire_type.hpp>
#include <tern/reflect/field_options.hpp>

namespace tern::codec {

/// How one value of type `T` looks behind its tag: a number, a text, a message. A member that is
/// optional, repeated, a map or a oneof is made of elements. What has no element cannot be a field.
///
///     struct element<T, Options> {
///       static constexpr wire_type wire;
///       static bool is_default(const T&);                  // then a plain field is not written
///       static std::size_t size(const T&);                 // a length in front included
///       static std::uint8_t* write(std::uint8_t* end, const T&);  // backwards: returns the start
///       static const std::uint8_t* read(const std::uint8_t* at, const std::uint8_t* end, T&,
///                                       reader&);
///     };
///
/// Writing goes from the last byte to the first, so that a length is known when its turn comes, and
/// no length is computed twice however deep messages are nested.
template <class T, class Options = reflect::option_list<>>
struct element {
  static constexpr bool is_mapped = false;
};

namespace detail {

template <class Element>
inline constexpr bool is_mapped = true;
template <class Element>
  requires(!Element::is_mapped)
inline constexpr bool is_mapped<Element> = false;

template <class Element>
concept is_composite = requires { typename Element::composite; };

// Between a start tag and an end tag instead of behind a length.
template <class Element>
concept is_delimited = (Element::wire == wire_type::group_start);

// Whether an element has values that its type does not know, so that they are unknown fields.
template <class Element>
concept is_closed = requires { Element::first; };

// Whether a value in memory is what is on the wire, up to the order of its bytes.
template <class Element>
concept bitwise = requires { requires Element::is_bitwise; };

template <class Options>
inline constexpr bool no_options = !reflect::has_option<Options, reflect::sint_option> &&
                                   !reflect::has_option<Options, reflect::fixed_option> &&
                                   !reflect::has_option<Options, reflect::bytes_option>;

}  // namespace detail

/// An element that is itself made of fields. `Body` says what is between the length and the end:
///
///     static std::size_t size(const T&);
///     static std::uint8_t* write(std::uint8_t* end, const T&);
///     static const std::uint8_t* read(const std::uint8_t* at, const std::uint8_t* end, T&,
///                                     reader&, std::uint32_t end_tag);
///
/// Reading merges: what is not on the wire stays. It stops behind `end_tag`, if that is not 0, and
/// otherwise at `end`. As a plain field a composite is left out if it is empty.
template <class Body, class Options>
struct composite_element {
  using composite = Body;
  static constexpr bool delimited = reflect::has_option<Options, reflect::delimited_option>;
  static constexpr wire_type wire =
      delimited ? wire_type::group_start : wire_type::length_delimited;
  static_assert(detail::no_options<Options>,
                "tern: sint, fixed and bytes do not fit a message or a time");

  /// Without the end tag, like write().
  template <class T>
  static std::size_t size(const T& value) {
    const std::size_t bytes = Body::size(value);
    return delimited ? bytes : varint_size(bytes) + bytes;
  }

  template <class T>
  static std::uint8_t* write(std::uint8_t* end, const T& value) {
    std::uint8_t* const start = Body::write(end, value);
    return delimited ? start : write_varint(start, static_cast<std::size_t>(end - start));
  }

  template <class T>
  [[gnu::noinline]] static const std::uint8_t* read(const std::uint8_t* at, const std::uint8_t* end,
                                                    T& value, reader& state)
    requires(!delimited)
  {
    at = read_length(at, end, state);
    if (at == nullptr || !state.enter(at)) return nullptr;
    if (Body::read(at, end, value, state, 0) == nullptr) return nullptr;
    state.leave();
    return end;
  }

  /// Behind the start tag, which is `tag`.
  template <class T>
  [[gnu::noinline]] static const std::uint8_t* read_delimited(const std::uint8_t* at,
                                                              const std::uint8_t* end, T& value,
                                                              reader& state, std::uint32_t tag) {
    if (!state.enter(at)) return nullptr;
    at = Body::read(at, end, value, state, end_tag_of(tag));
    state.leave();
    return at;
  }
};

}  // namespace tern::codec
