// SPDX-License-Identifier: MIT
#pragma once

// A server of all protocols on one port, which is asked by hand, over HTTP/1.1 and over HTTP/2.

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/base/bytes.hpp>
#include <tern/codec/proto.hpp>
#include <tern/json.hpp>
#include <tern/protocol/base64_body.hpp>
#include <tern/runtime/sleep.hpp>
#include <tern/server/endpoint.hpp>
#include <tern/server/handler.hpp>
#include <tern/testing/manual_executor.hpp>
#include <tern/transport/memory.hpp>

#include "tests/checklist/wire.hpp"
#include "tests/stack/contract.hpp"

namespace checklist {

using namespace std::chrono_literals;
using namespace std::string_view_literals;
using stack::Answer;
using stack::Ask;
using stack::failing;
using tern::code;

/// A contract of which one method changes nothing.
struct Shelf {
  tern::runtime::task<Answer> Find(Ask);
  tern::runtime::task<Answer> Lend(Ask);
};
TERN_SERVICE(Shelf, (Find, tern::reflect::no_side_effects), Lend)

struct shelf {
  tern::runtime::task<Answer> Find(tern::rpc::context& ctx, Ask ask) {
    if (const auto given = ctx.request_metadata().get("x-given"))
      ctx.headers().add("x-got", *given);
    co_return Answer{"found " + ask.text, ask.number, ask.payload};
  }
  tern::runtime::task<Answer> Lend(Ask ask) { co_return Answer{"lent " + ask.text}; }
};

/// What came back for one request.
struct heard {
  std::string status = "none";
  field_list fields{};  ///< of the head; names in lower case
  std::string body{};
  bool ended = false;
  bool trailers = false;  ///< whether HTTP's own trailers were there
  bool cut = false;       ///< the stream was reset, or the connection closed, before the end

  [[nodiscard]] std::string field(std::string_view name) const { return value_of(fields, name); }
};

/// A request without its body.
struct asking {
  std::string path = "/stack.Subject/Unary";
  field_list fields{};
  std::string method = "POST";
};

inline asking post(std::string_view method, std::string_view content_type, field_list more = {}) {
  asking made{.path = "/stack.Subject/" + std::string{method},
              .fields = {{"content-type", std::string{content_type}}}};
  made.fields.insert(made.fields.end(), more.begin(), more.end());
  return made;
}

/// A call of Shelf by GET.
inline asking got(std::string_view rest, field_list more = {}) {
  return {"/checklist.Shelf/" + std::string{rest}, std::move(more), "GET"};
}

/// A message as bytes, without its prefix.
inline std::string proto(const auto& message) {
  return std::string{tern::as_text(tern::codec::encode(message).view())};
}

inline std::string as_base64(std::string_view bytes) {
  tern::buffer body;
  tern::protocol::append_base64(body, tern::as_bytes(bytes));
  return std::string{tern::as_text(body.view())};
}

#if TERN_WITH_ZLIB
inline std::string zipped(std::string_view bytes) {
  tern::buffer out;
  const auto* const gzip = tern::compress::encoding_of(tern::compress::compression::gzip);
  REQUIRE(gzip->compress(tern::as_bytes(bytes), out).ok());
  return std::string{tern::as_text(out.view())};
}
#endif

/// A connection of HTTP/2, on which all calls are made.
class http2 {
 public:
  http2(tern::testing::manual_executor& home, tern::server_side::endpoint& to) : home_(home) {
    auto ends = tern::transport::memory_stream::make_pair(home.executor());
    to.adopt(std::move(ends.second));
    end_.emplace(std::move(ends.first), wire_end::role::client);
    end_->say(h2::frame(h2::settings, 0, 0, ""));
    home.run_ready();
  }

