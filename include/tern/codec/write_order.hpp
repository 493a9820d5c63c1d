// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <tern/reflect/message.hpp>

namespace tern::codec {

/// One alternative of a oneof, for messages where another field's number lies between two of them.
template <std::size_t Index, class Alternative>
struct alternative_rule {
  static constexpr std::int64_t number = Alternative::number;
};
template <auto Pointer, std::size_t Index, class Alternative>
struct oneof_part {
  static constexpr auto pointer = Pointer;
  using rule = alternative_rule<Index, Alternative>;
};

namespace detail {

// Already in ascending order, oneofs included and unknown fields last: nearly always.
template <class... Entries>
constexpr bool is_ascending() {
  std::int64_t last = 0;
  bool ascending = true;
  [[maybe_unused]] const auto look = [&](const auto& numbers) {
    if (numbers.empty()) last = INT64_MAX;
    for (const std::int64_t number : numbers) {
      ascending = ascending && number > last;
      last = number;
    }
  };
  (look(reflect::entry_traits<Entries>::numbers), ...);
  return ascending;
}

template <std::size_t Index, class Entry>
struct indexed {
  using type = Entry;
};
template <std::size_t Index, class Entry>
indexed<Index, Entry> find_entry(indexed<Index, Entry>);

template <class Indices, class... Entries>
struct entry_table;
template <std::size_t... Indices, class... Entries>
struct entry_table<std::index_sequence<Indices...>, Entries...> : indexed<Indices, Entries>... {};

// Unknown fields have no number and are written last.
template <class Entry>
struct write_key {
  static constexpr std::int64_t value = INT64_MAX;
};
template <auto Pointer, std::int64_t Number, class Options>
struct write_key<reflect::field<Pointer, Number, Options>> {
  static constexpr std::int64_t value = Number;
};
template <auto Pointer, std::size_t Index, class Alternative>
struct write_key<oneof_part<Pointer, Index, Alternative>> {
  static constexpr std::int64_t value = Alternative::number;
};

template <class... Entries>
constexpr auto sorted_places() {
  struct place {
    std::int64_t key;
    std::size_t index;
  };
  std::array<place, sizeof...(Entries)> places{};
  std::size_t at = 0;
  ((places[at] = {write_key<Entries>::value, at}, ++at), ...);
  std::sort(places.begin(), places.end(), [](const place& a, const place& b) {
    return a.key != b.key ? a.key < b.key : a.index < b.index;
  });
  return places;
}

template <class... Entries, std::size_t... Indices>
constexpr auto sort_entries(reflect::type_list<Entries...>, std::index_sequence<Indices...>) {
  using table = entry_table<std::index_sequence_for<Entries...>, Entries...>;
  constexpr auto places = sorted_places<Entries...>();
  return reflect::type_list<typename decltype(find_entry<places[Indices].index>(
      table{}))::type...>{};
}

template <class Entry>
constexpr reflect::type_list<Entry> split_oneof(reflect::type_list<Entry>) {
  return {};
}
template <auto Pointer, class... Alternatives, std::size_t... Indices>
constexpr reflect::type_list<oneof_part<Pointer, Indices + 1, Alternatives>...> split_alternatives(
    reflect::type_list<reflect::oneof<Pointer, Alternatives...>>, std::index_sequence<Indices...>) {
  return {};
}
template <auto Pointer, class... Alternatives>
constexpr auto split_oneof(reflect::type_list<reflect::oneof<Pointer, Alternatives...>> entry) {
  return split_alternatives(entry, std::index_sequence_for<Alternatives...>{});
}

template <class... Entries>
constexpr auto make_write_order(reflect::type_list<Entries...> entries) {
  using reflect::detail::operator+;
  if constexpr (is_ascending<Entries...>()) {
    return entries;
  } else {
    constexpr auto parts = (split_oneof(reflect::type_list<Entries>{}) + ...);
    return []<class... Parts>(reflect::type_list<Parts...> list) {
      return sort_entries(list, std::index_sequence_for<Parts...>{});
    }(parts);
  }
}

}  // namespace detail

/// The members of a message in the order of their numbers: the order on the wire.
template <reflect::message M>
using write_order = decltype(detail::make_write_order(reflect::members_of<M>{}));

}  // namespace tern::codec
