// SPDX-License-Identifier: MIT
#pragma once

// A server that says what the fuzzer wants, on the connections that a channel makes to it.

#include <cstddef>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include <tern/client.hpp>
#include <tern/testing.hpp>

#include <tests/fuzz/fuzzer.hpp>
#include <tests/stack/contract.hpp>

namespace fuzz {

/// Connects so often, and keeps the server's ends of the connections; then it refuses.
class hostile_server final : public tern::transport::connector {
 public:
  using ends = std::vector<std::unique_ptr<tern::transport::byte_stream>>;

  explicit hostile_server(ends& all,
                          std::size_t max_count = std::numeric_limits<std::size_t>::max())
      : all_(all), max_count_(max_count) {}

  [[nodiscard]] std::unique_ptr<tern::transport::connect_attempt> connect(
      tern::runtime::executor& home, const tern::transport::address&, done finished) override {
    auto begun = std::make_unique<attempt>(*this, home, std::move(finished));
    home.make_ready(*begun);
    return begun;
  }

  /// Where a channel finds it.
  [[nodiscard]] static tern::transport::address address() {
    return {.type = tern::transport::address::kind::tcp, .host = "hostile", .port = 0};
  }

 private:
  struct attempt final : tern::transport::connect_attempt, tern::runtime::work {
    attempt(hostile_server& to, tern::runtime::executor& on, done report)
        : work([](work& item) noexcept { static_cast<attempt&>(item).finish(); }),
          server(to),
          home(on),
          finished(std::move(report)) {}

    void finish() {
      if (server.all_.size() == server.max_count_) {
        return finished(tern::status{tern::code::unavailable, "refused"});
      }
      auto pair = tern::transport::memory_stream::make_pair(home, 1 << 20);
      server.all_.push_back(std::move(pair.second));
      finished(std::move(pair.first));
    }

    hostile_server& server;
    tern::runtime::executor& home;
    done finished;
  };

  ends& all_;
  std::size_t max_count_;
};

/// Takes what the client has said.
inline void hear(tern::transport::byte_stream& stream) {
  std::byte room[4096];
  while (stream.read_some(room).bytes != 0) {
  }
}

/// A unary call, which counts when it has ended.
inline tern::task<void> ask_once(tern::client<stack::Subject>& subject, int& ended) {
  using namespace std::chrono_literals;
  static_cast<void>(co_await subject.Unary({.text = "hi"}, {.timeout = 5s}).result());
  ++ended;
}

/// Reads replies until there are no more.
template <class T>
tern::task<void> read_to_end(tern::reply_stream<T> answers, int& ended) {
  try {
    while (auto answer = co_await answers.next()) {
    }
  } catch (const tern::error& failure) {
    require(!failure.status().ok(), "an error that is none");
  }
  ++ended;
}

/// A call with a stream of replies.
inline tern::task<void> read_all(tern::client<stack::Subject>& subject, int& ended) {
  using namespace std::chrono_literals;
  return read_to_end(subject.Serve({.number = 3}, {.timeout = 5s}), ended);
}

}  // namespace fuzz