  std::uint32_t begin(const asking& request) {
    field_list head = {{":method", request.method},
                       {":scheme", "http"},
                       {":path", request.path},
                       {":authority", "localhost"}};
    head.insert(head.end(), request.fields.begin(), request.fields.end());
    const std::uint32_t id = std::exchange(next_id_, next_id_ + 2);
    end_->say(head_frames(id, head, false));
    home_.run_ready();
    return id;
  }
  void say(std::uint32_t id, std::string_view body, bool ends) {
    if (end_->heard(id).reset) return;
    constexpr std::size_t frame_bytes = 16'384;
    do {
      const auto piece = body.substr(0, frame_bytes);
      body.remove_prefix(piece.size());
      end_->say(h2::frame(h2::data, ends && body.empty() ? h2::end_stream : 0, id, piece));
      home_.run_ready();
    } while (!body.empty());
  }
  /// Wants no more of an answer.
  void cancel(std::uint32_t id) {
    end_->say(h2::frame(h2::rst_stream, 0, id, "\0\0\0\x08"sv));
    home_.run_ready();
  }
  [[nodiscard]] heard hear(std::uint32_t id) const {
    const answer all = end_->heard(id);
    heard made{.status = all.http_status(), .body = all.body, .ended = all.ended};
    if (!all.heads.empty()) made.fields = all.heads.front();
    made.trailers = all.heads.size() > 1;
    made.cut = all.reset.value_or(h2::error_code::no_error) != h2::error_code::no_error;
    return made;
  }

 private:
  tern::testing::manual_executor& home_;
  std::optional<wire_end> end_;
  std::uint32_t next_id_ = 1;
};

/// Connections of HTTP/1.1, a new one for each call; bodies are chunked.
class http1 final : private tern::transport::io_watcher {
 public:
  http1(tern::testing::manual_executor& home, tern::server_side::endpoint& to)
      : home_(home), server_(to) {}

  std::uint32_t begin(const asking& request) {
    auto ends = tern::transport::memory_stream::make_pair(home_.executor());
    server_.adopt(std::move(ends.second));
    ends.first->watch(*this);
    links_.push_back({std::move(ends.first), "", false, request.method == "GET"});
    std::string head = request.method + ' ' + request.path + " HTTP/1.1\r\nhost: localhost\r\n";
    for (const auto& [name, value] : request.fields) {
      head.append(name).append(": ").append(value).append("\r\n");
    }
    if (!links_.back().bare) head.append("transfer-encoding: chunked\r\n");
    const auto id = static_cast<std::uint32_t>(links_.size() - 1);
    write(id, head.append("\r\n"));
    return id;
  }
  void say(std::uint32_t id, std::string_view body, bool ends) {
    if (links_[id].bare) return;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    if (!body.empty()) {
      for (int shift = 28; shift >= 0; shift -= 4) text += digits[body.size() >> shift & 0xf];
      text.append("\r\n").append(body).append("\r\n");
    }
    if (ends) text.append("0\r\n\r\n");
    write(id, text);
  }
  void cancel(std::uint32_t id) {
    links_[id].bytes->close();
    home_.run_ready();
  }
  [[nodiscard]] heard hear(std::uint32_t id) {
    read(id);
    const link& from = links_[id];
    std::string_view rest = from.text;
    heard made;
    const std::size_t end = rest.find("\r\n\r\n");
    if (end == rest.npos) return made;
    std::string_view head = rest.substr(0, end + 2);
    rest.remove_prefix(end + 4);
    made.status = head.substr(9, 3);
    head.remove_prefix(head.find("\r\n") + 2);
    for (; !head.empty(); head.remove_prefix(head.find("\r\n") + 2)) {
      const std::string_view line = head.substr(0, head.find("\r\n"));
      std::string name{line.substr(0, line.find(':'))};
      for (char& each : name) each = tern::ascii_lower(each);
      made.fields.emplace_back(name, tern::trim_spaces(line.substr(name.size() + 1)));
    }
    if (made.status == "204") {
      made.ended = rest.empty();
    } else if (made.field("transfer-encoding") == "chunked") {
      read_chunks(rest, made);
    } else {
      made.body = rest;
      made.ended = rest.size() == std::stoul(made.field("content-length"));
    }
    made.cut = from.closed && !made.ended;
    return made;
  }

 private:
  struct link {
    std::unique_ptr<tern::transport::byte_stream> bytes;
    std::string text;
    bool closed;
    bool bare;  // a request without a body
  };

  void on_readable() noexcept override {}
  void on_writable() noexcept override {}

