// SPDX-License-Identifier: MIT
#pragma once

// A server in memory, asked in HTTP/1.1 and in HTTP/2 by clients that know no protocol of calls.

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <doctest/doctest.h>

#include <tern/http/h2_session.hpp>
#include <tern/server/endpoint.hpp>
#include <tern/testing/manual_executor.hpp>
#include <tern/transport/memory.hpp>

#include "tests/http/h1_ends.hpp"

namespace plain {

using tern::http::head;
using tern::http::stream_ptr;

/// What was heard of an answer.
struct answer {
  int status = 0;
  tern::http::headers fields;
  std::string body;
  bool whole = false;  ///< it has ended, and well

  [[nodiscard]] std::string field(std::string_view name) const {
    return std::string{fields.get(name).value_or("none")};
  }
};

/// A server, whose handlers are added to `routes` before the first request.
struct site {
  tern::testing::manual_executor home;
  tern::server_side::options options;
  tern::server_side::router routes;
  std::array<std::byte, 4096> scratch{};
  std::optional<tern::server_side::endpoint> calls;

  [[nodiscard]] std::unique_ptr<tern::transport::byte_stream> connect() {
    if (!calls) calls.emplace(home.executor(), scratch, routes, options);
    auto ends = tern::transport::memory_stream::make_pair(home.executor());
    calls->adopt(std::move(ends.second));
    return std::move(ends.first);
  }
};

struct client_of_1 final : h1::end<tern::http::h1_client_session> {
  client_of_1() : end(tern::http::limits{}) {}
};
struct client_of_2 final : h1::end<tern::http::h2_session> {
  client_of_2() : end(tern::http::role::client, tern::http::limits{}) {}
};

/// A client on a connection of its own.
struct visitor final : tern::transport::io_watcher {
  explicit visitor(site& of, int http_version) : home(of.home), bytes(of.connect()) {
    bytes->watch(*this);
    if (http_version == 1) {
      one.emplace();
    } else {
      two.emplace();
    }
  }
  void on_readable() noexcept override {}
  void on_writable() noexcept override {}

  /// Moves bytes until both sides are silent, or the client has more than it reads.
  void exchange() {
    for (;;) {
      unwritten += one ? one->say() : two->say();
      const auto put = bytes->write_some(tern::as_bytes(unwritten));
      unwritten.erase(0, put.bytes);
      home.run_ready();
      if (one && !one->session.wants_input()) return;
      std::array<char, 4096> room;
      const auto got = bytes->read_some(std::as_writable_bytes(std::span{room}));
      const std::string_view heard{room.data(), got.bytes};
      one ? one->hear(heard) : two->hear(heard);
      if (got.ended && one) one->session.input_ended();
      if (put.bytes == 0 && got.bytes == 0) return;
    }
  }

  stream_ptr begin(head request, bool end) {
    exchange();
    stream_ptr opened = one ? one->session.open(std::move(request), end)
                            : two->session.open(std::move(request), end);
    REQUIRE(opened);
    return opened;
  }

  /// What has been heard until now; what was heard before is not heard again.
  static answer heard(stream_ptr& of) {
    answer all{of->received_head().status, of->received_head().fields,
               std::string{tern::as_text(of->body())},
               of->received_end() && of->failure() == nullptr};
    of->consume(of->body().size());
    return all;
  }

  /// Asks, and hears the whole answer.
  answer ask(head request, std::string_view body = {}) {
    stream_ptr opened = begin(std::move(request), body.empty());
    if (!body.empty()) {
      opened->output().append(tern::as_bytes(body));
      opened->end();
    }
    return rest(opened);
  }

  answer rest(stream_ptr& of) {
    answer all;
    for (;;) {
      exchange();
      answer more = heard(of);
      const bool ended = more.whole || of->failure() != nullptr || more.body.empty();
      more.body.insert(0, all.body);
      all = std::move(more);
      if (ended) return all;
    }
  }

  tern::testing::manual_executor& home;
  std::unique_ptr<tern::transport::byte_stream> bytes;
  std::optional<client_of_1> one;
  std::optional<client_of_2> two;
  std::string unwritten;
};

inline head request(std::string method, std::string path,
                    std::initializer_list<tern::name_value> fields = {}) {
  head made;
  made.method = std::move(method);
  made.scheme = "http";
  made.authority = "localhost";
  made.path = std::move(path);
  for (const tern::name_value each : fields) made.fields.add(each.name, each.value);
  return made;
}

/// Runs `body` in both versions of HTTP, with a new client each time.
inline void in_both_versions(site& of, const std::function<void(visitor&)>& body) {
  for (const int version : {1, 2}) {
    CAPTURE(version);
    visitor client{of, version};
    body(client);
  }
}

}  // namespace plain
