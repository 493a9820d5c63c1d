// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/bytes.hpp>
#include <tern/base/status.hpp>
#include <tern/codec/field_names.hpp>
#include <tern/codec/options.hpp>
#include <tern/codec/unknown_fields.hpp>
#include <tern/codec/varint.hpp>
#include <tern/codec/wire_type.hpp>

namespace tern::codec {

namespace detail {

// Why a decoding failed, and where.
struct failure {
  tern::status why;
  std::size_t at;
  const message_names* names;
  std::uint32_t number;
};

}  // namespace detail

/// What one decoding knows besides where it is: how deep it may still go, how much memory it may
/// still make, and what went wrong.
///
/// Reading functions take and return positions; null is a failure that the reader has noted.
class reader {
 public:
  reader(byte_view encoded, const decode_options& options)
      : begin_(reinterpret_cast<const std::uint8_t*>(encoded.data())),
        encoded_bytes_(encoded.size()),
        options_(options),
        depth_left_(options.depth_limit),
        memory_(options.memory) {}

  /// Notes what is wrong at which byte, and returns null.
  [[gnu::cold, gnu::noinline]] std::nullptr_t fail(const std::uint8_t* at, const char* what) {
    return fail(at, tern::status{code::internal, what});
  }

  /// The same with a status, whose code and text count.
  [[gnu::cold, gnu::noinline]] std::nullptr_t fail(const std::uint8_t* at, tern::status why) {
    failure_ = detail::failure{std::move(why), static_cast<std::size_t>(at - begin_), nullptr, 0};
    return nullptr;
  }

  /// Notes the message and the field around a failure; the innermost one counts.
  [[gnu::cold, gnu::noinline]] std::nullptr_t failed_in(const message_names& names,
                                                        std::uint32_t number) {
    if (failure_->names == nullptr) {
      failure_->names = &names;
      failure_->number = number;
    }
    return nullptr;
  }

  [[nodiscard]] bool enter(const std::uint8_t* at) {
    if (depth_left_ == 0) {
      fail_depth(at);
      return false;
    }
    --depth_left_;
    return true;
  }
  void leave() noexcept { ++depth_left_; }

  /// Counts memory that a list, a map or a pointer takes before it is made.
  [[nodiscard]] bool charge(const std::uint8_t* at, std::size_t bytes) {
    if (bytes <= allowed_memory(encoded_bytes_, options_) - memory_bytes_) {
      memory_bytes_ += bytes;
      return true;
    }
    fail_expansion(at);
    return false;
  }

  /// Notes that too many keys of a map are in one bucket.
  [[gnu::cold, gnu::noinline]] std::nullptr_t fail_crowded(const std::uint8_t* at) {
    return fail(
        at,
        tern::status{code::resource_exhausted,
                     "keys of the map fall into one bucket more than collision_limit, which is " +
                         std::to_string(options_.collision_limit)});
  }

  /// Where what is made takes its memory from, or null: see memory.hpp.
  [[nodiscard]] std::pmr::memory_resource*& memory() noexcept { return memory_; }

  [[nodiscard]] const decode_options& options() const noexcept { return options_; }

  /// What the functions of special rows see of the message around the member, see
  /// read_fields.hpp: where its unknown fields are kept, or null; a bit for each required field.
  unknown_fields* unknown = nullptr;
  std::uint64_t* required_seen = nullptr;

  /// "hello.v1.Request.name: string is not valid UTF-8 (byte 7)"
  [[nodiscard, gnu::cold, gnu::noinline]] tern::status status() const {
    std::string text;
    if (failure_->names != nullptr) text = path_of(*failure_->names, failure_->number) + ": ";
    text += failure_->why.message() + " (byte " + std::to_string(failure_->at) + ")";
    return {failure_->why.code(), std::move(text)};
  }

 private:
  [[gnu::cold, gnu::noinline]] void fail_depth(const std::uint8_t* at) {
    fail(at, tern::status{code::internal, "nested deeper than depth_limit, which is " +
                                              std::to_string(options_.depth_limit)});
  }
  [[gnu::cold, gnu::noinline]] void fail_expansion(const std::uint8_t* at) {
    fail(at,
         tern::status{
             code::resource_exhausted,
             "the message is in memory more than expansion_limit times as large as its encoding, "
             "which is " +
                 std::to_string(options_.expansion_limit)});
  }

  // A sum beyond all memory is no limit.
  static std::size_t allowed_memory(std::size_t bytes, const decode_options& options) noexcept {
    std::size_t sum = 0;
    const bool is_beyond = __builtin_mul_overflow(bytes, options.expansion_limit, &sum) ||
                           __builtin_add_overflow(sum, options.free_expansion_bytes, &sum);
    return is_beyond ? std::numeric_limits<std::size_t>::max() : sum;
  }

  const std::uint8_t* begin_;
  std::size_t encoded_bytes_;
  decode_options options_;
  std::uint32_t depth_left_;
  std::size_t memory_bytes_ = 0;  // charged: no more than is allowed
  std::pmr::memory_resource* memory_;
  std::optional<detail::failure> failure_;
};

/// Reads a tag of at most five bytes, whose number may be 0.
inline const std::uint8_t* read_any_tag(const std::uint8_t* at, const std::uint8_t* end,
                                        std::uint32_t& tag, reader& state) {
  if (*at < 0x80) {
    tag = *at;
    return at + 1;
  }
  std::uint64_t value = 0;
  const std::uint8_t* const next = read_varint(at, end, value);
  if (next == nullptr || next - at > 5 || value > 0xffff'ffff) {
    return state.fail(at, "tag is cut short or longer than 32 bits");
  }
  tag = static_cast<std::uint32_t>(value);
  return next;
}

/// Reads a tag of at most five bytes.
inline const std::uint8_t* read_tag(const std::uint8_t* at, const std::uint8_t* end,
                                    std::uint32_t& tag, reader& state) {
  const std::uint8_t* const next = read_any_tag(at, end, tag, state);
  if (next != nullptr && tag < 8) return state.fail(at, "field number 0");
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
