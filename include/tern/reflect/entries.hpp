// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <tern/reflect/field.hpp>
#include <tern/reflect/tag.hpp>

namespace tern::reflect {

/// What one entry of a message contributes: field numbers, reserved numbers, members of the struct.
template <class Entry>
struct entry_traits {
  static constexpr std::array<std::int64_t, 0> numbers{};
  static constexpr std::array<reserved_item, 0> reserved_items{};
  static constexpr std::size_t members = 0;
  static constexpr bool options_are_options = true;
};

template <auto Pointer, std::int64_t Number, class Options>
struct entry_traits<field<Pointer, Number, Options>> : entry_traits<void> {
  static constexpr std::array<std::int64_t, 1> numbers{Number};
  static constexpr std::size_t members = 1;
  static constexpr bool options_are_options = detail::all_options<Options>;
};

template <auto Pointer, class... Alternatives>
struct entry_traits<oneof<Pointer, Alternatives...>> : entry_traits<void> {
  static constexpr std::array<std::int64_t, sizeof...(Alternatives)> numbers{
      Alternatives::number...};
  static constexpr std::size_t members = 1;
  static constexpr bool options_are_options =
      (detail::all_options<typename Alternatives::options> && ...);
};

template <reserved_item... Items>
struct entry_traits<reserved<Items...>> : entry_traits<void> {
  static constexpr std::array<reserved_item, sizeof...(Items)> reserved_items{Items...};
};

template <auto Pointer>
struct entry_traits<unknown<Pointer>> : entry_traits<void> {
  static constexpr std::size_t members = 1;
};

namespace detail {

struct to_types {
  template <class... Entries>
  constexpr type_list<Entries...> operator()(begin, Entries...) const {
    return {};
  }
};

// A description with an error in it has no entries, and nothing more is said about it.
template <class List>
struct list_or_none {
  using type = type_list<>;
};
template <class... Entries>
struct list_or_none<type_list<Entries...>> {
  using type = type_list<Entries...>;
};

template <class Entry>
concept member_entry = requires { typename Entry::rule; };

template <class... Left, class... Right>
constexpr type_list<Left..., Right...> operator+(type_list<Left...>, type_list<Right...>) {
  return {};
}
template <class Entry>
constexpr auto only_member(type_list<Entry> entry) {
  if constexpr (member_entry<Entry>) {
    return entry;
  } else {
    return type_list<>{};
  }
}

// The entries for members. What is none is rare, so the sum is, too.
template <class... Entries>
constexpr auto only_members(type_list<Entries...> entries) {
  if constexpr ((member_entry<Entries> && ...)) {
    return entries;
  } else {
    return (only_member(type_list<Entries>{}) + ... + type_list<>{});
  }
}

template <class... Entries>
constexpr bool has_given_name(type_list<Entries...>) {
  return (std::is_same_v<Entries, given_name> || ...);
}

struct to_given_name {
  template <class... Entries>
  constexpr const char* operator()(begin, Entries... entries) const {
    const char* name = nullptr;
    (take(name, entries), ...);
    return name;
  }

 private:
  template <class Entry>
  static constexpr void take(const char*&, const Entry&) {}
  static constexpr void take(const char*& name, const given_name& entry) { name = entry.text; }
};

}  // namespace detail
}  // namespace tern::reflect
