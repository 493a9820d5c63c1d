// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>
#include <utility>

#if !__has_include(<simdjson.h>)
#error "tern/json.hpp needs simdjson: on Debian or Ubuntu, libsimdjson-dev"
#endif
#include <simdjson.h>

#include <tern/codec/utf8.hpp>

namespace tern::json {
namespace detail {

/// The tables of a tokeniser, kept for the next text of this thread: making them costs more than
/// tokenising a small text. A parser that is in use is not in its place, so that decoding may be
/// called while decoding.
class kept_parser {
 public:
  /// What is kept: four bytes for each byte of a text of this size.
  static constexpr std::size_t kept_max_text_bytes = 16 * 1024;

  explicit kept_parser(std::size_t text_bytes) : parser_(std::exchange(place(), nullptr)) {
    if (!parser_) parser_ = std::make_unique<simdjson::dom::parser>();
    const auto& made = parser_->implementation;
    if (made == nullptr || made->capacity() < text_bytes) {
      constexpr std::size_t smallest = 1024;
      error_ = parser_->allocate(text_bytes < smallest ? smallest : text_bytes, 1);
    }
  }
  kept_parser(const kept_parser&) = delete;
  kept_parser& operator=(const kept_parser&) = delete;
  ~kept_parser() {
    const auto& made = parser_->implementation;
    if (made != nullptr && made->capacity() <= kept_max_text_bytes) place() = std::move(parser_);
  }

  /// Finds the tokens of a text of at most `text_bytes`.
  simdjson::error_code tokenise(std::string_view text) noexcept {
    if (error_ != simdjson::SUCCESS) return error_;
    return parser_->implementation->stage1(reinterpret_cast<const std::uint8_t*>(text.data()),
                                           text.size(), simdjson::stage1_mode::regular);
  }

  [[nodiscard]] const std::uint32_t* begin() const noexcept {
    return parser_->implementation->structural_indexes.get();
  }
  [[nodiscard]] const std::uint32_t* end() const noexcept {
    return begin() + parser_->implementation->n_structural_indexes;
  }

 private:
  static std::unique_ptr<simdjson::dom::parser>& place() noexcept {
    thread_local std::unique_ptr<simdjson::dom::parser> kept;
    return kept;
  }

  std::unique_ptr<simdjson::dom::parser> parser_;
  simdjson::error_code error_ = simdjson::SUCCESS;
};

}  // namespace detail

/// A JSON text as tokens, one after the other: `{` `}` `[` `]` `:` `,`, and the beginnings of
/// strings, numbers and names. This is the only file that knows the library that finds them.
///
/// What holds then for the whole text: it is UTF-8, and every string ends and has no control
/// characters. Everything else, that is the grammar of values, numbers and escapes, is for the
/// reader to check.
///
///     { "a" : [ 1 , true ] }      where each token begins; the string reaches to its quote, the
///     ^ ^   ^ ^ ^ ^ ^    ^ ^      number and the name reach to the space or token behind them
///
class source {
 public:
  /// @lifetime borrows from `text`.
  explicit source(std::string_view text) : text_(text), parser_(text.size()) {
    if (text.size() > text_max_bytes) {
      fail("text is longer than 4294967294 bytes", 0);
      return;
    }
    if (text.empty()) return;
    const simdjson::error_code outcome = parser_.tokenise(text);
    if (outcome == simdjson::SUCCESS) {
      next_ = parser_.begin();
      end_ = parser_.end();
      has_escapes_ = text.find('\\') != text.npos;
    } else {
      explain(outcome);
    }
  }

  /// Why this is no text of JSON and where, or null.
  [[nodiscard]] const char* failure() const noexcept { return failure_; }
  [[nodiscard]] std::size_t failure_position() const noexcept { return failure_position_; }

  [[nodiscard]] std::string_view text() const noexcept { return text_; }

  [[nodiscard]] bool at_end() const noexcept { return next_ == end_; }

  /// The first byte of the next token; 0 at the end.
  [[nodiscard]] char peek() const noexcept { return at_end() ? '\0' : text_[*next_]; }

  /// Whether there is a backslash somewhere.
  [[nodiscard]] bool has_escapes() const noexcept { return has_escapes_; }

  /// Where the next token begins; at the end, the size of the text.
  [[nodiscard]] std::size_t position() const noexcept { return at_end() ? text_.size() : *next_; }

  /// Where the token behind the next one begins; there is a next one.
  [[nodiscard]] std::size_t limit() const noexcept {
    return next_ + 1 != end_ ? next_[1] : text_.size();
  }

  /// The next token with the space behind it; there is one.
  [[nodiscard]] std::string_view raw() const noexcept {
    return {text_.data() + *next_, limit() - *next_};
  }

  /// Past the next token; there is one.
  void skip() noexcept { ++next_; }

  /// How many tokens there are up to the next `]`, without it.
  [[nodiscard]] std::size_t count_to_bracket() const noexcept {
    const std::uint32_t* at = next_;
    while (at != end_ && text_[*at] != ']') ++at;
    return static_cast<std::size_t>(at - next_);
  }

  /// A place to come back to.
  using mark = const std::uint32_t*;
  [[nodiscard]] mark here() const noexcept { return next_; }
  void back_to(mark place) noexcept { next_ = place; }

 private:
  static constexpr std::size_t text_max_bytes = std::numeric_limits<std::uint32_t>::max() - 1;

  void fail(const char* what, std::size_t position) noexcept {
    failure_ = what;
    failure_position_ = position;
  }

  // The library says what is wrong, but not where.
  [[gnu::cold]] void explain(simdjson::error_code outcome) noexcept {
    switch (outcome) {
      case simdjson::EMPTY:
        return;  // no token: the reader says what it expected
      case simdjson::UTF8_ERROR: {
        const auto* const begin = reinterpret_cast<const std::uint8_t*>(text_.data());
        const auto* const bad = codec::find_invalid_utf8(begin, begin + text_.size());
        return fail("not valid UTF-8", bad == nullptr ? 0 : static_cast<std::size_t>(bad - begin));
      }
      case simdjson::UNESCAPED_CHARS:
      case simdjson::UNCLOSED_STRING:
        return explain_string();
      case simdjson::MEMALLOC:
        return fail("not enough memory", 0);
      default:
        return fail("not JSON", 0);
    }
  }

  void explain_string() noexcept {
    std::size_t start = 0;
    bool inside = false;
    for (std::size_t at = 0; at < text_.size(); ++at) {
      const char c = text_[at];
      if (c == '\\') {
        ++at;
      } else if (c == '"') {
        inside = !inside;
        start = at;
      } else if (inside && static_cast<unsigned char>(c) < ' ') {
        return fail("a control character in a string", at);
      }
    }
    fail("a string without an end", start);
  }

  std::string_view text_;
  detail::kept_parser parser_;
  const std::uint32_t* next_ = nullptr;
  const std::uint32_t* end_ = nullptr;
  bool has_escapes_ = false;
  const char* failure_ = nullptr;
  std::size_t failure_position_ = 0;
};

}  // namespace tern::json
