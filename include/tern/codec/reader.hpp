// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/status.hpp>
#include <tern/codec/field_names.hpp>
#include <tern/codec/options.hpp>
#include <tern/codec/varint.hpp>
#include <tern/codec/wire_type.hpp>

namespace tern::codec {

/// What one decoding knows besides where it is: how deep it may still go, and what went wrong.
///
/// Reading functions take and return positions; null is a failure that the reader has noted.
class reader {
 public:
  reader(const std::uint8_t* begin, const decode_options& options)
      : begin_(begin),
        depth_left_(options.depth_limit),
        depth_limit_(options.depth_limit),
        allow_partial_(options.allow_partial),
        memory_(options.memory) {}

  /// Notes what is wrong at which byte, and returns null.
  [[gnu::cold, gnu::noinline]] const std::uint8_t* fail(const std::uint8_t* at, const char* what) {
    what_ = what;
    at_ = static_cast<std::size_t>(at - begin_);
    return nullptr;
  }

  /// The same with a status, whose code and text count.
  [[gnu::cold, gnu::noinline]] const std::uint8_t* fail(const std::uint8_t* at, tern::status why) {
    why_ = std::move(why);
    return fail(at, "");
  }

  /// Notes the message and the field around a failure; the innermost one counts.
  [[gnu::cold, gnu::noinline]] const std::uint8_t* failed_in(const message_names& names,
                                                             std::uint32_t number) {
    if (names_ == nullptr) {
      names_ = &names;
      number_ = number;
    }
    return nullptr;
  }

  [[nodiscard]] bool enter(const std::uint8_t* at) {
    if (depth_left_ == 0) {
      too_deep_ = true;
      fail(at, "");
      return false;
    }
    --depth_left_;
    return true;
  }
  void leave() noexcept { ++depth_left_; }

  /// Where what is made takes its memory from, or null: see memory.hpp.
  [[nodiscard]] std::pmr::memory_resource*& memory() noexcept { return memory_; }

  /// Whether required fields may be missing.
  [[nodiscard]] bool allow_partial() const noexcept { return allow_partial_; }

  /// "hello.v1.Request.name: string is not valid UTF-8 (byte 7)"
  [[nodiscard, gnu::cold, gnu::noinline]] tern::status status() const {
    std::string text;
    if (names_ != nullptr) text = path_of(*names_, number_) + ": ";
    if (too_deep_) {
      text += "nested deeper than depth_limit, which is " + std::to_string(depth_limit_);
    } else {
      text += why_.ok() ? what_ : why_.message();
    }
    return {why_.ok() ? code::internal : why_.code(), text + " (byte " + std::to_string(at_) + ")"};
  }

 private:
  const std::uint8_t* begin_;
  std::uint32_t depth_left_;
  std::uint32_t depth_limit_;
  bool allow_partial_;
  bool too_deep_ = false;
  std::pmr::memory_resource* memory_;
  std::uint32_t number_ = 0;
  const message_names* names_ = nullptr;
  const char* what_ = "";
  tern::status why_;  // in place of what_, unless it is OK
  std::size_t at_ = 0;
};

/// Reads a tag of at most five bytes.
inline const std::uint8_t* read_tag(const std::uint8_t* at, const std::uint8_t* end,
                                    std::uint32_t& tag, reader& state) {
  if (*at < 0x80) {
    tag = *at;
    if (tag >= 8) return at + 1;
    return state.fail(at, "field number 0");
  }
  std::uint64_t value = 0;
  const std::uint8_t* const next = read_varint(at, end, value);
  if (next == nullptr || next - at > 5 || value > 0xffff'ffff) {
    return state.fail(at, "tag is cut short or longer than 32 bits");
  }
  if (value < 8) return state.fail(at, "field number 0");
  tag = static_cast<std::uint32_t>(value);
  return next;
}

/// Reads a length and checks it against what is left. `end` becomes the end of what it counts.
inline const std::uint8_t* read_length(const std::uint8_t* at, const std::uint8_t*& end,
                                       reader& state) {
  std::uint64_t length = 0;
  const std::uint8_t* const next = read_varint(at, end, length);
  if (next == nullptr) return state.fail(at, "length is cut short or too long");
  if (length > static_cast<std::uint64_t>(end - next)) {
    return state.fail(at, "length is more than the bytes that are left");
  }
  end = next + length;
  return next;
}

/// Skips the value behind `tag`: of a group all fields up to the end that matches it.
[[gnu::noinline]] inline const std::uint8_t* skip_value(const std::uint8_t* at,
                                                        const std::uint8_t* end, std::uint32_t tag,
                                                        reader& state) {
  switch (tag_type(tag)) {
    case wire_type::varint: {
      std::uint64_t ignored = 0;
      const std::uint8_t* const next = read_varint(at, end, ignored);
      return next != nullptr ? next : state.fail(at, "varint is cut short or too long");
    }
    case wire_type::fixed64:
      return end - at >= 8 ? at + 8 : state.fail(at, "8 bytes are cut short");
    case wire_type::fixed32:
      return end - at >= 4 ? at + 4 : state.fail(at, "4 bytes are cut short");
    case wire_type::length_delimited:
      return read_length(at, end, state) != nullptr ? end : nullptr;
    case wire_type::group_start: {
      if (!state.enter(at)) return nullptr;
      while (at != end) {
        std::uint32_t inner = 0;
        const std::uint8_t* const value = read_tag(at, end, inner, state);
        if (value == nullptr) return nullptr;
        if (tag_type(inner) == wire_type::group_end) {
          if (tag_number(inner) != tag_number(tag)) return state.fail(at, "group ends another one");
          state.leave();
          return value;
        }
        at = skip_value(value, end, inner, state);
        if (at == nullptr) return nullptr;
      }
      return state.fail(at, "group does not end");
    }
    case wire_type::group_end:
      return state.fail(at, "group ends that did not start");
  }
  return state.fail(at, "wire type is 6 or 7");
}

}  // namespace tern::codec
