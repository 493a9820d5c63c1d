// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include <tern/codec/field_names.hpp>
#include <tern/codec/reader.hpp>
#include <tern/codec/unknown_fields.hpp>

namespace tern::codec {

/// What decoding knows of a message: one row for each tag that the message may have. The tables are
/// made at compile time by member_read.hpp and proto_read.hpp; read_fields.hpp, which is compiled
/// once for all messages, follows them.
///
///     tag -> number -> dense[number] -> rows[...] -> the member's offset, and what to do there
///
/// Tables cost a few instructions a field, and save the compiler from optimising a function for
/// each message: docs/decisions/010-tables-in-the-codec.md has the numbers.
struct read_table;

/// What to do with a value. The frequent types are in the switch of read_fields(); all others are
/// read by a function, which is shared by all members of one type and options.
enum class read_kind : std::uint8_t {
  none,      ///< no field has this tag
  varint32,  ///< int32, uint32 and open enums
  varint64,
  boolean,
  zigzag32,
  zigzag64,
  fixed32,  ///< float, too
  fixed64,
  text,          ///< a std::string with UTF-8
  message,       ///< a described struct
  made_message,  ///< one that is made first: in a std::optional, a list, a oneof …
  other,
  special,  ///< `other`, and either required or of a closed enum
};

/// Reads one value, or packed ones, into a member.
using read_function = const std::uint8_t* (*)(const std::uint8_t* at, const std::uint8_t* end,
                                              void* member, reader& state, std::uint32_t tag);

/// Makes a message in a member, if it is not there yet. Null is a failure that the reader has
/// noted. `at` and `end` are around what is to be read, for the memory of those that follow.
using make_function = void* (*)(const std::uint8_t* at, const std::uint8_t* end, void* member,
                                reader& state, std::uint32_t tag);

struct read_row {
  static constexpr std::uint16_t not_required = 0xffff;

  std::uint32_t tag = 0;
  std::uint32_t offset = 0;
  read_kind kind = read_kind::none;
  std::uint16_t required = not_required;  ///< the how manieth of the required fields
  union {
    read_function read = nullptr;
    make_function make;  ///< of `made_message`
  };
  const read_table* table = nullptr;  ///< of a message

  [[nodiscard]] constexpr std::uint32_t number() const noexcept { return tag_number(tag); }
};

struct read_table {
  static constexpr std::uint32_t none = 0xffff'ffff;

  const read_row* rows;        ///< by their numbers, and behind them two whose tag is 0
  const std::uint16_t* dense;  ///< for each small number its first row
  std::uint32_t dense_count;
  std::uint32_t row_count;
  std::uint32_t required_count;
  std::uint32_t unknown_offset;  ///< where unknown fields are kept, or none
  const message_names* names;

  /// The row for a number, or one whose tag is 0. The row behind it may be for the same number, if
  /// that may be packed or not.
  [[nodiscard]] const read_row* find(std::uint32_t number) const noexcept {
    return number < dense_count ? rows + dense[number] : search(number);
  }

  /// The name of the field that is the how manieth of those that are required.
  [[nodiscard]] std::uint32_t required_number(std::uint32_t index) const noexcept {
    for (const read_row* row = rows; row != rows + row_count; ++row)
      if (row->required == index) return row->number();
    return 0;
  }

  /// The member for unknown fields, or null.
  [[nodiscard]] unknown_fields* unknown_of(std::byte* message) const noexcept {
    return unknown_offset == none ? nullptr
                                  : reinterpret_cast<unknown_fields*>(message + unknown_offset);
  }

 private:
  [[gnu::noinline]] const read_row* search(std::uint32_t number) const noexcept {
    std::uint32_t first = 0;
    std::uint32_t last = row_count;
    while (first != last) {
      const std::uint32_t middle = (first + last) / 2;
      if (rows[middle].number() < number) {
        first = middle + 1;
      } else {
        last = middle;
      }
    }
    return rows + (rows[first].number() == number ? first : row_count);
  }
};

}  // namespace tern::codec
