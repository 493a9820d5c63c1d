// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/base/status.hpp>
#include <tern/json/excerpt.hpp>
#include <tern/json/number.hpp>
#include <tern/json/options.hpp>
#include <tern/json/source.hpp>
#include <tern/json/unescape.hpp>

namespace tern::json {

/// Reads the grammar of JSON from tokens, and remembers what is wrong, where and in which member.
///
/// Reading functions return false after a failure, which has then been noted; the first one counts.
class reader {
 public:
  reader(std::string_view text, const decode_options& options)
      : tokens_(text),
        options_(options),
        depth_left_(std::uint64_t{options.depth_limit} + 1),
        memory_left_(memory_for(text.size(), options)) {}

  [[nodiscard]] const decode_options& options() const noexcept { return options_; }

  // Tokens.

  /// The first byte of the next token; 0 at the end.
  [[nodiscard]] char peek() const noexcept { return tokens_.peek(); }
  [[nodiscard]] std::size_t position() const noexcept { return tokens_.position(); }
  [[nodiscard]] char byte_at(std::size_t position) const noexcept {
    return tokens_.text()[position];
  }
  void skip() noexcept { tokens_.skip(); }

  /// A place to come back to, which has the same depth.
  struct mark {
    source::mark place;
    std::uint64_t depth_left;
  };
  [[nodiscard]] mark here() const noexcept { return {tokens_.here(), depth_left_}; }
  void back_to(mark place) noexcept {
    tokens_.back_to(place.place);
    depth_left_ = place.depth_left;
  }

  /// The next token, which is no string, without the space behind it; empty at the end.
  [[nodiscard]] std::string_view peek_word() const noexcept {
    if (tokens_.at_end()) return {};
    std::string_view word = tokens_.raw();
    while (is_space(word.back())) word.remove_suffix(1);
    return word;
  }

  [[nodiscard]] bool is_null() const noexcept { return peek() == 'n' && peek_word() == "null"; }
  [[nodiscard]] bool is_number() const noexcept {
    return peek() == '-' || detail::is_digit(peek());
  }

  /// Reads a string. @lifetime `text` is valid until the next string is read.
  [[nodiscard]] bool read_string(std::string_view& text, const char* expectation);

  /// Checks that there is nothing behind what has been read.
  [[nodiscard]] bool read_end() { return tokens_.at_end() || expected("the end of the text"); }

  // Objects and lists.

  /// Reads `{` and goes one level down.
  [[nodiscard]] bool begin_object(const char* expectation = "an object") {
    if (peek() != '{') return expected(expectation);
    if (!enter()) return false;
    skip();
    return true;
  }

  enum class step : std::uint8_t { item, end, failed };

  /// Goes to the next member: to its name. `is_first` is true before the first one. The end is a
  /// level up again.
  [[nodiscard]] step next_member(bool& is_first) {
    const step next = next_item(is_first, '}', "\",\" or \"}\"");
    if (next == step::end) leave();
    if (next == step::item && peek() != '"') return expected("a name in quotes"), step::failed;
    return next;
  }

  /// Whether what comes is this name, given in quotes, and the colon right behind it; then it is
  /// past both. Otherwise, read_name() finds out what it is.
  [[nodiscard]] bool take_name(std::string_view with_colon) noexcept {
    const std::string_view text = tokens_.text();
    const std::size_t at = position();
    if (text.size() - at < with_colon.size() ||
        !is_same(text.data() + at, with_colon.data(), with_colon.size())) {
      return false;
    }
    skip();
    skip();
    return true;
  }

  /// Reads a name and the colon. @lifetime `name` is valid until the next string is read.
  [[nodiscard]] bool read_name(std::string_view& name) {
    if (!read_string(name, "a name in quotes")) return false;
    if (peek() != ':') return expected("\":\"");
    skip();
    return true;
  }

  [[nodiscard]] bool begin_list(const char* expectation = "a list") {
    if (peek() != '[') return expected(expectation);
    skip();
    return true;
  }

  /// Goes to the next element, or behind the end.
  [[nodiscard]] step next_element(bool& is_first) {
    return next_item(is_first, ']', "\",\" or \"]\"");
  }

