// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/base64.hpp>
#include <tern/base/bytes.hpp>
#include <tern/base/status.hpp>
#include <tern/json/escape.hpp>
#include <tern/json/options.hpp>
#include <tern/json/output.hpp>
#include <tern/json/real_text.hpp>

namespace tern::json {

/// Writes the grammar of JSON, and remembers what could not be written and in which member.
///
/// Writing functions return false after a failure, which has then been noted; the first one counts.
class writer {
 public:
  writer(output& out, const encode_options& options)
      : out_(out), options_(options), depth_left_(std::uint64_t{options.depth_limit} + 1) {}

  [[nodiscard]] const encode_options& options() const noexcept { return options_; }
  [[nodiscard]] output& out() noexcept { return out_; }

  // Values.

  void write_word(std::string_view word) { out_.append(word); }

  template <std::integral T>
  void write_integer(T number) {
    constexpr std::size_t max_bytes = 24;
    char* const to = out_.reserve(max_bytes);
    out_.advance(std::to_chars(to, to + max_bytes, number).ptr);
  }

  /// In quotes, because JavaScript's numbers have 53 bits.
  template <std::integral T>
  void write_quoted(T number) {
    constexpr std::size_t max_bytes = 24;
    char* to = out_.reserve(max_bytes);
    *to++ = '"';
    to = std::to_chars(to, to + max_bytes, number).ptr;
    *to++ = '"';
    out_.advance(to);
  }

  /// As few digits as it takes to be read as the same number.
  template <std::floating_point T>
  void write_real(T number) {
    if (std::isfinite(number)) {
      out_.advance(json::write_real(out_.reserve(real_max_bytes), number));
    } else if (std::isnan(number)) {
      out_.append("\"NaN\"");
    } else {
      out_.append(number > 0 ? "\"Infinity\"" : "\"-Infinity\"");
    }
  }

  [[nodiscard]] bool write_text(std::string_view text) {
    return write_string(out_, text) || fail("string is not valid UTF-8");
  }

  void write_bytes(byte_view bytes) {
    const std::size_t size = base64_encoded_size(bytes.size(), base64_padding::full);
    char* to = out_.reserve(size + 2);
    *to++ = '"';
    to = base64_encode_to(to, bytes, base64_padding::full);
    *to++ = '"';
    out_.advance(to);
  }

  // Objects and lists. What is in them stands on lines of its own, if there is an indent.

  [[nodiscard]] bool begin_object() {
    if (!enter()) return false;
    begin('{');
    return true;
  }
  void end_object(bool is_empty) {
    end('}', is_empty);
    leave();
  }
  void begin_list() { begin('['); }
  void end_list(bool is_empty) { end(']', is_empty); }

  /// In front of each member and each element.
  void next(bool& is_first) {
    if (!is_first) out_.append(',');
    is_first = false;
    if (options_.indent != 0) new_line();
  }

  void write_colon() { out_.append(options_.indent != 0 ? ": " : ":"); }

  /// In front of the value of a field.
  [[nodiscard]] bool write_name(std::string_view name, bool& is_first) {
    next(is_first);
    if (!write_text(name)) return false;
    write_colon();
    return true;
  }

  /// The same without an indent. `key` is `,"name":` with schema::json_key_padding behind it.
  void write_key_of(std::string_view key, bool& is_first) {
    constexpr std::size_t block = schema::json_key_padding;
    const char* from = key.data();
    std::size_t size = key.size();
    if (is_first) {
      ++from;
      --size;
      is_first = false;
    }
    char* const to = out_.reserve(size + block);
    std::memcpy(to, from, block);
    for (std::size_t i = block; i < size; i += block) std::memcpy(to + i, from + i, block);
    out_.advance(to + size);
  }

  [[nodiscard]] bool enter() {
    if (depth_left_ == 0) return fail_depth();
    --depth_left_;
    return true;
  }
  void leave() noexcept { ++depth_left_; }
  [[nodiscard]] bool can_enter() const noexcept { return depth_left_ != 0; }

  // Failures.

  [[gnu::cold, gnu::noinline]] bool fail(std::string what) {
    if (what_.empty()) what_ = std::move(what);
    return false;
  }

  [[gnu::cold, gnu::noinline]] bool fail_depth() {
    return fail("nested deeper than depth_limit, which is " + std::to_string(options_.depth_limit));
  }

  /// Notes where the failure is, from the inside to the outside.
  [[gnu::cold, gnu::noinline]] bool failed_in(std::string_view name) {
    if (!path_.empty() && path_[0] != '[') path_.insert(0, ".");
    path_.insert(0, name);
    return false;
  }
  [[gnu::cold, gnu::noinline]] bool failed_in(std::size_t index) {
    return failed_in("[" + std::to_string(index) + "]");
  }

  /// "items[3].due: the time is not of the years 1 to 9999"
  [[nodiscard, gnu::cold, gnu::noinline]] tern::status status() const {
    return {code::internal, path_.empty() ? what_ : path_ + ": " + what_};
  }

 private:
  void begin(char bracket) {
    out_.append(bracket);
    ++level_;
  }
  void end(char bracket, bool is_empty) {
    --level_;
    if (options_.indent != 0 && !is_empty) new_line();
    out_.append(bracket);
  }
  void new_line() {
    const std::size_t spaces = level_ * options_.indent;
    char* to = out_.reserve(spaces + 1);
    *to++ = '\n';
    out_.advance(std::fill_n(to, spaces, ' '));
  }

  output& out_;
  const encode_options& options_;
  std::uint64_t depth_left_;
  std::size_t level_ = 0;
  std::string what_;
  std::string path_;
};

}  // namespace tern::json
