// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <tern/codec/mapping.hpp>
#include <tern/codec/memory.hpp>
#include <tern/schema/message_info.hpp>

namespace tern::schema {
namespace detail {

/// Defined in make_message.hpp; a class, so that a message can point to its own.
template <reflect::message M>
struct message_constant {
  static const message_info info;
};

template <class Text>
std::string_view get_text(const void* value) {
  const Text& text = *static_cast<const Text*>(value);
  return {reinterpret_cast<const char*>(text.data()), text.size()};
}

template <class Text>
bool set_text(void* value, std::string_view text) {
  if constexpr (std::is_same_v<Text, std::string_view> ||
                std::is_same_v<Text, std::span<const std::byte>>) {
    return false;
  } else {
    const auto* const first = reinterpret_cast<const typename Text::value_type*>(text.data());
    static_cast<Text*>(value)->assign(first, first + text.size());
    return true;
  }
}

template <class Pointer>
const void* find_pointee(const void* value) {
  const Pointer& pointer = *static_cast<const Pointer*>(value);
  return pointer ? std::addressof(*pointer) : nullptr;
}

template <class M, class Allocator>
void make_pointee(codec::box<M, Allocator>& pointer) {
  codec::detail::settle(pointer.emplace(), codec::detail::memory_of(pointer));
}
template <class M>
void make_pointee(std::unique_ptr<M>& pointer) {
  pointer = std::make_unique<M>();
}

template <class Pointer>
void* make_pointer(void* value) {
  Pointer& pointer = *static_cast<Pointer*>(value);
  if (!pointer) make_pointee(pointer);
  return std::addressof(*pointer);
}

template <class Text, bool Bytes>
constexpr value_info text_info() {
  value_info info{Bytes ? kind::bytes : kind::string};
  info.text = &get_text<Text>;
  info.set_text = &set_text<Text>;
  return info;
}

// The message comes as an argument: GCC makes a constant where it is first named, and one that is
// named here would be made in the middle of this function, which messages that contain each other
// need again and again.
template <class Options>
constexpr value_info nested_info(const message_info& message) {
  constexpr bool group = reflect::has_option<Options, reflect::delimited_option>;
  return {group ? kind::group : kind::message, &message};
}

template <class Pointer, class M, class Options>
constexpr value_info pointer_info() {
  value_info info = nested_info<Options>(message_constant<M>::info);
  info.find = &find_pointee<Pointer>;
  info.make = &make_pointer<Pointer>;
  info.made_bytes = sizeof(M);
  return info;
}

/// How one value of type `T` is described; specialised for what is mapped to another type.
template <class T, class Options>
struct make_value {
  static constexpr value_info make() {
    if constexpr (std::is_same_v<T, bool>) {
      return {kind::bool_};
    } else if constexpr (std::is_same_v<T, float>) {
      return {kind::float_};
    } else if constexpr (std::is_same_v<T, double>) {
      return {kind::double_};
    } else if constexpr (codec::detail::integer<T>) {
      return {integer_kind<T, Options>()};
    } else if constexpr (std::is_enum_v<T>) {
      value_info info{kind::enum_};
      if constexpr (reflect::described_enum<T>) info.enumeration = &enum_info_of<T>;
      return info;
    } else {
      static_assert(reflect::message<T>, "tern: this type has no description");
      return nested_info<Options>(message_constant<T>::info);
    }
  }
};

template <class Traits, class Allocator, class Options>
struct make_value<std::basic_string<char, Traits, Allocator>, Options> {
  static constexpr value_info make() {
    return text_info<std::basic_string<char, Traits, Allocator>,
                     reflect::has_option<Options, reflect::bytes_option>>();
  }
};
template <class Options>
struct make_value<std::string_view, Options> {
  static constexpr value_info make() {
    return text_info<std::string_view, reflect::has_option<Options, reflect::bytes_option>>();
  }
};
template <class Allocator, class Options>
struct make_value<std::vector<std::byte, Allocator>, Options> {
  static constexpr value_info make() {
    return text_info<std::vector<std::byte, Allocator>, true>();
  }
};
template <class Options>
struct make_value<std::span<const std::byte>, Options> {
  static constexpr value_info make() { return text_info<std::span<const std::byte>, true>(); }
};
template <class M, class Allocator, class Options>
struct make_value<codec::box<M, Allocator>, Options> {
  static constexpr value_info make() {
    return pointer_info<codec::box<M, Allocator>, M, Options>();
  }
};
template <class M, class Options>
struct make_value<std::unique_ptr<M>, Options> {
  static constexpr value_info make() { return pointer_info<std::unique_ptr<M>, M, Options>(); }
};

}  // namespace detail

/// The type of one value, as JSON, texts and descriptors see it.
template <class T, class Options = reflect::option_list<>>
inline constexpr value_info value_info_of = detail::make_value<T, Options>::make();

}  // namespace tern::schema
