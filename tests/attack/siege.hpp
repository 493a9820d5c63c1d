// SPDX-License-Identifier: MIT
#pragma once

// A server in memory, an attacker with frames by hand, and a client who wants to be served.

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include <tern/tern.hpp>
#include <tern/testing.hpp>

#include "tests/attack/raw_peer.hpp"
#include "tests/stack/contract.hpp"

namespace attack {

/// HEADERS that call a method.
inline std::string call(std::uint32_t stream, int flags = 0,
                        std::string_view path = "/stack.Subject/Unary") {
  return h2::frame(h2::headers_, h2::end_headers | flags, stream,
                   h2::fields({{":method", "POST"},
                               {":scheme", "http"},
                               {":path", path},
                               {":authority", "x"},
                               {"content-type", "application/grpc"},
                               {"te", "trailers"}}));
}

/// DATA with one message, whose first field is `number`.
inline std::string message(std::uint32_t stream, std::uint8_t number = 0,
                           int flags = h2::end_stream) {
  const std::string body = number == 0 ? "" : std::string("\x10") + static_cast<char>(number);
  return h2::frame(h2::data, flags, stream, h2::number(0, 1) + h2::number(body.size(), 4) + body);
}

inline std::string reset(std::uint32_t stream) {
  return h2::frame(h2::rst_stream, 0, stream, h2::number(8, 4));
}
inline std::string window_update(std::uint32_t stream, std::uint32_t bytes) {
  return h2::frame(h2::window_update, 0, stream, h2::number(bytes, 4));
}

/// Counts the handlers that run.
class presence {
 public:
  explicit presence(int& of) : count_(of) { ++count_; }
  presence(const presence&) = delete;
  presence& operator=(const presence&) = delete;
  ~presence() { --count_; }

 private:
  int& count_;
};

class siege {
 public:
  explicit siege(stack::script handlers = {}, tern::server_options how = {}) : server_(how) {
    server_.add<stack::Subject>(stack::scripted{std::move(handlers)});
    attacker = std::make_unique<raw_peer>(home, server_.connect(home.executor()));
    // What a first call makes is not the attacker's.
    served();
    memory_before_bytes_ = live_bytes();
  }
  ~siege() { attacker.reset(); }

  /// Whether somebody else's call is answered, on a connection of its own.
  bool served() {
    try {
      return home.run(ask()) == "well?";
    } catch (const tern::error&) {
      return false;
    }
  }

  /// What the process holds more than before the attack.
  [[nodiscard]] std::size_t held_bytes() const {
    const std::size_t now = live_bytes();
    return now > memory_before_bytes_ ? now - memory_before_bytes_ : 0;
  }

  tern::testing::manual_executor home;

 private:
  tern::task<std::string> ask() {
    tern::client<stack::Subject> subject{channel_};
    const auto answer = co_await subject.Unary(stack::Ask{.text = "well?"});
    co_return answer.text;
  }

  tern::testing::memory_server server_;
  tern::channel channel_{
      tern::transport::address{
          .type = tern::transport::address::kind::tcp, .host = "in-process", .port = 0},
      server_.connector()};
  std::size_t memory_before_bytes_ = 0;

 public:
  std::unique_ptr<raw_peer> attacker;
};

}  // namespace attack
