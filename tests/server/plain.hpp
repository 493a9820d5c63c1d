// SPDX-License-Identifier: MIT
#pragma once

// A server in memory, asked in HTTP/1.1 and in HTTP/2, without and with TLS, by clients that know
// no protocol of calls.

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
#include <tern/transport/connector.hpp>
#include <tern/transport/memory.hpp>
#include <tern/transport/tls.hpp>

#include "tests/http/h1_ends.hpp"
#include "tests/transport/certificates.hpp"

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
  std::unique_ptr<tern::transport::tls_acceptance> security;
  std::array<std::byte, 4096> scratch{};
  std::optional<tern::server_side::endpoint> calls;

  /// A new connection, of which this end is served.
  [[nodiscard]] std::unique_ptr<tern::transport::byte_stream> connect(bool with_tls) {
    if (!calls) calls.emplace(home.executor(), scratch, routes, options);
    auto ends = tern::transport::memory_stream::make_pair(home.executor());
    std::unique_ptr<tern::transport::byte_stream> far = std::move(ends.second);
#if TERN_WITH_TLS
    if (with_tls && security == nullptr) {
      security = tern::transport::tls_acceptance::make(certificates::server_side()).value();
    }
#endif
    if (with_tls) far = security->protect(home.executor(), std::move(far));
    calls->adopt(std::move(far));
    return std::move(ends.first);
  }
};

/// What TLS of a client stands on.
struct near_end final : tern::transport::connector {
  struct attempt final : tern::transport::connect_attempt, tern::runtime::work {
    attempt(site& to, done report)
        : work([](work& item) noexcept {
            auto& self = static_cast<attempt&>(item);
            self.finished(self.of.connect(true));
          }),
          of(to),
          finished(std::move(report)) {}
    site& of;
    done finished;
  };

  explicit near_end(site& to) : of(to) {}
  [[nodiscard]] std::unique_ptr<tern::transport::connect_attempt> connect(
      tern::runtime::executor& home, const tern::transport::address&, done finished) override {
    auto begun = std::make_unique<attempt>(of, std::move(finished));
    home.make_ready(*begun);
    return begun;
  }
  site& of;
};

struct client_of_1 final : h1::end<tern::http::h1_client_session> {
  client_of_1() : end(tern::http::limits{}) {}
};
struct client_of_2 final : h1::end<tern::http::h2_session> {
  client_of_2() : end(tern::http::role::client, tern::http::limits{}) {}
};

/// A client on a connection of its own.
struct visitor final : tern::transport::io_watcher {
  explicit visitor(site& of, int http_version, bool with_tls = false) : home(of.home) {
    if (with_tls) {
      protect(of, http_version);
    } else {
      bytes = of.connect(false);
    }
    REQUIRE(bytes);
    bytes->watch(*this);
    if (http_version == 1) {
      one.emplace();
    } else {
      two.emplace();
    }
  }

  void protect(site& of, int http_version) {
#if TERN_WITH_TLS
    tls = tern::transport::connect_with_tls(
              std::make_unique<near_end>(of), certificates::client_side(), "localhost",
              {.http1 = http_version == 1, .http2 = http_version == 2})
              .value();
    const auto attempt = tls->connect(home.executor(), {}, [this](auto connected) {
      if (connected) bytes = *std::move(connected);
    });
    home.run_ready();
#endif
  }

  void on_readable() noexcept override {}
  void on_writable() noexcept override {}

  /// Moves bytes until both sides are silent, or the client has more than it reads.
  void exchange() {
    // TLS may take nothing for a turn, until it has moved what it has.
    for (int silent_rounds = 0; silent_rounds < 2;) {
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
      silent_rounds = put.bytes == 0 && got.bytes == 0 ? silent_rounds + 1 : 0;
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
  std::unique_ptr<tern::transport::connector> tls;  // null without it
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

/// Runs `body` in both versions of HTTP, without and with TLS, with a new client each time.
inline void in_both_versions(site& of, const std::function<void(visitor&)>& body) {
  for (const bool with_tls : {false, true}) {
    if (with_tls && !TERN_WITH_TLS) continue;
    for (const int version : {1, 2}) {
      CAPTURE(version);
      CAPTURE(with_tls);
      visitor client{of, version, with_tls};
      body(client);
    }
  }
}

}  // namespace plain
