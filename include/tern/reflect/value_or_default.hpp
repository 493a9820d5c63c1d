// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <type_traits>

#include <tern/reflect/message.hpp>

namespace tern::reflect {
namespace detail {

template <class T>
struct member_pointer;
template <class M, class T>
struct member_pointer<T M::*> {
  using message = M;
  using type = T;
};

template <auto Pointer>
struct to_default {
  template <class... Entries>
  constexpr default_constant operator()(begin, Entries... entries) const {
    default_constant found;
    (take(found, entries), ...);
    return found;
  }

 private:
  template <class Entry>
  static constexpr void take(default_constant&, const Entry&) {}
  template <std::int64_t Number, class Options>
  static constexpr void take(default_constant& found,
                             const field<Pointer, Number, Options>& entry) {
    found = entry.texts.default_value;
  }
};

template <class T>
constexpr T from_default(const default_constant& constant) {
  if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
    return constant.is == default_constant::kind::real ? static_cast<T>(constant.real)
                                                       : static_cast<T>(constant.integer);
  } else {
    return constant.text == nullptr ? T{} : T{constant.text};
  }
}

}  // namespace detail

/// The value of an optional member, or what `tern::default_value` says that its absence stands for;
/// without that option the type's own default.
///
///     tern::value_or_default<&Config::retries>(config)
template <auto Pointer>
[[nodiscard]] constexpr auto value_or_default(
    const typename detail::member_pointer<decltype(Pointer)>::message& message) {
  using M = detail::member_pointer<decltype(Pointer)>::message;
  using T = detail::member_pointer<decltype(Pointer)>::type::value_type;
  constexpr default_constant absent = tern_message(tag<M>{}, detail::to_default<Pointer>{});
  const auto& member = message.*Pointer;
  return member ? *member : detail::from_default<T>(absent);
}

}  // namespace tern::reflect