  void write(std::uint32_t id, std::string_view text) {
    while (!text.empty()) {
      const auto put = links_[id].bytes->write_some(tern::as_bytes(text));
      home_.run_ready();
      read(id);
      if (put.error || put.bytes == 0) return;
      text.remove_prefix(put.bytes);
    }
  }
  void read(std::uint32_t id) {
    link& from = links_[id];
    for (;;) {
      std::array<char, 4096> room;
      const auto got = from.bytes->read_some(std::as_writable_bytes(std::span{room}));
      from.closed = from.closed || got.ended || got.error;
      if (got.bytes == 0) return;
      from.text.append(room.data(), got.bytes);
      home_.run_ready();
    }
  }
  static void read_chunks(std::string_view rest, heard& made) {
    while (rest.find("\r\n") != rest.npos) {
      const std::size_t size =
          std::stoul(std::string{rest.substr(0, rest.find("\r\n"))}, nullptr, 16);
      rest.remove_prefix(rest.find("\r\n") + 2);
      if (size == 0) {
        made.ended = true;
        made.trailers = rest != "\r\n";
        return;
      }
      if (rest.size() < size + 2) return;
      made.body += rest.substr(0, size);
      rest.remove_prefix(size + 2);
    }
  }

  tern::testing::manual_executor& home_;
  tern::server_side::endpoint& server_;
  std::vector<link> links_;
};

/// The port. @tparam Over http1 or http2
template <class Over>
struct port {
  explicit port(stack::script lines = {}, tern::server_side::options how = {})
      : service{std::move(lines)}, options(how) {
    options.json = &tern::json_codec;
    REQUIRE(tern::server_side::add_routes<stack::Subject>(routes, service).empty());
    REQUIRE(tern::server_side::add_routes<Shelf>(routes, books).empty());
    endpoint.emplace(home.executor(), scratch, routes, options);
    wire.emplace(home, *endpoint);
  }

  /// Begins a call. @returns its number
  std::uint32_t begin(const asking& request) { return wire->begin(request); }
  void say(std::uint32_t id, std::string_view body, bool ends = false) {
    wire->say(id, body, ends);
  }
  heard hear(std::uint32_t id) { return wire->hear(id); }

  /// Asks all at once, and gets an answer that has ended.
  heard ask(const asking& request, std::string_view body = "") {
    const std::uint32_t id = begin(request);
    say(id, body, true);
    heard all = hear(id);
    CHECK(all.ended);
    CHECK_FALSE(all.cut);
    return all;
  }
  /// The same, byte by byte.
  heard ask_slowly(const asking& request, std::string_view body) {
    const std::uint32_t id = begin(request);
    for (const char& each : body) say(id, {&each, 1});
    say(id, "", true);
    return hear(id);
  }

  tern::testing::manual_executor home;
  stack::scripted service;
  shelf books;
  tern::server_side::options options;
  tern::server_side::router routes;
  std::array<std::byte, 4096> scratch{};
  std::optional<tern::server_side::endpoint> endpoint;
  std::optional<Over> wire;
};

/// Handlers that never end, and count those that are ended.
inline stack::script endless(int& ended) {
  struct guard {
    int& count;
    ~guard() { ++count; }
  };
  stack::script lines;
  lines.unary = [&ended](tern::rpc::context&, Ask) -> stack::script::task {
    const guard here{ended};
    co_await tern::runtime::sleep_for(1h);
    co_return Answer{};
  };
  lines.serve = [&ended](tern::rpc::context&, Ask) -> stack::script::answers {
    const guard here{ended};
    co_yield Answer{"a"};
    co_await tern::runtime::sleep_for(1h);
  };
  return lines;
}

/// Metadata of all kinds: the handler says in `x-seen` what it got in `x-raw-bin` and `x-text`, and
/// sends bytes of its own before and after.
inline stack::script talkative() {
  stack::script lines;
  const auto say = [](tern::rpc::context& ctx) {
    std::string seen;
    for (const auto value : ctx.request_metadata().get_all("x-raw-bin")) {
      seen += std::to_string(value.size()) + ' ';
    }
    for (const auto value : ctx.request_metadata().get_all("x-text")) seen.append(value) += ' ';
    ctx.headers().add("x-seen", seen);
    ctx.headers().add("x-early-bin", "\x01\xff"sv);
    ctx.trailers().add("x-late-bin", "\0\xfe"sv);
    ctx.trailers().add("x-late", "3");
    ctx.trailers().add("x-late", "4");
  };
  lines.unary = [say](tern::rpc::context& ctx, Ask ask) -> stack::script::task {
    say(ctx);
    co_return Answer{ask.text};
  };
  lines.serve = [say](tern::rpc::context& ctx, Ask ask) -> stack::script::answers {
    say(ctx);
    co_yield Answer{ask.text};
  };
  return lines;
}

}  // namespace checklist
