// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <tern/reflect/entries.hpp>
#include <tern/reflect/member_count.hpp>

namespace tern::reflect {
namespace detail {

template <std::size_t Size, std::size_t... Sizes>
constexpr std::array<std::int64_t, Size> sorted_numbers(
    const std::array<std::int64_t, Sizes>&... parts) {
  std::array<std::int64_t, Size> all{};
  std::size_t at = 0;
  [[maybe_unused]] const auto put = [&](const auto& part) {
    for (const std::int64_t number : part) all[at++] = number;
  };
  (put(parts), ...);
  if (!std::is_sorted(all.begin(), all.end())) std::sort(all.begin(), all.end());
  return all;
}

// Zero if there is none; a zero among the numbers is caught as out of range.
template <std::size_t Size>
constexpr std::int64_t first_duplicate(const std::array<std::int64_t, Size>& sorted) {
  for (std::size_t i = 1; i < Size; ++i)
    if (sorted[i] == sorted[i - 1]) return sorted[i];
  return 0;
}

// @source Protocol Buffers language guide, "Assigning field numbers"
constexpr bool in_range(std::int64_t number) {
  return number >= 1 && number <= 536'870'911 && !(number >= 19'000 && number <= 19'999);
}

// Zero if there is none.
template <std::size_t Size>
constexpr std::int64_t first_in(const std::array<std::int64_t, Size>& sorted,
                                const reserved_item& item) {
  const auto at = std::lower_bound(sorted.begin(), sorted.end(), item.first);
  return at != sorted.end() && *at <= item.last ? *at : 0;
}

template <std::size_t Size, std::size_t... Sizes>
constexpr std::int64_t first_reserved(const std::array<std::int64_t, Size>& sorted,
                                      const std::array<reserved_item, Sizes>&... parts) {
  std::int64_t number = 0;
  [[maybe_unused]] const auto look = [&](const auto& part) {
    for (const reserved_item& item : part)
      if (number == 0 && !item.is_name()) number = first_in(sorted, item);
  };
  (look(parts), ...);
  return number;
}

template <class T, class... Entries>
consteval bool check_message(type_list<Entries...>) {
  static_assert(!(std::is_same_v<Entries, too_many> || ...),
                "TERN_MESSAGE: a message has at most 256 entries and a oneof at most 64 "
                "alternatives");
  static_assert((std::is_same_v<Entries, given_name> + ... + 0) <= 1,
                "TERN_MESSAGE: a message has one full name");
  static_assert((entry_traits<Entries>::options_are_options && ...),
                "TERN_MESSAGE: after number and member come a string (the wire name) and options "
                "(tern::sint, tern::fixed, tern::bytes, tern::unpacked, tern::map_key(...), "
                "tern::map_value(...), tern::json_name(...), tern::sensitive, tern::deprecated, "
                "tern::required, tern::default_value(...), tern::delimited)");

  constexpr std::size_t count = (entry_traits<Entries>::numbers.size() + ... + 0);
  constexpr auto numbers = sorted_numbers<count>(entry_traits<Entries>::numbers...);
  static_assert(std::all_of(numbers.begin(), numbers.end(), in_range),
                "TERN_MESSAGE: a field number is out of range: 1 to 536870911 without 19000 to "
                "19999");
  constexpr std::int64_t number_used_twice = first_duplicate(numbers);
  static_assert(number_used_twice == 0, "TERN_MESSAGE: a field number is used twice");
  constexpr std::int64_t reserved_number_used =
      first_reserved(numbers, entry_traits<Entries>::reserved_items...);
  static_assert(reserved_number_used == 0, "TERN_MESSAGE: a field uses a reserved number");

  static_assert(!has_more_members_than<T, (entry_traits<Entries>::members + ... + 0)>(),
                "TERN_MESSAGE: the struct has a member that the macro does not list");
  return true;
}

}  // namespace detail

/// True; what a description must not be is a static_assert on the way there. One that did not
/// compile has been complained about already.
template <class T>
inline constexpr bool checked_message = []<class Self>(tag<Self>) {
  if constexpr (requires { tern_message(tag<Self>{}, detail::to_types{}); }) {
    using list = decltype(tern_message(tag<Self>{}, detail::to_types{}));
    if constexpr (!std::is_void_v<list>) return detail::check_message<Self>(list{});
  }
  return true;
}(tag<T>{});

}  // namespace tern::reflect
