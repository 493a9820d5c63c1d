// SPDX-License-Identifier: MIT
#pragma once

// Two HTTP/2 sessions back to back, without sockets, and frames written by hand.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/http/h2_session.hpp>

namespace h2 {

using tern::http::error_code;
using tern::http::head;
using tern::http::headers;
using tern::http::limits;
using tern::http::role;
using tern::http::stream_ptr;

/// One end: a session and what it told its owner.
struct end final : tern::http::session_host {
  explicit end(role side, const limits& allowed = {}) : session(side, allowed, *this) {}

  tern::runtime::time_point now() const noexcept override { return time; }
  void output_pending() noexcept override { pending = true; }
  void request_arrived(stream_ptr request) noexcept override {
    requests.push_back(std::move(request));
  }

  void stream_completed() noexcept override {
    ++completed_count;
    if (collects) alive = session.drain(collected, 1 << 20) && alive;
  }

  /// What it has to say.
  std::string say(std::size_t limit_bytes = 1 << 20) {
    tern::buffer output = std::move(collected);
    alive = session.drain(output, limit_bytes) && alive;
    return std::string{tern::as_text(output.view())};
  }

  /// Hears `bytes` in pieces.
  void hear(std::string_view bytes, std::size_t piece_bytes = 1 << 20) {
    while (!bytes.empty() && alive) {
      const std::string_view piece = bytes.substr(0, piece_bytes);
      bytes.remove_prefix(piece.size());
      alive = session.feed(tern::as_bytes(piece));
    }
  }

  tern::runtime::time_point time{};
  bool pending = false;
  bool alive = true;
  bool collects = false;  ///< what streams say, when they are complete
  tern::buffer collected;
  int completed_count = 0;
  std::vector<stream_ptr> requests;
  tern::http::h2_session session;
};

/// A client and a server.
struct pair {
  explicit pair(const limits& client_allows = {}, const limits& server_allows = {},
                std::size_t piece = 1 << 20)
      : client(role::client, client_allows),
        server(role::server, server_allows),
        piece_bytes(piece) {
    exchange();
  }

  /// Moves bytes until both are silent.
  void exchange() {
    for (;;) {
      const std::string question = client.say();
      server.hear(question, piece_bytes);
      const std::string answer = server.say();
      client.hear(answer, piece_bytes);
      if (question.empty() && answer.empty()) return;
    }
  }

  end client;
  end server;
  std::size_t piece_bytes;
};

inline head request_head(std::string path = "/a.B/C") {
  head request;
  request.method = "POST";
  request.scheme = "http";
  request.authority = "localhost";
  request.path = std::move(path);
  request.fields.add("te", "trailers");
  return request;
}

inline head response_head() {
  head response;
  response.status = 200;
  response.fields.add("content-type", "application/grpc");
  return response;
}

inline void write(tern::http::stream& to, std::string_view bytes) {
  to.output().append(tern::as_bytes(bytes));
  to.flush();
}

// ---- by hand ---------------------------------------------------------------------------------

enum frame_type : std::uint8_t {
  data = 0,
  headers_ = 1,
  priority = 2,
  rst_stream = 3,
  settings = 4,
  push_promise = 5,
  ping = 6,
  goaway = 7,
  window_update = 8,
  continuation = 9,
};

inline constexpr std::uint8_t end_stream = 1;
inline constexpr std::uint8_t ack = 1;
inline constexpr std::uint8_t end_headers = 4;
inline constexpr std::uint8_t padded = 8;

/// `value` in that many bytes, the highest first.
inline std::string number(std::uint64_t value, int bytes) {
  std::string text;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    text.push_back(static_cast<char>((value >> shift) & 0xff));
  }
  return text;
}

/// @source RFC 9113, section 4.1
inline std::string frame(int type, int flags, std::uint32_t id, std::string_view payload) {
  return number(payload.size(), 3) + number(static_cast<std::uint64_t>(type), 1) +
         number(static_cast<std::uint64_t>(flags), 1) + number(id, 4) + std::string{payload};
}

/// Literals without indexing; lengths below 127. @source RFC 7541, section 6.2.2
inline std::string fields(
    std::initializer_list<std::pair<std::string_view, std::string_view>> list) {
  std::string text;
  for (const auto& [name, value] : list) {
    text += '\0';
    text += number(name.size(), 1);
    text += name;
    text += number(value.size(), 1);
    text += value;
  }
  return text;
}

inline std::string setting(std::uint16_t which, std::uint32_t value) {
  return number(which, 2) + number(value, 4);
}

inline std::string request_fields() {
  return fields({{":method", "POST"},
                 {":scheme", "http"},
                 {":path", "/a.B/C"},
                 {":authority", "x"},
                 {"content-type", "application/grpc"},
                 {"te", "trailers"}});
}

/// What a client says first, and what it says then.
inline const std::string preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
inline const std::string hello = preface + frame(settings, 0, 0, "");

struct parsed_frame {
  int type;
  int flags;
  std::uint32_t id;
  std::string payload;

  /// The error code of a RST_STREAM or a GOAWAY.
  [[nodiscard]] error_code code() const {
    const std::string_view text = std::string_view{payload}.substr(type == goaway ? 4 : 0, 4);
    std::uint32_t value = 0;
    for (const char byte : text) value = value << 8 | static_cast<unsigned char>(byte);
    return static_cast<error_code>(value);
  }
};

/// The frames of what a server says.
inline std::vector<parsed_frame> parse(std::string_view bytes) {
  std::vector<parsed_frame> all;
  while (bytes.size() >= 9) {
    const auto at = [&](std::size_t i) {
      return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i]));
    };
    const std::size_t size = at(0) << 16 | at(1) << 8 | at(2);
    all.push_back({static_cast<int>(at(3)), static_cast<int>(at(4)),
                   at(5) << 24 | at(6) << 16 | at(7) << 8 | at(8),
                   std::string{bytes.substr(9, size)}});
    bytes.remove_prefix(std::min(bytes.size(), 9 + size));
  }
  return all;
}

/// The first frame of a type; null if there is none.
inline const parsed_frame* find(const std::vector<parsed_frame>& all, int type) {
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const parsed_frame& each) { return each.type == type; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace h2
