// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>
#include <tern/http/h1_engine.hpp>
#include <tern/http/h1_field_reader.hpp>
#include <tern/http/h1_framing.hpp>
#include <tern/http/h1_limits.hpp>
#include <tern/http/h1_start_line.hpp>
#include <tern/http/h1_text.hpp>
#include <tern/http/head.hpp>
#include <tern/http/limits.hpp>
#include <tern/http/session.hpp>

namespace tern::http {

/// What h1_parser::next() has found.
enum class h1_event {
  none,   ///< all was read, and more is needed
  head,   ///< head() and framing() are there
  body,   ///< body() is a piece of the body
  end,    ///< the message is over; trailers() are there
  fault,  ///< fault() says why nothing more can be read
};

/// Reads messages of HTTP/1.1, one after another.
///
///     start ── fields ──┬─ counted ─────────────────────────────┬─ ended
///                       ├─ until_close ─────────────────────────┤
///                       └─ chunk_size ── chunk ── chunk_end ─┐  │
///                               └────────────────────────────┘  │
///                               └── trailers ───────────────────┘
///
/// What is no body is read a line at a time, so that the result does not depend on how the bytes
/// are cut.
/// @source RFC 9112
class h1_parser {
 public:
  h1_parser(role reader, const limits& allowed)
      : role_(reader), limits_(allowed.h1), fields_(allowed) {
    restart();
  }

  /// Begins the next message. @param bodiless as h1_engine::begin().
  void restart(bool bodiless = false) {
    bodiless_ = bodiless;
    engine_.begin(role_, bodiless);
    state_ = state::start;
    head_.clear();
    framing_ = {};
    framing_.of_request = role_ == role::server;
    trailers_.clear();
    fields_.begin();
    remaining_bytes_ = extension_bytes_ = 0;
    empty_line_skipped_ = false;
  }

  /// Reads from the front of `input` to the next event.
  [[nodiscard]] h1_event next(byte_view& input) {
    for (;;) {
      switch (state_) {
        case state::counted:
        case state::chunk:
        case state::until_close:
          return next_body(input);
        case state::ended:
          state_ = state::complete;
          return h1_event::end;
        case state::complete:
          return h1_event::none;
        case state::failed:
          return h1_event::fault;
        default:
          break;
      }
      const std::optional<std::string_view> line = take_line(input);
      if (!line) return state_ == state::failed ? h1_event::fault : h1_event::none;
      const bool head = read_line(*line);
      line_.clear();
      if (head) return h1_event::head;
    }
  }

  /// The peer will send nothing more. Ask next() once more after that.
  void finish() {
    if (state_ == state::until_close) {
      state_ = state::ended;
    } else if (!fresh() && state_ != state::ended && state_ != state::complete) {
      fail({400, "the connection ended in the middle of a message"});
    }
  }

  /// Whether nothing of a message has come.
  [[nodiscard]] bool fresh() const noexcept {
    return state_ == state::start && line_.empty() && !empty_line_skipped_;
  }

  /// Whether the head is not complete.
  [[nodiscard]] bool in_head() const noexcept {
    return state_ == state::start || state_ == state::fields;
  }

  /// How much is left of the body; nothing if nobody knows. After head().
  [[nodiscard]] std::optional<std::uint64_t> body_left_bytes() const noexcept {
    if (state_ == state::ended || state_ == state::complete) return 0;
    if (state_ != state::counted) return std::nullopt;
    return remaining_bytes_;
  }

  /// @lifetime these until restart().
  [[nodiscard]] http::head& head() noexcept { return head_; }
  [[nodiscard]] const h1_framing& framing() const noexcept { return framing_; }
  [[nodiscard]] headers& trailers() noexcept { return trailers_; }
  [[nodiscard]] const h1_fault& fault() const noexcept { return fault_; }

  /// @lifetime borrows from the input.
  [[nodiscard]] byte_view body() const noexcept { return body_; }

