// SPDX-License-Identifier: MIT
#pragma once

// Sessions of HTTP/1.1 without sockets, and what they tell their owners.

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/http/h1_client_session.hpp>
#include <tern/http/h1_server_session.hpp>

namespace h1 {

using tern::http::error_code;
using tern::http::h1_limits;
using tern::http::head;
using tern::http::headers;
using tern::http::limits;
using tern::http::stream_ptr;

/// An owner, whose time stands still.
class owner : public tern::http::session_host {
 public:
  [[nodiscard]] tern::runtime::time_point now() const noexcept override { return time; }
  void output_pending() noexcept override { pending = true; }
  void input_wanted() noexcept override { ++wanted_count; }
  void room_changed() noexcept override { ++room_count; }
  void stream_ended(bool whole) noexcept override { ended.push_back(whole); }
  void request_arrived(stream_ptr request) noexcept override {
    requests.push_back(std::move(request));
  }

  tern::runtime::time_point time{};
  bool pending = false;
  int wanted_count = 0;
  int room_count = 0;
  std::vector<bool> ended;
  std::vector<stream_ptr> requests;
};

/// One end of a connection.
template <class Session>
struct end : owner {
  template <class... A>
  explicit end(A&&... arguments) : session(std::forward<A>(arguments)..., *this) {}

  /// What it has to say.
  std::string say(std::size_t limit_bytes = 1 << 20) {
    std::string all;
    for (;;) {
      tern::buffer output;
      alive = session.drain(output, limit_bytes) && alive;
      if (output.empty()) return all;
      all += tern::as_text(output.view());
    }
  }

  /// Hears `bytes` in pieces.
  void hear(std::string_view bytes, std::size_t piece_bytes = 1 << 20) {
    while (!bytes.empty() && alive) {
      const std::string_view piece = bytes.substr(0, piece_bytes);
      bytes.remove_prefix(piece.size());
      alive = session.feed(tern::as_bytes(piece));
    }
  }

  /// Lets time pass, as a connection does that arms one timer.
  void wait(tern::runtime::duration for_how_long) {
    const auto until = time + for_how_long;
    while (session.deadline() <= until && !session.finished()) {
      time = session.deadline();
      session.expire();
      if (session.deadline() <= time) break;
    }
    time = until;
  }

  bool alive = true;
  Session session;
};

struct server : end<tern::http::h1_server_session> {
  explicit server(const limits& allowed = {}) : end("http", allowed) {}
};

struct client : end<tern::http::h1_client_session> {
  explicit client(const limits& allowed = {}) : end(allowed) {}
};

/// `said` without its `date`, which differs each second.
inline std::string undated(std::string said) {
  for (;;) {
    const std::size_t at = said.find("date: ");
    if (at == std::string::npos) return said;
    said.erase(at, said.find("\r\n", at) + 2 - at);
  }
}

inline head response(int status = 200) {
  head made;
  made.status = status;
  made.fields.add("content-type", "text/plain");
  return made;
}

inline head request(std::string method = "POST", std::string path = "/a.B/C") {
  head made;
  made.method = std::move(method);
  made.scheme = "http";
  made.authority = "localhost:50051";
  made.path = std::move(path);
  return made;
}

inline void write(tern::http::stream& to, std::string_view bytes) {
  to.output().append(tern::as_bytes(bytes));
  to.flush();
}

/// Answers with `body`, at once and to the end.
inline void answer(tern::http::stream& to, std::string_view body, int status = 200) {
  to.send_head(response(status), false);
  to.output().append(tern::as_bytes(body));
  to.end();
}

/// Takes what has come of the body.
inline std::string take(tern::http::stream& from) {
  std::string text{tern::as_text(from.body())};
  from.consume(text.size());
  return text;
}

}  // namespace h1
