// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>

#include <tern/codec/number.hpp>
#include <tern/reflect/field_options.hpp>

namespace tern::schema {

/// The type of a field.
/// @source google/protobuf/descriptor.proto, FieldDescriptorProto.Type: the numbers are the same
enum class kind : std::uint8_t {
  double_ = 1,
  float_ = 2,
  int64 = 3,
  uint64 = 4,
  int32 = 5,
  fixed64 = 6,
  fixed32 = 7,
  bool_ = 8,
  string = 9,
  group = 10,
  message = 11,
  bytes = 12,
  uint32 = 13,
  enum_ = 14,
  sfixed32 = 15,
  sfixed64 = 16,
  sint32 = 17,
  sint64 = 18,
};

namespace detail {

template <class T, class Options>
constexpr kind integer_kind() {
  constexpr bool narrow = sizeof(T) == 4;
  if constexpr (reflect::has_option<Options, reflect::sint_option>) {
    return narrow ? kind::sint32 : kind::sint64;
  } else if constexpr (reflect::has_option<Options, reflect::fixed_option>) {
    if constexpr (std::signed_integral<T>) return narrow ? kind::sfixed32 : kind::sfixed64;
    return narrow ? kind::fixed32 : kind::fixed64;
  } else {
    if constexpr (std::signed_integral<T>) return narrow ? kind::int32 : kind::int64;
    return narrow ? kind::uint32 : kind::uint64;
  }
}

}  // namespace detail
}  // namespace tern::schema
