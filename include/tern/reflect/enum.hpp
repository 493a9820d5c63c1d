// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>

#include <tern/reflect/entries.hpp>
#include <tern/reflect/entry_macro.hpp>
#include <tern/reflect/type_name.hpp>

/// Gives the enumerators of an enum their names, in the namespace of the enum.
///
///     TERN_ENUM(Color, "example.v1.Color",       // the name: by default the C++ name
///               red, green, verde,               // two may have one value: the first is its name
///               (blue, "COLOR_BLUE"),            // a name of its own on the wire
///               (reserved, 7, "pink"))           // what must not be used again
///
///     TERN_ENUM(Level, tern::closed, low, high)  // as proto2 has it: other numbers are unknown
///     fields
///
/// The wire carries numbers, so an enum needs this only to have names. At most 256 entries.
#define TERN_ENUM(Type, ...)                                                                       \
  template <class TernVisit>                                                                       \
  constexpr auto tern_enum(::tern::reflect::tag<Type>, TernVisit tern_visit) {                     \
    using enum Type;                                                                               \
    using tern_entry [[maybe_unused]] = ::tern::reflect::enumerator_entry<Type>;                   \
    return tern_visit(::tern::reflect::begin {} TERN_EACH(TERN_ENUMERATOR, __VA_ARGS__));          \
  }                                                                                                \
  [[maybe_unused]] constexpr ::tern::reflect::enum_mark tern_is_enum(::tern::reflect::tag<Type>) { \
    return {};                                                                                     \
  }                                                                                                \
  static_assert(::tern::reflect::checked_enum<Type>);

// A string is an entry like an enumerator: which of them it is, is left to overloading.
#define TERN_ENUMERATOR(a) TERN_CAT(TERN_ENUMERATOR_, TERN_IS_PAREN(a))(a)
#define TERN_ENUMERATOR_BARE(a) , tern_entry::make(a, #a)
#define TERN_ENUMERATOR_PAREN(a) TERN_ENUMERATOR_NAMED a
#define TERN_ENUMERATOR_NAMED(first, ...) \
  TERN_SECOND_OF(TERN_ENUM_WORD_##first, TERN_ENUMERATOR_VALUE, _)(first, __VA_ARGS__)
#define TERN_ENUM_WORD_reserved _, TERN_RESERVED
#define TERN_ENUMERATOR_VALUE(enumerator, name) , tern_entry::make(enumerator, name)

namespace tern::reflect {

/// An enum that has no values but those that have a name, as proto2 has it.
enum closed_option { closed };

/// A value of an enum and its wire name.
template <class Enum>
struct enumerator {
  Enum value;
  std::string_view name;
};

/// What the macro makes its entries with.
template <class Enum>
struct enumerator_entry {
  static_assert(std::is_enum_v<Enum>, "TERN_ENUM: the type is no enum");

  static constexpr enumerator<Enum> make(Enum value, const char* name) { return {value, name}; }
  static constexpr given_name make(const char* name, const char*) { return {name}; }
  static constexpr closed_option make(closed_option option, const char*) { return option; }
};

struct enum_mark {};

/// An enum that TERN_ENUM describes.
template <class Enum>
concept described_enum = requires { tern_is_enum(tag<Enum>{}); };

namespace detail {

template <class Enum>
struct to_enumerators {
  template <class... Entries>
  constexpr auto operator()(begin, Entries... entries) const {
    constexpr std::size_t count = (std::is_same_v<Entries, enumerator<Enum>> + ... + 0);
    std::array<enumerator<Enum>, count> all{};
    [[maybe_unused]] std::size_t at = 0;
    (put(all, at, entries), ...);
    return all;
  }

 private:
  template <class Array>
  static constexpr void put(Array& all, std::size_t& at, const enumerator<Enum>& entry) {
    all[at++] = entry;
  }
  template <class Array, class Entry>
  static constexpr void put(Array&, std::size_t&, const Entry&) {}
};

template <class Enum, class... Entries>
consteval bool check_enum(type_list<Entries...>) {
  static_assert(!(std::is_same_v<Entries, too_many> || ...),
                "TERN_ENUM: an enum has at most 256 entries");
  static_assert((std::is_same_v<Entries, given_name> + ... + 0) <= 1,
                "TERN_ENUM: an enum has one full name");
  return true;
}

}  // namespace detail

/// True; what a description must not be is a static_assert on the way there. One that did not
/// compile has been complained about already.
template <class Enum>
inline constexpr bool checked_enum = []<class Self>(tag<Self>) {
  if constexpr (requires { tern_enum(tag<Self>{}, detail::to_types{}); }) {
    using list = decltype(tern_enum(tag<Self>{}, detail::to_types{}));
    if constexpr (!std::is_void_v<list>) return detail::check_enum<Self>(list{});
  }
  return true;
}(tag<Enum>{});

/// The enumerators in the order of the macro.
template <described_enum Enum>
inline constexpr auto enumerators = tern_enum(tag<Enum>{}, detail::to_enumerators<Enum>{});

namespace detail {

template <class Entry>
struct reserved_in {
  using type = reserved<>;
};
template <reserved_item... Items>
struct reserved_in<reserved<Items...>> {
  using type = reserved<Items...>;
};

template <reserved_item... Left, reserved_item... Right>
constexpr reserved<Left..., Right...> operator+(reserved<Left...>, reserved<Right...>) {
  return {};
}

template <reserved_item... Items>
constexpr std::array<reserved_item, sizeof...(Items)> to_array(reserved<Items...>) {
  return {Items...};
}

template <class... Entries>
constexpr auto all_reserved(type_list<Entries...>) {
  return to_array((typename reserved_in<Entries>::type{} + ... + reserved<>{}));
}

}  // namespace detail

/// The numbers and names that no value of the enum may have.
template <described_enum Enum>
inline constexpr auto enum_reserved =
    detail::all_reserved(decltype(tern_enum(tag<Enum>{}, detail::to_types{})){});

/// The full Protobuf name: what the macro was given, or the C++ name with dots.
template <described_enum Enum>
[[nodiscard]] constexpr std::string_view enum_name() {
  constexpr const char* given = tern_enum(tag<Enum>{}, detail::to_given_name{});
  if constexpr (given == nullptr) {
    return type_name<Enum>();
  } else {
    return given;
  }
}

namespace detail {

template <class... Entries>
constexpr bool has_closed(type_list<Entries...>) {
  return (std::is_same_v<Entries, closed_option> || ...);
}

}  // namespace detail

/// Whether an enum has no values but those that have a name. One without TERN_ENUM is open.
template <class Enum>
inline constexpr bool is_closed = false;
template <described_enum Enum>
inline constexpr bool is_closed<Enum> =
    detail::has_closed(decltype(tern_enum(tag<Enum>{}, detail::to_types{})){});

/// The first name of a value, or nothing: an enum is open.
template <described_enum Enum>
[[nodiscard]] constexpr std::optional<std::string_view> enumerator_name(Enum value) {
  for (const auto& entry : enumerators<Enum>) {
    if (entry.value == value) return entry.name;
  }
  return std::nullopt;
}

/// The value with that name, or nothing.
template <described_enum Enum>
[[nodiscard]] constexpr std::optional<Enum> enumerator_value(std::string_view name) {
  for (const auto& entry : enumerators<Enum>) {
    if (entry.name == name) return entry.value;
  }
  return std::nullopt;
}

}  // namespace tern::reflect
