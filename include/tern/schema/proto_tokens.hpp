// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <tern/schema/proto_names.hpp>

namespace tern::schema {

/// A word of a `.proto` file.
struct proto_token {
  enum class kind : std::uint8_t { end, name, integer, real, text, symbol, bad };

  kind is = kind::end;
  std::string_view source;  ///< as it is written
  std::string text{};       ///< of a text: what it means
  std::size_t line = 1;
  std::size_t column = 1;
};

/// Cuts the text of a `.proto` file into words; comments and spaces are left out.
/// @source Protocol Buffers, "Protocol Buffers Edition 2023 Language Specification", Lexical
/// elements
class proto_tokens {
 public:
  explicit proto_tokens(std::string_view text) : text_(text) {}

  /// The next word; behind the last one, and behind a bad one, there is only `end`.
  proto_token next() {
    proto_token token;
    const bool closed = skip_spaces();
    token.line = line_;
    token.column = at_ - line_start_ + 1;
    if (!closed) {
      token.is = proto_token::kind::bad;
      token.source = "a comment that does not end";
      at_ = text_.size();
      return token;
    }
    if (at_ == text_.size()) return token;
    const std::size_t start = at_;
    const char first = text_[at_];
    if (is_name_character(first) && !detail::is_digit(first)) {
      while (at_ < text_.size() && is_name_character(text_[at_])) ++at_;
      token.is = proto_token::kind::name;
    } else if (detail::is_digit(first) || (first == '.' && detail::is_digit(peek(1)))) {
      token.is = read_number();
    } else if (first == '"' || first == '\'') {
      token.is = read_text(token.text) ? proto_token::kind::text : proto_token::kind::bad;
    } else {
      ++at_;
      token.is = proto_token::kind::symbol;
    }
    token.source = text_.substr(start, at_ - start);
    if (token.is == proto_token::kind::bad) at_ = text_.size();
    return token;
  }

 private:
  static constexpr bool is_name_character(char c) {
    return detail::is_lower(c) || detail::is_upper(c) || detail::is_digit(c) || c == '_';
  }

  [[nodiscard]] char peek(std::size_t distance) const {
    return at_ + distance < text_.size() ? text_[at_ + distance] : '\0';
  }

  void advance() {
    if (text_[at_++] == '\n') {
      ++line_;
      line_start_ = at_;
    }
  }

  // False if a comment does not end.
  bool skip_spaces() {
    while (at_ < text_.size()) {
      if (text_[at_] == '/' && peek(1) == '/') {
        while (at_ < text_.size() && text_[at_] != '\n') ++at_;
      } else if (text_[at_] == '/' && peek(1) == '*') {
        const std::size_t end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) return false;
        while (at_ < end + 2) advance();
      } else if (std::string_view{" \t\r\n\v\f"}.find(text_[at_]) != std::string_view::npos) {
        advance();
      } else {
        break;
      }
    }
    return true;
  }

  proto_token::kind read_number() {
    bool is_real = false;
    const bool is_hex = text_[at_] == '0' && (peek(1) == 'x' || peek(1) == 'X');
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      const char before = at_ == 0 ? '\0' : text_[at_ - 1];
      const bool after_exponent = !is_hex && (before == 'e' || before == 'E');
      if (c == '.' || ((c == '+' || c == '-') && after_exponent)) {
        is_real = true;
      } else if (!is_name_character(c)) {
        break;
      } else if (!is_hex && (c == 'e' || c == 'E')) {
        is_real = true;
      }
    }
    return is_real ? proto_token::kind::real : proto_token::kind::integer;
  }

  // Behind the opening quotation mark.
  bool read_text(std::string& value) {
    const char quote = text_[at_++];
    while (at_ < text_.size() && text_[at_] != '\n') {
      const char c = text_[at_++];
      if (c == quote) return true;
      if (c != '\\') {
        value += c;
      } else if (!read_escape(value)) {
        return false;
      }
    }
    return false;
  }

  bool read_escape(std::string& value) {
    const char c = peek(0);
    ++at_;
    constexpr std::string_view letters = "abfnrtv\\'\"?";
    constexpr std::string_view meanings = "\a\b\f\n\r\t\v\\'\"?";
    if (const std::size_t place = letters.find(c); place != std::string_view::npos) {
      value += meanings[place];
      return true;
    }
    std::uint32_t number = 0;
    if ('0' <= c && c <= '7') {
      --at_;
      return read_digits(8, 1, 3, number) && append_byte(value, number);
    }
    if (c == 'x' || c == 'X') return read_digits(16, 1, 2, number) && append_byte(value, number);
    if (c == 'u') return read_digits(16, 4, 4, number) && append_character(value, number);
    if (c == 'U') return read_digits(16, 8, 8, number) && append_character(value, number);
    return false;
  }

  bool read_digits(std::uint32_t base, int min, int max, std::uint32_t& number) {
    for (int i = 0; i < max; ++i, ++at_) {
      const char c = peek(0);
      std::uint32_t digit = base;
      if (detail::is_digit(c)) digit = static_cast<std::uint32_t>(c - '0');
      if ('a' <= c && c <= 'f') digit = static_cast<std::uint32_t>(c - 'a' + 10);
      if ('A' <= c && c <= 'F') digit = static_cast<std::uint32_t>(c - 'A' + 10);
      if (digit >= base) return i >= min;
      number = number * base + digit;
    }
    return true;
  }

  static bool append_byte(std::string& value, std::uint32_t number) {
    value += static_cast<char>(number);
    return number <= 0xff;
  }

  static bool append_character(std::string& value, std::uint32_t number) {
    const auto put = [&](std::uint32_t byte) { value += static_cast<char>(byte); };
    if (number > 0x10'ffff) return false;
    if (number < 0x80) {
      put(number);
      return true;
    }
    if (number < 0x800) {
      put(0xc0 | number >> 6);
    } else {
      if (number < 0x1'0000) {
        put(0xe0 | number >> 12);
      } else {
        put(0xf0 | number >> 18);
        put(0x80 | (number >> 12 & 0x3f));
      }
      put(0x80 | (number >> 6 & 0x3f));
    }
    put(0x80 | (number & 0x3f));
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t line_start_ = 0;
};

}  // namespace tern::schema
