// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <tern/base/status.hpp>
#include <tern/schema/proto_tokens.hpp>

namespace tern::schema::detail {

/// `name = value` of an option. A value in braces is skipped: it is for options that somebody else
/// has defined.
struct proto_option {
  std::string name;
  std::string value;  ///< the word, with its sign, or the text
};

/// Goes through the words of a file; after a mistake it stands at the end, and all that is asked
/// for is not there.
class proto_cursor {
 public:
  using kind = proto_token::kind;

  proto_cursor(std::string_view file, std::string_view text) : file_(file), tokens_(text) {
    now_ = tokens_.next();
    look_at_bad();
  }

  [[nodiscard]] const tern::status& status() const { return wrong_; }
  [[nodiscard]] bool at_end() const { return now_.is == kind::end; }
  [[nodiscard]] const proto_token& now() const { return now_; }

  /// Whether the next word is this one.
  [[nodiscard]] bool is(std::string_view word) const {
    return (now_.is == kind::name || now_.is == kind::symbol) && now_.source == word;
  }

  /// Takes the next word if it is this one.
  bool take(std::string_view word) {
    if (!is(word)) return false;
    advance();
    return true;
  }

  void expect(std::string_view word) {
    if (!take(word)) fail(std::string{word});
  }

  std::string name() {
    if (now_.is != kind::name) {
      fail("a name");
      return {};
    }
    std::string taken{now_.source};
    advance();
    return taken;
  }

  /// `hello.v1.Request`; with `allow_dot` also `.hello.v1.Request`.
  std::string full_name(bool allow_dot = false) {
    std::string taken;
    if (allow_dot && take(".")) taken = ".";
    taken += name();
    while (take(".")) taken.append(".").append(name());
    return taken;
  }

  /// One text, or several that stand next to each other.
  std::string text() {
    if (now_.is != kind::text) {
      fail("a text in quotation marks");
      return {};
    }
    std::string taken;
    while (now_.is == kind::text) {
      taken += now_.text;
      advance();
    }
    return taken;
  }

  /// A whole number from `min` to `max`, with or without a sign.
  std::int32_t number(std::int64_t min, std::int64_t max) {
    const proto_token first = now_;
    const bool negative = min < 0 && take("-");
    std::uint64_t magnitude = 0;
    if (now_.is != kind::integer || !read_integer(now_.source, magnitude)) {
      fail("a whole number");
      return 0;
    }
    // One more than max is -min: no number of 32 bits is larger.
    const auto value = magnitude > 0x8000'0000 ? std::numeric_limits<std::int64_t>::max()
                       : negative              ? -static_cast<std::int64_t>(magnitude)
                                               : static_cast<std::int64_t>(magnitude);
    if (value < min || value > max) {
      fail("a number from " + std::to_string(min) + " to " + std::to_string(max));
      return 0;
    }
    advance();
    return static_cast<std::int32_t>(value);
  }

  /// `name = value`, as in `option …;` and in brackets.
  proto_option option() {
    proto_option taken;
    do {
      if (take("(")) {
        taken.name += '(' + full_name(true) + ')';
        expect(")");
      } else {
        taken.name += name();
      }
      if (is(".")) taken.name += '.';
    } while (take("."));
    expect("=");
    taken.value = option_value();
    return taken;
  }

  /// `[name = value, …]`, or nothing.
  std::vector<proto_option> options() {
    std::vector<proto_option> taken;
    if (!take("[")) return taken;
    do {
      taken.push_back(option());
    } while (take(","));
    expect("]");
    return taken;
  }

  /// Everything up to the brace that closes the one that comes now.
  void skip_braces(std::string_view open, std::string_view close) {
    expect(open);
    for (std::size_t depth = 1; depth > 0;) {
      if (at_end()) return fail(std::string{close});
      if (is(open)) ++depth;
      if (is(close)) --depth;
      advance();
    }
  }

  void fail(const std::string& expected) {
    if (wrong_.ok()) {
      std::string found{now_.is == kind::end ? "the end" : now_.source};
      constexpr std::size_t shown_max_bytes = 40;
      if (found.size() > shown_max_bytes) found = found.substr(0, shown_max_bytes) + "...";
      say("expected " + expected + ", found " + found);
    }
  }

  /// Reports a mistake at the next word.
  void say(const std::string& what) {
    if (wrong_.ok()) {
      wrong_ = {code::invalid_argument, std::string{file_} + ':' + std::to_string(now_.line) + ':' +
                                            std::to_string(now_.column) + ": " + what};
    }
    now_.is = kind::end;
    now_.source = {};
    ended_ = true;
  }

 private:
  void advance() {
    if (ended_) return;
    now_ = tokens_.next();
    look_at_bad();
  }

  void look_at_bad() {
    if (now_.is == kind::bad) say("cannot read " + std::string{now_.source.substr(0, 40)});
  }

  std::string option_value() {
    std::string taken;
    if (is("{")) {
      skip_braces("{", "}");
    } else if (is("[")) {
      skip_braces("[", "]");
    } else if (now_.is == kind::text) {
      taken = text();
    } else {
      if (take("-")) {
        taken = "-";
      } else {
        take("+");
      }
      if (now_.is != kind::name && now_.is != kind::integer && now_.is != kind::real) {
        fail("a value");
      }
      taken += now_.source;
      advance();
      while (take(".")) taken.append(".").append(name());
    }
    return taken;
  }

  static bool read_integer(std::string_view text, std::uint64_t& value) {
    int base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
      base = 16;
      text.remove_prefix(2);
    } else if (text.size() > 1 && text.front() == '0') {
      base = 8;
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return error == std::errc{} && end == text.data() + text.size();
  }

  std::string_view file_;
  proto_tokens tokens_;
  proto_token now_;
  tern::status wrong_;
  bool ended_ = false;
};

}  // namespace tern::schema::detail