 private:
  enum class state {
    start,
    fields,
    counted,
    chunk_size,
    chunk,
    chunk_end,
    trailers,
    until_close,
    ended,
    complete,
    failed,
  };

  // False, which is what those say that have found no end of a head.
  bool fail(h1_fault wrong) {
    fault_ = std::move(wrong);
    state_ = state::failed;
    return false;
  }

  // ---- bodies ------------------------------------------------------------------------------

  h1_event next_body(byte_view& input) {
    if (input.empty()) return h1_event::none;
    const std::size_t size =
        state_ == state::until_close
            ? input.size()
            : static_cast<std::size_t>(std::min<std::uint64_t>(input.size(), remaining_bytes_));
    body_ = input.first(size);
    input = input.subspan(size);
    if (!engine_.read(as_text(body_))) return disagree();
    if (state_ == state::until_close) return h1_event::body;
    remaining_bytes_ -= size;
    if (remaining_bytes_ == 0) {
      state_ = state_ == state::chunk ? state::chunk_end : state::ended;
      if (engine_.complete() != (state_ == state::ended)) return disagree();
    }
    return h1_event::body;
  }

  h1_event disagree() {
    complain();
    return h1_event::fault;
  }

  // llhttp and what is read here do not agree.
  bool complain() {
    return fail({400, "the message is malformed: " + std::string{engine_.complaint()}});
  }

  // ---- lines -------------------------------------------------------------------------------

  [[nodiscard]] std::size_t line_max_bytes() const noexcept {
    switch (state_) {
      case state::start:
        return limits_.start_line_max_bytes;
      case state::chunk_size:
        // Besides the extensions: the size, which read_chunk_size() bounds, and CR LF.
        return limits_.chunk_extensions_max_bytes + 18;
      case state::chunk_end:
        return 2;
      default:
        return fields_.line_max_bytes();
    }
  }

  bool line_too_long() {
    switch (state_) {
      case state::start:
        return fail({414, "the first line is longer than the limit start_line_max_bytes, " +
                              std::to_string(line_max_bytes())});
      case state::chunk_size:
        return too_many_extensions();
      case state::chunk_end:
        return fail({400, "a chunk is longer than its size says"});
      default:
        return fail(fields_.too_large());
    }
  }
  bool too_many_extensions() {
    return fail({413, "chunk extensions are longer than the limit chunk_extensions_max_bytes, " +
                          std::to_string(limits_.chunk_extensions_max_bytes)});
  }

  // The next line with its end; nothing if it has not come as a whole, or is too long.
  std::optional<std::string_view> take_line(byte_view& input) {
    const std::string_view text = as_text(input);
    const std::size_t feed = text.find('\n');
    const std::size_t size = feed == std::string_view::npos ? text.size() : feed + 1;
    if (size > line_max_bytes() - std::min(line_.size(), line_max_bytes())) {
      line_too_long();
      return std::nullopt;
    }
    input = input.subspan(size);
    if (feed != std::string_view::npos && line_.empty()) return text.substr(0, size);
    line_.append(as_bytes(text.substr(0, size)));
    if (feed == std::string_view::npos) return std::nullopt;
    return as_text(line_.view());
  }

  // Whether that was the end of a head.
  bool read_line(std::string_view line) {
    if (!line.ends_with("\r\n")) return fail({400, "a line ends with LF alone, not with CR LF"});
    const std::string_view text = line.substr(0, line.size() - 2);
    if (!is_field_text(text)) {
      return fail({400, "there is a control character in " + h1_quote(text)});
    }
    switch (state_) {
      case state::start:
        return read_start(text, line);
      case state::fields:
        return text.empty() ? end_head(line) : read_field(text);
      case state::trailers:
        return text.empty() ? end_trailers(line) : read_trailer(text);
      case state::chunk_size:
        return read_size(text, line);
      default:
        return end_chunk(text, line);
    }
  }

