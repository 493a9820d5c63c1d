// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <variant>

#include <tern/codec/field_names.hpp>
#include <tern/codec/member_read.hpp>
#include <tern/codec/read_fields.hpp>
#include <tern/codec/read_table.hpp>
#include <tern/reflect/message.hpp>

namespace tern::codec {
namespace detail {

template <class Pointer>
struct pointed;
template <class M, class T>
struct pointed<T M::*> {
  using type = T;
};
template <auto Pointer>
using pointed_type = pointed<std::remove_const_t<decltype(Pointer)>>::type;

/// The rows of a message and what else its table says, while it is made.
template <std::size_t Capacity>
struct read_rows_parts {
  std::array<read_row, Capacity> rows{};
  std::uint32_t count = 0;
  std::uint32_t required_count = 0;
  std::uint32_t unknown_offset = read_table::none;

  constexpr void add(std::int64_t number, std::size_t offset, const member_read& read,
                     const read_table* table, bool required) {
    read_row row;
    row.tag = make_tag(static_cast<std::uint32_t>(number), read.wire);
    row.offset = static_cast<std::uint32_t>(offset);
    row.kind = read.kind;
    row.table = table;
    if (read.make != nullptr) {
      row.make = read.make;
    } else {
      row.read = read.read;
    }
    if (required) row.required = static_cast<std::uint16_t>(required_count++);
    insert(row);
    if (read.read_packed != nullptr) {
      row.tag = make_tag(static_cast<std::uint32_t>(number), wire_type::length_delimited);
      row.read = read.read_packed;
      insert(row);
    }
  }

 private:
  // Descriptions are nearly always in the order of their numbers.
  constexpr void insert(const read_row& row) {
    std::uint32_t at = count++;
    for (; at != 0 && rows[at - 1].number() > row.number(); --at) rows[at] = rows[at - 1];
    rows[at] = row;
  }
};

/// A visitor of a description that makes the rows.
template <std::size_t Capacity>
struct to_read_rows {
  using parts = read_rows_parts<Capacity>;

  template <class... Entries>
  constexpr parts operator()(reflect::begin, Entries... entries) const {
    parts made;
    (add(made, entries), ...);
    return made;
  }

 private:
  template <class Entry>
  static constexpr void add(parts&, const Entry&) {}

  // The tables of other messages are named here, in a function that each member has for itself: GCC
  // makes a constant where it is first named, and messages that contain each other would be made
  // while what they need of one another is being made.
  template <auto Pointer, std::int64_t Number, class Options>
  static constexpr void add(parts& made, const reflect::field<Pointer, Number, Options>& entry) {
    using T = pointed_type<Pointer>;
    constexpr const member_read& read = member_read_of<T, Options>;
    const read_table* table = nullptr;
    if constexpr (read.has_table()) table = &read_table_of<member_message<T, Options>>::value;
    made.add(Number, entry.offset, read, table, is_required<Options>);
  }

  template <auto Pointer, class... Alternatives>
  static constexpr void add(parts& made, const reflect::oneof<Pointer, Alternatives...>& entry) {
    [&]<std::size_t... Indices>(std::index_sequence<Indices...>) {
      (add_alternative<Pointer, Indices + 1, Alternatives>(made, entry.offset), ...);
    }(std::index_sequence_for<Alternatives...>{});
  }

  template <auto Pointer, std::size_t Index, class Alternative>
  static constexpr void add_alternative(parts& made, std::size_t offset) {
    using variant = pointed_type<Pointer>;
    using T = std::variant_alternative_t<Index, variant>;
    using options = Alternative::options;
    constexpr const member_read& read = alternative_read_of<variant, Index, options>;
    const read_table* table = nullptr;
    if constexpr (read.has_table()) table = &read_table_of<alternative_message<T, options>>::value;
    made.add(Alternative::number, offset, read, table, false);
  }

  template <auto Pointer>
  static constexpr void add(parts& made, const reflect::unknown<Pointer>& entry) {
    made.unknown_offset = static_cast<std::uint32_t>(entry.offset);
  }
};

// The numbers below the result are looked up in an array: as many as leave it half full.
constexpr std::uint32_t dense_size(const read_row* rows, std::uint32_t count) {
  std::uint32_t size = 16;  // those whose tag is one byte
  for (std::uint32_t i = 0; i != count; ++i)
    if (rows[i].number() < 2 * i + 16)
      size = rows[i].number() + 1 > size ? rows[i].number() + 1 : size;
  return size;
}

template <std::size_t Size>
constexpr std::array<std::uint16_t, Size> make_dense(const read_row* rows, std::uint32_t count) {
  std::array<std::uint16_t, Size> dense{};
  for (std::uint16_t& each : dense) each = static_cast<std::uint16_t>(count);
  for (std::uint32_t i = count; i != 0; --i)
    if (rows[i - 1].number() < Size)
      dense[rows[i - 1].number()] = static_cast<std::uint16_t>(i - 1);
  return dense;
}

// Repeated numbers have two rows, and two more are behind the last.
template <reflect::message M>
inline constexpr auto read_rows_of =
    tern_message(reflect::tag<M>{}, to_read_rows<2 * field_names_of<M>.size() + 2>{});

template <reflect::message M>
inline constexpr auto dense_rows_of =
    make_dense<dense_size(read_rows_of<M>.rows.data(), read_rows_of<M>.count)>(
        read_rows_of<M>.rows.data(), read_rows_of<M>.count);

template <reflect::message M>
constexpr read_table make_read_table() {
  if constexpr (is_encodable<M>) {
    return {read_rows_of<M>.rows.data(),
            dense_rows_of<M>.data(),
            dense_rows_of<M>.size(),
            read_rows_of<M>.count,
            read_rows_of<M>.required_count,
            read_rows_of<M>.unknown_offset,
            &names_of<M>};
  } else {
    return {};
  }
}

}  // namespace detail

template <reflect::message M>
constinit const read_table read_table_of<M>::value = detail::make_read_table<M>();

template <reflect::message M>
const std::uint8_t* read_message(const std::uint8_t* at, const std::uint8_t* end, M& message,
                                 reader& state, std::uint32_t end_tag) {
  return read_fields(at, end, std::addressof(message), read_table_of<M>::value, state, end_tag);
}

}  // namespace tern::codec
