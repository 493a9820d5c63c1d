// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tern/base/base64.hpp>
#include <tern/json/reader.hpp>
#include <tern/schema/message_info.hpp>

namespace tern::json {

/// What became of a value.
enum class outcome : std::uint8_t {
  ok,
  dropped,  ///< an enum has no such name, and unknown ones are to be ignored
  failed,
};

/// Which members of one object have been there.
class seen_set {
 public:
  explicit seen_set(std::size_t size) {
    if (size <= 64 * few_.size()) return;
    many_.resize((size + 63) / 64);
    words_ = many_.data();
  }
  seen_set(const seen_set&) = delete;
  seen_set& operator=(const seen_set&) = delete;

  /// @returns false if it has been there.
  [[nodiscard]] bool insert(std::size_t index) {
    std::uint64_t& word = words_[index / 64];
    const std::uint64_t bit = std::uint64_t{1} << index % 64;
    const bool is_new = (word & bit) == 0;
    word |= bit;
    return is_new;
  }
  [[nodiscard]] bool contains(std::size_t index) const {
    return (words_[index / 64] >> index % 64 & 1) != 0;
  }

 private:
  std::array<std::uint64_t, 2> few_{};
  std::vector<std::uint64_t> many_;
  std::uint64_t* words_ = few_.data();
};

/// Reads values of messages by their description: the same code for all messages.
///
///     read_message -> read_fields -> read_field -> read_list, read_map -> read_value ->
///     read_message
///                  \-> read_well_known
///
/// @source Protocol Buffers, "ProtoJSON Format"
class value_reader : public reader {
 public:
  using reader::reader;

  /// Reads a message into the one that is there. Defined in read_message.hpp, like the next four.
  [[nodiscard]] bool read_message(const schema::message_info& type, void* message);

 private:
  [[nodiscard]] bool read_fields(const schema::message_info& type, void* message, bool is_any);
  [[nodiscard]] bool read_field(const schema::message_info& type, const schema::field_info& field,
                                void* message, seen_set& seen);
  [[nodiscard]] bool read_list(const schema::field_info& field, void* member);
  [[nodiscard]] bool read_numbers(const schema::field_info& field, void* member);
  [[nodiscard]] bool read_map(const schema::field_info& field, void* member);
  [[nodiscard]] bool check_required(const schema::message_info& type, const seen_set& seen);
  [[nodiscard]] bool read_unknown(const schema::message_info& type, std::string_view name,
                                  std::size_t at);

  /// Reads what stands behind an adapter or a pointer. Defined in read_value.hpp, like what
  /// follows.
  [[nodiscard]] outcome read_value(const schema::value_info& type, void* value) {
    if (type.adapter != nullptr) return read_converted(type, value);
    if (type.make == nullptr) return read_wire_value(type, value);
    if (!charge(type.made_bytes)) return outcome::failed;
    return read_wire_value(type, type.make(value));
  }
  [[nodiscard]] outcome read_converted(const schema::value_info& type, void* value);
  [[nodiscard]] outcome read_wire_value(const schema::value_info& type, void* value);
  [[nodiscard]] outcome read_enum(const schema::value_info& type, std::int32_t& number);
  [[nodiscard]] bool read_bytes(const schema::value_info& type, void* value);
  [[nodiscard]] bool read_key(const schema::value_info& type, std::string_view text, std::size_t at,
                              void* key);
  [[nodiscard]] bool read_wire_key(const schema::value_info& type, std::string_view text,
                                   std::size_t at, void* key);
  [[nodiscard]] bool set_text(const schema::value_info& type, void* value, std::string_view text);
  template <class T>
  [[nodiscard]] bool read_numbers_of(void* first, std::size_t count);
  template <class T>
  [[nodiscard]] bool read_number(void* value);
  bool fail_number(number_outcome wrong, const char* type, std::string_view text, std::size_t at);
  template <class T>
  [[nodiscard]] bool set_number(std::string_view text, std::size_t at, void* value);

  /// Reads a message whose JSON is not that of its fields. Defined in read_well_known.hpp, like
  /// what follows.
  [[nodiscard]] bool read_well_known(const schema::message_info& type, void* message);
  [[nodiscard]] bool read_single(const schema::field_info& field, void* message);
  [[nodiscard]] bool read_time(const schema::message_info& type, void* message);
  [[nodiscard]] bool read_field_mask(const schema::field_info& paths, void* message);
  [[nodiscard]] bool read_dynamic(const schema::message_info& type, void* message);
  [[nodiscard]] bool read_any(const schema::message_info& type, void* message);
  [[nodiscard]] bool find_any_type(std::string& url, std::size_t& at);
  [[nodiscard]] bool read_any_body(const schema::message_info& inner, void* message);

  std::vector<std::byte> bytes_;  // of base64, to be copied
};

}  // namespace tern::json