  bool read_start(std::string_view text, std::string_view line) {
    if (text.empty()) {  // one is to be ignored. @source RFC 9112, section 2.2
      if (empty_line_skipped_) return fail({400, "a request begins with empty lines"});
      empty_line_skipped_ = true;
      return false;
    }
    if (role_ == role::server) {
      if (auto wrong = read_request_line(text, head_, framing_.minor_version)) return fail(*wrong);
    } else {
      if (auto wrong = read_status_line(text, head_, framing_.minor_version)) return fail(*wrong);
    }
    if (!engine_.read(line)) {
      if (role_ == role::server && engine_.method_unknown()) {
        return fail({501, "the method " + h1_quote(head_.method) + " is unknown"});
      }
      return complain();
    }
    state_ = state::fields;
    return false;
  }

  // ---- fields ------------------------------------------------------------------------------

  bool read_field(std::string_view text) {
    if (auto wrong = fields_.read(text)) return fail(*std::move(wrong));
    if (auto wrong = framing_.read(fields_.name(), fields_.value())) return fail(*std::move(wrong));
    if (!engine_.read_field(fields_.name(), fields_.value())) return complain();
    if (!is_connection_field(fields_.name())) head_.fields.add(fields_.name(), fields_.value());
    return false;
  }

  bool read_trailer(std::string_view text) {
    if (auto wrong = fields_.read(text)) return fail(*std::move(wrong));
    if (is_barred_from_trailers(fields_.name())) return false;
    if (!engine_.read_field(fields_.name(), fields_.value())) return complain();
    trailers_.add(fields_.name(), fields_.value());
    return false;
  }

  bool end_head(std::string_view line) {
    state_ = state_after_head();
    if (!engine_.read(line) || !engine_.head_complete() ||
        engine_.complete() != (state_ == state::ended)) {
      return complain();
    }
    fields_.begin();
    return true;
  }

  state state_after_head() noexcept {
    const int status = head_.status;
    if (bodiless_ || status / 100 == 1 || status == 204 || status == 304) return state::ended;
    if (framing_.chunked) return state::chunk_size;
    if (framing_.content_length) {
      remaining_bytes_ = *framing_.content_length;
      return remaining_bytes_ == 0 ? state::ended : state::counted;
    }
    return role_ == role::server ? state::ended : state::until_close;
  }

  bool end_trailers(std::string_view line) {
    if (!engine_.read(line) || !engine_.complete()) return complain();
    state_ = state::ended;
    return false;
  }

  // ---- chunks ------------------------------------------------------------------------------

  bool read_size(std::string_view text, std::string_view line) {
    const std::string_view digits = text.substr(0, text.find(';'));
    const std::optional<std::uint64_t> size = read_chunk_size(digits);
    if (!size) return fail({400, "the size of a chunk is " + h1_quote(digits)});
    extension_bytes_ += text.size() - digits.size();
    if (extension_bytes_ > limits_.chunk_extensions_max_bytes) return too_many_extensions();
    // The extensions mean nothing here, so llhttp is not asked about them.
    const bool taken = engine_.read(digits) && engine_.read(line.substr(line.size() - 2));
    if (!taken || engine_.chunk_bytes() != *size) return complain();
    remaining_bytes_ = *size;
    state_ = *size == 0 ? state::trailers : state::chunk;
    return false;
  }

  bool end_chunk(std::string_view text, std::string_view line) {
    if (!text.empty()) return line_too_long();
    if (!engine_.read(line)) return complain();
    state_ = state::chunk_size;
    return false;
  }

  role role_;
  h1_limits limits_;
  h1_field_reader fields_;
  h1_engine engine_;
  bool bodiless_ = false;
  state state_ = state::start;
  bool empty_line_skipped_ = false;
  buffer line_;                        // the beginning of a line whose end has not come
  std::uint64_t remaining_bytes_ = 0;  // of the body, or of the chunk
  std::size_t extension_bytes_ = 0;
  byte_view body_;
  http::head head_;
  h1_framing framing_;
  headers trailers_;
  h1_fault fault_;
};

}  // namespace tern::http
