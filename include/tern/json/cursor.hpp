// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/function_ref.hpp>
#include <tern/codec/utf8.hpp>
#include <tern/json/unescape.hpp>

namespace tern::json {

/// Reads a short JSON text from front to back, without a library that finds its tokens before: the
/// JSON that a protocol itself speaks, as opposed to that of messages.
///
///     json::cursor text{body};
///     text.read_object([&](std::string_view name) {
///       return name == "code" ? text.read_string(code) : text.skip_value();
///     }) && text.read_end();
///
/// Reading functions return false after a failure, which has then been noted; the first one counts.
/// @source RFC 8259
/// @lifetime borrows the text.
class cursor {
 public:
  explicit cursor(std::string_view text) : text_(text) {
    const auto* const begin = reinterpret_cast<const std::uint8_t*>(text.data());
    if (text.empty()) return;
    if (const auto* const bad = codec::find_invalid_utf8(begin, begin + text.size())) {
      at_ = static_cast<std::size_t>(bad - begin);
      fail("is not UTF-8");
    }
  }

  /// The first byte of what comes next, behind spaces; 0 at the end.
  [[nodiscard]] char peek() noexcept {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  /// Reads `{…}`. `member` is given each name, must read or skip the value, and returns whether it
  /// could. @lifetime the name is valid until the next one is read.
  [[nodiscard]] bool read_object(function_ref<bool(std::string_view name)> member) {
    return read_items('{', '}', "an object", [&] {
      std::string name;
      return read_string(name) && take(':', "\":\"") && member(name);
    });
  }

  /// Reads `[…]`. `element` must read or skip the value that comes, and returns whether it could.
  [[nodiscard]] bool read_list(function_ref<bool()> element) {
    return read_items('[', ']', "a list", element);
  }

  [[nodiscard]] bool read_string(std::string& value) {
    if (!take('"', "a string")) return false;
    const std::size_t begin = at_;
    value.clear();
    const char* at = text_.data() + at_;
    const char* const wrong = unescape(at, text_.data() + text_.size(), value);
    at_ = static_cast<std::size_t>(at - text_.data());
    if (wrong != nullptr) return fail(std::string{"has "}.append(wrong));
    for (std::size_t i = begin; i < at_; ++i) {
      if (static_cast<unsigned char>(text_[i]) < ' ') {
        at_ = i;
        return fail("has a control character in a string");
      }
    }
    ++at_;
    return true;
  }

  /// Whether `null` comes; then it has been read.
  [[nodiscard]] bool take_null() { return peek() == 'n' && take_word("null"); }

  /// Reads a value of any type, for its grammar alone.
  [[nodiscard]] bool skip_value() {
    std::string ignored;
    switch (peek()) {
      case '{':
        return read_object([&](std::string_view) { return skip_value(); });
      case '[':
        return read_list([&] { return skip_value(); });
      case '"':
        return read_string(ignored);
      case 't':
        return take_word("true") || expected("a value");
      case 'f':
        return take_word("false") || expected("a value");
      case 'n':
        return take_word("null") || expected("a value");
      default:
        return skip_number();
    }
  }

  /// Checks that nothing follows.
  [[nodiscard]] bool read_end() {
    if (failed()) return false;
    static_cast<void>(peek());
    return at_ == text_.size() || expected("its end");
  }

  [[nodiscard]] bool failed() const noexcept { return !failure_.empty(); }

  /// `has no value at byte 17, where one is expected`: what is wrong with the text, to be put
  /// behind its name; empty as long as nothing is.
  [[nodiscard]] const std::string& failure() const noexcept { return failure_; }

 private:
  // As deep as JSON of messages may be by default: see json/options.hpp.
  static constexpr unsigned depth_limit = 100;

  static constexpr bool is_space(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }
  static constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

  template <class Item>
  bool read_items(char open, char close, const char* what, Item&& item) {
    if (!take(open, what)) return false;
    if (depth_ == depth_limit) {
      return fail("is nested deeper than " + std::to_string(depth_limit));
    }
    ++depth_;
    if (peek() == close) {
      ++at_;
    } else {
      for (;;) {
        if (!item()) return failed() ? false : fail("has a value that is not expected");
        if (peek() == close) break;
        if (!take(',', close == '}' ? "\",\" or \"}\"" : "\",\" or \"]\"")) return false;
      }
      ++at_;
    }
    --depth_;
    return true;
  }

  bool take(char wanted, const char* what) {
    if (failed()) return false;
    if (peek() != wanted) return expected(what);
    ++at_;
    return true;
  }

  bool take_word(std::string_view word) {
    if (failed() || !text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  bool skip_digits() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    return at_ != begin;
  }

  bool skip_number() {
    if (failed()) return false;
    const auto next_is = [&](char c) { return at_ < text_.size() && text_[at_] == c; };
    if (next_is('-')) ++at_;
    const bool zero = next_is('0');
    const std::size_t begin = at_;
    if (!skip_digits() || (zero && at_ != begin + 1)) return expected("a value");
    if (next_is('.')) {
      ++at_;
      if (!skip_digits()) return expected("a digit");
    }
    if (next_is('e') || next_is('E')) {
      ++at_;
      if (next_is('+') || next_is('-')) ++at_;
      if (!skip_digits()) return expected("a digit");
    }
    return true;
  }

  bool expected(const char* what) { return fail(std::string{"lacks "}.append(what)); }

  bool fail(std::string what) {
    if (failure_.empty()) {
      failure_ = std::move(what.append(" at byte ").append(std::to_string(at_)));
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  unsigned depth_ = 0;
  std::string failure_;
};

}  // namespace tern::json
