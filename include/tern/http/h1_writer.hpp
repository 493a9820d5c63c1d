// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>
#include <tern/http/date.hpp>
#include <tern/http/h1_framing.hpp>
#include <tern/http/h1_text.hpp>
#include <tern/http/head.hpp>
#include <tern/http/reason_phrase.hpp>
#include <tern/http/stream.hpp>

namespace tern::http {

/// Writes one message of HTTP/1.1: its head, and its body in the framing that the head announced.
///
/// A head is written when something is to go out at last, so a body that is complete by then gets
/// its length; any other is chunked, or ends with the connection if the peer knows no chunks.
/// @source RFC 9112
class h1_writer {
 public:
  /// What is known of the peer and of what it asked for.
  struct terms {
    bool chunks = true;     ///< it speaks HTTP/1.1
    bool trailers = true;   ///< it takes trailers
    bool bodiless = false;  ///< it asked for no body: HEAD
    bool close = false;     ///< it is to be told that this is the last message
  };

  /// Begins the next message.
  void restart() noexcept {
    state_ = state::idle;
    left_bytes_ = 0;
  }

  [[nodiscard]] bool begun() const noexcept { return state_ != state::idle; }

  /// Whether everything was written.
  [[nodiscard]] bool complete() const noexcept { return state_ == state::complete; }

  /// Whether the message cannot be ended as it was begun: the connection is to be closed.
  [[nodiscard]] bool broken() const noexcept { return state_ == state::broken; }

  /// Writes the head of what `of` sends.
  /// @returns false, and writes nothing, if it holds what cannot be said in HTTP/1.1.
  [[nodiscard]] bool write_head(stream& of, const terms& with, buffer& output) {
    const head& what = of.sent_head();
    body_length length;
    if (!is_writable(what) || !read_declared_length(what, length)) return false;
    with_trailers_ = with.trailers;
    choose_framing(of, with, length);
    write_first_line(what, output);
    bool dated = what.status == 0;
    for (const name_value field : what.fields) {
      if (is_connection_field(field.name) || field.name == "content-length") continue;
      dated = dated || field.name == "date";
      write_field(field.name, field.value, output);
    }
    if (!dated) write_field("date", date_now(), output);
    if (length.known) write_field("content-length", std::to_string(length.bytes), output);
    if (state_ == state::chunked) write_field("transfer-encoding", "chunked", output);
    // An option says that `te` is about this connection. @source RFC 9110, section 10.1.4
    const bool te = what.status == 0 && what.fields.get("te").has_value();
    if (with.close || state_ == state::until_close) {
      write_field("connection", te ? "close, te" : "close", output);
    } else if (te) {
      write_field("connection", "te", output);
    }
    write("\r\n", output);
    return true;
  }

  /// Moves the body of `of` to `output`, until that holds `limit_bytes`.
  void write_body(stream& of, buffer& output, std::size_t limit_bytes) {
    while (output.size() < limit_bytes && begun() && !complete() && !broken()) {
      const byte_view queued = of.unsent();
      if (queued.empty()) {
        if (of.sent_end()) end(of, output);
        return;
      }
      const byte_view piece = queued.first(std::min(queued.size(), limit_bytes - output.size()));
      switch (state_) {
        case state::counted:
          if (piece.size() > left_bytes_) {
            state_ = state::broken;
            return;
          }
          left_bytes_ -= piece.size();
          output.append(piece);
          break;
        case state::chunked:
          write_chunk(piece, output);
          break;
        case state::until_close:
          output.append(piece);
          break;
        default:
          break;  // there is no body
      }
      of.took_output(piece.size());
    }
  }

 private:
  enum class state { idle, nothing, counted, chunked, until_close, complete, broken };

  static void write(std::string_view text, buffer& output) { output.append(as_bytes(text)); }

  static void write_field(std::string_view name, std::string_view value, buffer& output) {
    write(name, output);
    write(": ", output);
    write(value, output);
    write("\r\n", output);
  }

  static void write_first_line(const head& what, buffer& output) {
    if (what.status != 0) {
      write("HTTP/1.1 ", output);
      write(std::to_string(what.status), output);
      write(" ", output);
      write(reason_phrase(what.status), output);
      return write("\r\n", output);
    }
    write(what.method, output);
    write(" ", output);
    write(what.path, output);
    write(" HTTP/1.1\r\n", output);
    write_field("host", what.authority, output);
  }

  static void write_chunk(byte_view piece, buffer& output) {
    std::array<char, 16> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), piece.size(), 16);
    write({digits.data(), static_cast<std::size_t>(end.ptr - digits.data())}, output);
    write("\r\n", output);
    output.append(piece);
    write("\r\n", output);
  }

  [[nodiscard]] static bool are_fields(const headers& list) {
    return std::ranges::all_of(list.begin(), list.end(), [](const name_value& field) {
      return is_field(field.name, field.value);
    });
  }

  [[nodiscard]] static bool is_writable(const head& what) {
    if (!are_fields(what.fields)) return false;
    if (what.status != 0) return what.status >= 200 && what.status <= 599;
    return is_token(what.method) && is_authority(what.authority) && !what.path.empty() &&
           std::ranges::all_of(what.path, is_target_char);
  }

  // No std::optional: GCC 14 takes the number in it for one that nobody has set.
  struct body_length {
    bool known = false;
    std::uint64_t bytes = 0;
  };

  [[nodiscard]] static bool read_declared_length(const head& what, body_length& length) {
    const std::optional<std::string_view> declared = what.fields.get("content-length");
    if (!declared) return true;
    const std::optional<std::uint64_t> read = read_length(*declared);
    length = {read.has_value(), read.value_or(0)};
    return length.known;
  }

  // @source RFC 9110, section 8.6; RFC 9112, section 6
  void choose_framing(stream& of, const terms& with, body_length& length) {
    const head& what = of.sent_head();
    const bool has_trailers = with.trailers && of.sent_trailers() != nullptr;
    const bool known = of.sent_end() && !has_trailers;
    const std::size_t queued_bytes = of.unsent().size();
    if (with.bodiless || what.status == 204 || what.status == 304) {
      state_ = state::nothing;
      if (what.status == 204) length = {};
      if (with.bodiless && !length.known && known && queued_bytes != 0)
        length = {true, queued_bytes};
      return;
    }
    if (!length.known && known) {
      // A method that has a body by its meaning says so when there is none.
      const bool says_nothing = what.status == 0 && what.method != "POST" && what.method != "PUT" &&
                                what.method != "PATCH";
      if (queued_bytes != 0 || !says_nothing) length = {true, queued_bytes};
      state_ = length.known ? state::counted : state::nothing;
    } else if (length.known) {
      state_ = state::counted;
    } else {
      state_ = with.chunks ? state::chunked : state::until_close;
    }
    left_bytes_ = length.bytes;
  }

  void end(const stream& of, buffer& output) {
    if (state_ == state::counted && left_bytes_ != 0) {
      state_ = state::broken;
      return;
    }
    if (state_ == state::chunked) {
      const headers* const trailers = with_trailers_ ? of.sent_trailers() : nullptr;
      if (trailers != nullptr && !are_fields(*trailers)) {
        state_ = state::broken;
        return;
      }
      write("0\r\n", output);
      if (trailers != nullptr) {
        for (const name_value field : *trailers) write_field(field.name, field.value, output);
      }
      write("\r\n", output);
    }
    state_ = state::complete;
  }

  state state_ = state::idle;
  bool with_trailers_ = false;
  std::uint64_t left_bytes_ = 0;  // of the announced length
};

}  // namespace tern::http