  /// How many elements a list of what is neither list nor object has from here, if it is right.
  [[nodiscard]] std::size_t count_elements() const noexcept {
    return (tokens_.count_to_bracket() + 1) / 2;
  }

  /// Reads a value of any type, for its grammar alone.
  [[nodiscard]] bool skip_value();

  /// The same for a value that will be read again, and in which values will be skipped so, too:
  /// each object and each list is walked through once, however often it is skipped.
  [[nodiscard]] bool skip_value_for_now() {
    remembers_ends_ = true;
    const bool is_skipped = skip_value();
    remembers_ends_ = false;
    return is_skipped;
  }

  [[nodiscard]] bool enter() {
    if (depth_left_ == 0) {
      return fail("nested deeper than depth_limit, which is " +
                  std::to_string(options_.depth_limit));
    }
    --depth_left_;
    return true;
  }
  void leave() noexcept { ++depth_left_; }

  /// Counts memory that a list, a map or a pointer takes before it is made.
  [[nodiscard]] bool charge(std::size_t bytes) {
    if (bytes > memory_left_) return fail_expansion();
    memory_left_ -= bytes;
    return true;
  }

  // Failures.

  /// "expected a number, found string "x"", at the next token.
  [[gnu::cold, gnu::noinline]] bool expected(std::string_view what) {
    return fail("expected " + std::string{what} + ", found " + found());
  }
  [[gnu::cold, gnu::noinline]] bool fail(std::string what) {
    return fail(std::move(what), position());
  }
  [[gnu::cold, gnu::noinline]] bool fail(std::string what, std::size_t at,
                                         tern::code code = code::invalid_argument) {
    if (what_.empty()) {
      what_ = std::move(what);
      at_ = at;
      code_ = code;
    }
    return false;
  }

