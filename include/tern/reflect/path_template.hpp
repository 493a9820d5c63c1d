// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tern::reflect {

/// What is wrong with a path template.
enum class template_mistake : std::uint8_t {
  none,
  no_slash,           ///< it does not begin with `/`
  empty_segment,      ///< `/v1//books`, `/v1/`
  bad_literal,        ///< a segment has a character that a path does not have
  late_segment,       ///< something stands behind `**`
  open_variable,      ///< `{` without `}`, or `}` without `{`
  nested_variable,    ///< a variable in a variable
  bad_field_path,     ///< `{}`, `{1a}`, `{a..b}`
  bad_verb,           ///< `:` without a name behind it
  trailing_variable,  ///< something stands between a `}` and the next `/`
};

/// What a segment of a template stands for.
enum class segment_kind : std::uint8_t {
  literal,  ///< itself
  one,      ///< `*`: one segment that is not empty
  rest,     ///< `**`: any number of segments, none as well; the last one
};

/// Reads a path template, and tells a visitor what it has.
///
///     Template  = "/" [ Segments ] [ Verb ]
///     Segments  = Segment { "/" Segment }
///     Segment   = "*" | "**" | LITERAL | Variable
///     Variable  = "{" FieldPath [ "=" Segments ] "}"
///     FieldPath = IDENT { "." IDENT }
///     Verb      = ":" LITERAL
///
/// The visitor has begin_variable(field_path), segment(kind, text), end_variable() and verb(text).
/// @source google/api/http.proto, "Path template syntax"
class template_scanner {
 public:
  constexpr explicit template_scanner(std::string_view text) noexcept : text_(text) {}

  template <class Visitor>
  constexpr template_mistake scan(Visitor&& visitor) {
    if (!take('/')) return template_mistake::no_slash;
    if (at_ == text_.size()) return template_mistake::none;
    if (peek() != ':') {
      if (const auto wrong = scan_segments(visitor, false); wrong != template_mistake::none) {
        return wrong;
      }
    }
    if (at_ == text_.size()) return template_mistake::none;
    if (!take(':')) return template_mistake::open_variable;
    const std::string_view verb = take_literal();
    if (verb.empty() || at_ != text_.size()) return template_mistake::bad_verb;
    visitor.verb(verb);
    return template_mistake::none;
  }

 private:
  static constexpr bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }
  static constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
  static constexpr bool is_hex(char c) noexcept {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  // Those of a segment, without what templates have another meaning for: RFC 3986, section 3.3.
  static constexpr bool is_literal(char c) noexcept {
    return is_letter(c) || is_digit(c) ||
           std::string_view{"-.~!$&'()+,;=@"}.find(c) != std::string_view::npos;
  }

  [[nodiscard]] constexpr char peek() const noexcept {
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  constexpr bool take(char c) noexcept {
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  constexpr std::string_view take_literal() noexcept {
    const std::size_t begin = at_;
    while (at_ < text_.size()) {
      if (is_literal(text_[at_])) {
        ++at_;
      } else if (text_.size() - at_ > 2 && text_[at_] == '%' && is_hex(text_[at_ + 1]) &&
                 is_hex(text_[at_ + 2])) {
        at_ += 3;
      } else {
        break;
      }
    }
    return text_.substr(begin, at_ - begin);
  }

  constexpr std::string_view take_field_path() noexcept {
    const std::size_t begin = at_;
    do {
      if (!is_letter(peek())) return {};
      while (is_letter(peek()) || is_digit(peek())) ++at_;
    } while (take('.'));
    return text_.substr(begin, at_ - begin);
  }

  template <class Visitor>
  constexpr template_mistake scan_segments(Visitor& visitor, bool in_variable) {
    do {
      if (had_rest_) return template_mistake::late_segment;
      if (peek() == '{') {
        if (in_variable) return template_mistake::nested_variable;
        if (const auto wrong = scan_variable(visitor); wrong != template_mistake::none) {
          return wrong;
        }
        const char next = peek();
        if (next != '/' && next != ':' && next != '\0') return template_mistake::trailing_variable;
      } else if (take('*')) {
        had_rest_ = take('*');
        visitor.segment(had_rest_ ? segment_kind::rest : segment_kind::one, std::string_view{});
      } else {
        const std::string_view literal = take_literal();
        const char next = peek();
        if (literal.empty() && (next == '/' || next == ':' || next == '\0' || next == '}')) {
          return template_mistake::empty_segment;
        }
        if (literal.empty() || (next != '/' && next != ':' && next != '\0' && next != '}')) {
          return template_mistake::bad_literal;
        }
        visitor.segment(segment_kind::literal, literal);
      }
    } while (take('/'));
    const char next = peek();
    if (next != '\0' && next != ':' && next != '}') return template_mistake::bad_literal;
    return template_mistake::none;
  }

  template <class Visitor>
  constexpr template_mistake scan_variable(Visitor& visitor) {
    static_cast<void>(take('{'));
    const std::string_view field = take_field_path();
    if (field.empty()) return template_mistake::bad_field_path;
    visitor.begin_variable(field);
    if (take('=')) {
      if (const auto wrong = scan_segments(visitor, true); wrong != template_mistake::none) {
        return wrong;
      }
    } else if (peek() == '}') {
      visitor.segment(segment_kind::one, std::string_view{});
    } else {
      return peek() == '\0' ? template_mistake::open_variable : template_mistake::bad_field_path;
    }
    if (!take('}')) return template_mistake::open_variable;
    visitor.end_variable();
    return template_mistake::none;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool had_rest_ = false;
};

/// What is wrong with `text` as a path template.
[[nodiscard]] constexpr template_mistake check_path_template(std::string_view text) {
  struct {
    constexpr void begin_variable(std::string_view) {}
    constexpr void segment(segment_kind, std::string_view) {}
    constexpr void end_variable() {}
    constexpr void verb(std::string_view) {}
  } visitor;
  return template_scanner{text}.scan(visitor);
}

}  // namespace tern::reflect
