// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

#include <tern/codec/number.hpp>
#include <tern/codec/read_table.hpp>
#include <tern/codec/text.hpp>
#include <tern/codec/varint.hpp>

namespace tern::codec {

/// Merges what is between `at` and `end` into the message that the table is of. It stops behind
/// `end_tag`, if that is not 0, and otherwise at `end`.
inline const std::uint8_t* read_fields(const std::uint8_t* at, const std::uint8_t* end,
                                       void* message, const read_table& table, reader& state,
                                       std::uint32_t end_tag);

namespace detail {

/// What the function of a special row returns, having read nothing, where a closed enum does not
/// know the value: then the field is an unknown one.
inline constexpr std::uint8_t unknown_value = 0;

// Skips a field that has no row, and keeps it if the message keeps such.
[[gnu::noinline]] inline const std::uint8_t* read_unknown(const std::uint8_t* start,
                                                          const std::uint8_t* end,
                                                          unknown_fields* unknown, reader& state) {
  std::uint32_t tag = 0;
  const std::uint8_t* const value = read_tag(start, end, tag, state);
  if (value == nullptr) return nullptr;
  const std::uint8_t* const next = skip_value(value, end, tag, state);
  if (next != nullptr && unknown != nullptr) {
    unknown->append(
        {reinterpret_cast<const std::byte*>(start), static_cast<std::size_t>(next - start)});
  }
  return next;
}

// Reads what a row of the kind `special` says: something that leaves a trace around the member.
[[gnu::noinline]] inline const std::uint8_t* read_special(
    const std::uint8_t* start, const std::uint8_t* at, const std::uint8_t* end, std::byte* message,
    const read_row& row, const read_table& table, reader& state, std::uint32_t tag) {
  std::uint64_t* const required_seen = state.required_seen;
  state.unknown = table.unknown_of(message);
  const std::uint8_t* const next = row.read(at, end, message + row.offset, state, tag);
  state.required_seen = required_seen;
  if (next == &unknown_value) return read_unknown(start, end, table.unknown_of(message), state);
  if (next != nullptr && row.required != read_row::not_required) {
    required_seen[row.required / 64] |= std::uint64_t{1} << row.required % 64;
  }
  return next;
}

[[nodiscard]] inline const std::uint8_t* read_bits(const std::uint8_t* at, const std::uint8_t* end,
                                                   std::uint64_t& bits, reader& state) {
  const std::uint8_t* const next = read_varint(at, end, bits);
  return next != nullptr ? next : state.fail(at, "varint is cut short or longer than 10 bytes");
}

template <class T>
[[gnu::always_inline]] inline void store(std::byte* member, T value) noexcept {
  std::memcpy(member, &value, sizeof(T));
}

// The loop over the fields of one message; what is required is counted by read_fields().
[[gnu::noinline]] inline const std::uint8_t* read_rows(const std::uint8_t* at,
                                                       const std::uint8_t* const end,
                                                       std::byte* const message,
                                                       const read_table& table, reader& state,
                                                       const std::uint32_t end_tag) {
  while (at != end) {
    const std::uint8_t* const start = at;
    std::uint32_t tag = *at++;
    const read_row* row;
    if (tag < 0x80) {
      row = table.rows + table.dense[tag_number(tag)];
    } else {
      if (at != end && *at < 0x80) [[likely]] {
        tag = (tag & 0x7f) | std::uint32_t{*at++} << 7;
      } else {
        at = read_any_tag(start, end, tag, state);
        if (at == nullptr) return state.failed_in(*table.names, 0);
      }
      row = table.find(tag_number(tag));
    }
    if (row->tag != tag) [[unlikely]]
      ++row;
    if (row->tag != tag) [[unlikely]] {
      if (tag == end_tag && tag != 0) return at;
      at = read_unknown(start, end, table.unknown_of(message), state);
    } else {
      std::byte* member = message + row->offset;
      std::uint64_t bits;
      switch (row->kind) {
        case read_kind::varint32:
          at = read_bits(at, end, bits, state);
          if (at != nullptr) store(member, static_cast<std::uint32_t>(bits));
          break;
        case read_kind::varint64:
          at = read_bits(at, end, bits, state);
          if (at != nullptr) store(member, bits);
          break;
        case read_kind::boolean:
          at = read_bits(at, end, bits, state);
          if (at != nullptr) store(member, bits != 0);
          break;
        case read_kind::zigzag32:
          at = read_bits(at, end, bits, state);
          if (at != nullptr) store(member, unzigzag(static_cast<std::uint32_t>(bits)));
          break;
        case read_kind::zigzag64:
          at = read_bits(at, end, bits, state);
          if (at != nullptr) store(member, unzigzag(bits));
          break;
        case read_kind::fixed32: {
          std::uint32_t value = 0;
          at = fixed_element<std::uint32_t>::read(at, end, value, state);
          if (at != nullptr) store(member, value);
          break;
        }
        case read_kind::fixed64: {
          std::uint64_t value = 0;
          at = fixed_element<std::uint64_t>::read(at, end, value, state);
          if (at != nullptr) store(member, value);
          break;
        }
        case read_kind::text:
          at = read_bytes<true>(at, end, *reinterpret_cast<std::string*>(member), state);
          break;
        case read_kind::made_message:
          member = static_cast<std::byte*>(row->make(at, end, member, state, tag));
          if (member == nullptr) {
            at = nullptr;
            break;
          }
          [[fallthrough]];
        case read_kind::message: {
          const bool delimited = tag_type(tag) == wire_type::group_start;
          const std::uint8_t* inner_end = end;
          if (!delimited) at = read_length(at, inner_end, state);
          if (at == nullptr) break;
          if (!state.enter(at)) {
            at = nullptr;
            break;
          }
          at = read_fields(at, inner_end, member, *row->table, state,
                           delimited ? end_tag_of(tag) : 0);
          state.leave();
          break;
        }
        case read_kind::other:
          at = row->read(at, end, member, state, tag);
          break;
        case read_kind::special:
          at = read_special(start, at, end, message, *row, table, state, tag);
          break;
        default:
          __builtin_unreachable();
        case read_kind::none:  // the tag is 0
          at = read_unknown(start, end, nullptr, state);
          break;
      }
    }
    if (at == nullptr) return state.failed_in(*table.names, tag_number(tag));
  }
  if (end_tag != 0) {
    state.fail(end, "group does not end");
    return state.failed_in(*table.names, 0);
  }
  return at;
}

// For messages with required fields.
[[gnu::noinline]] inline const std::uint8_t* read_required_rows(
    const std::uint8_t* at, const std::uint8_t* end, std::byte* message, const read_table& table,
    reader& state, std::uint32_t end_tag) {
  std::array<std::uint64_t, 4> seen{};
  std::uint64_t* const outer = std::exchange(state.required_seen, seen.data());
  at = read_rows(at, end, message, table, state, end_tag);
  state.required_seen = outer;
  if (at == nullptr || state.options().allow_partial) return at;
  for (std::uint32_t i = 0; i != table.required_count; ++i) {
    if ((seen[i / 64] >> i % 64 & 1) != 0) continue;
    state.fail(at, "required field is missing");
    return state.failed_in(*table.names, table.required_number(i));
  }
  return at;
}

}  // namespace detail

[[gnu::always_inline]] inline const std::uint8_t* read_fields(
    const std::uint8_t* at, const std::uint8_t* end, void* message, const read_table& table,
    reader& state, std::uint32_t end_tag) {
  auto* const start = static_cast<std::byte*>(message);
  return table.required_count == 0
             ? detail::read_rows(at, end, start, table, state, end_tag)
             : detail::read_required_rows(at, end, start, table, state, end_tag);
}

}  // namespace tern::codec