  [[gnu::cold, gnu::noinline]] bool fail_expansion() {
    return fail(
        "the message is in memory more than expansion_limit times as large as its text, "
        "which is " +
            std::to_string(options_.expansion_limit),
        position(), code::resource_exhausted);
  }
  [[gnu::cold, gnu::noinline]] bool fail_crowded(std::size_t at) {
    return fail("keys of the map fall into one bucket more than collision_limit, which is " +
                    std::to_string(options_.collision_limit),
                at, code::resource_exhausted);
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

  /// "items[3].price: expected a number, found string "x" (line 4, column 12)"
  [[nodiscard, gnu::cold]] tern::status status() const;

 private:
  static bool is_space(char c) noexcept { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

  // Names are short: a call of memcmp costs more than they do.
  static bool is_same(const char* a, const char* b, std::size_t size) noexcept {
    const auto differ = [&](std::size_t at) {
      std::uint64_t of_a;
      std::uint64_t of_b;
      std::memcpy(&of_a, a + at, 8);
      std::memcpy(&of_b, b + at, 8);
      return of_a != of_b;
    };
    if (size < 8) return std::memcmp(a, b, size) == 0;
    for (std::size_t at = 0; at + 8 < size; at += 8)
      if (differ(at)) return false;
    return !differ(size - 8);
  }

  static std::size_t memory_for(std::size_t text_bytes, const decode_options& options) noexcept {
    constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
    const std::size_t limit = options.expansion_limit;
    if (limit != 0 && text_bytes > most / limit) return most;
    return std::max(text_bytes * limit, text_bytes * limit + options.free_expansion_bytes);
  }

  [[nodiscard]] bool skip_object();
  [[nodiscard]] bool skip_list();
  template <bool (reader::*Skip)()>
  [[nodiscard]] bool skip_remembering();

  [[nodiscard]] step next_item(bool& is_first, char end, const char* expectation) {
    char c = peek();
    if (c == end) {
      skip();
      return step::end;
    }
    if (!is_first) {
      if (c != ',') return expected(expectation), step::failed;
      skip();
      c = peek();
    }
    is_first = false;
    return step::item;
  }

  [[nodiscard]] bool read_escaped(const char* begin, const char* at, const char* end,
                                  std::string_view& text);
  [[nodiscard]] std::string found() const;

  // Where an object or a list begins and where it ends, in the order of the beginnings.
  struct extent {
    source::mark begin;
    source::mark end;
  };

  source tokens_;
  const decode_options& options_;
  std::uint64_t depth_left_;
  std::size_t memory_left_;
  std::string unescaped_;
  bool remembers_ends_ = false;
  std::vector<extent> skipped_;
  std::string what_;
  std::string path_;
  std::size_t at_ = 0;
  tern::code code_ = code::invalid_argument;
};

inline bool reader::read_string(std::string_view& text, const char* expectation) {
  if (peek() != '"') return expected(expectation);
  const char* const begin = tokens_.text().data() + tokens_.position() + 1;
  const char* end = tokens_.text().data() + tokens_.limit();
  if (tokens_.has_escapes()) {
    const char* const stop = find_quote_or_escape(begin, end);
    if (stop != end && *stop == '\\') {
      if (!read_escaped(begin, stop, end, text)) return false;
      skip();
      return true;
    }
    end = stop;
  } else {
    // Behind the quote there is nothing but space.
    while (*--end != '"') {
    }
  }
  text = {begin, end};
  skip();
  return true;
}

inline bool reader::read_escaped(const char* begin, const char* at, const char* end,
                                 std::string_view& text) {
  unescaped_.assign(begin, at);
  if (const char* const wrong = unescape(at, end, unescaped_)) {
    return fail(wrong, static_cast<std::size_t>(at - tokens_.text().data()));
  }
  text = unescaped_;
  return true;
}

inline bool reader::skip_value() {
  switch (peek()) {
    case '{':
      return remembers_ends_ ? skip_remembering<&reader::skip_object>() : skip_object();
    case '[':
      return remembers_ends_ ? skip_remembering<&reader::skip_list>() : skip_list();
    case '"': {
      std::string_view ignored;
      return read_string(ignored, "a string");
    }
    default: {
      const std::string_view word = peek_word();
      detail::number_parts ignored;
      if (word != "true" && word != "false" && word != "null" &&
          !detail::split_number(word, ignored)) {
        return expected("a value");
      }
      skip();
      return true;
    }
  }
}

inline bool reader::skip_object() {
  if (!begin_object()) return false;
  bool is_first = true;
  for (;;) {
    const step next = next_member(is_first);
    if (next != step::item) return next == step::end;
    std::string_view ignored;
    if (!read_name(ignored) || !skip_value()) return false;
  }
}

inline bool reader::skip_list() {
  if (!enter() || !begin_list()) return false;
  bool is_first = true;
  for (;;) {
    const step next = next_element(is_first);
    if (next == step::end) leave();
    if (next != step::item) return next == step::end;
    if (!skip_value()) return false;
  }
}

template <bool (reader::*Skip)()>
bool reader::skip_remembering() {
  const source::mark begin = tokens_.here();
  const auto known =
      std::lower_bound(skipped_.begin(), skipped_.end(), begin,
                       [](const extent& one, source::mark place) { return one.begin < place; });
  if (known != skipped_.end() && known->begin == begin) {
    tokens_.back_to(known->end);
    return true;
  }
  const std::size_t index = skipped_.size();
  skipped_.push_back({begin, begin});
  if (!(this->*Skip)()) return false;
  skipped_[index].end = tokens_.here();
  return true;
}

inline std::string reader::found() const {
  if (tokens_.at_end()) return "the end of the text";
  const char c = peek();
  if (c == '{') return "an object";
  if (c == '[') return "a list";
  if (c != '"') {
    const std::string word = shown(peek_word());
    if (is_number()) return "number " + word;
    if (word == "true" || word == "false" || word == "null") return word;
    return "\"" + word + "\"";
  }
  std::string_view text = peek_word();
  text.remove_prefix(1);
  if (text.ends_with('"')) text.remove_suffix(1);
  return "string \"" + shown(text) + "\"";
}

inline tern::status reader::status() const {
  std::string text = path_.empty() ? "" : path_ + ": ";
  const char* const broken = tokens_.failure();
  const std::size_t at = broken != nullptr ? tokens_.failure_position() : at_;
  text += broken != nullptr ? broken : what_;
  text += " " + position_text(tokens_.text(), at);
  return {code_, std::move(text)};
}

}  // namespace tern::json
