// SPDX-License-Identifier: MIT
#pragma once

// A server of ours that is asked by hand, and a client of ours that is answered by hand.

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/client/client.hpp>
#include <tern/runtime/sleep.hpp>
#include <tern/server/endpoint.hpp>
#include <tern/server/handler.hpp>
#include <tern/testing/manual_executor.hpp>
#include <tern/transport/memory.hpp>

#include "tests/checklist/wire.hpp"
#include "tests/stack/contract.hpp"

namespace checklist {

using namespace std::chrono_literals;
using stack::Answer;
using stack::Ask;
using stack::Subject;
using tern::code;

/// A message of no fields.
inline const std::string empty_message = message("");

/// A connection inside the process that passes for a cable: its other end may fall silent.
class cable final : public tern::transport::byte_stream {
 public:
  explicit cable(std::unique_ptr<tern::transport::byte_stream> inner) : inner_(std::move(inner)) {}

  [[nodiscard]] static std::pair<std::unique_ptr<byte_stream>, std::unique_ptr<byte_stream>>
  make_pair(tern::runtime::executor& home) {
    auto ends = tern::transport::memory_stream::make_pair(home);
    return {std::make_unique<cable>(std::move(ends.first)),
            std::make_unique<cable>(std::move(ends.second))};
  }

  void watch(tern::transport::io_watcher& watcher) override { inner_->watch(watcher); }
  [[nodiscard]] tern::transport::io_outcome read_some(tern::byte_span into) override {
    return inner_->read_some(into);
  }
  [[nodiscard]] tern::transport::io_outcome write_some(tern::byte_view bytes) override {
    return inner_->write_some(bytes);
  }
  void wait_readable() override { inner_->wait_readable(); }
  void wait_writable() override { inner_->wait_writable(); }
  void close() noexcept override { inner_->close(); }
  [[nodiscard]] std::string peer() const override { return inner_->peer(); }

 private:
  std::unique_ptr<tern::transport::byte_stream> inner_;
};

// ---- a server of ours ------------------------------------------------------------------------

/// What a correct client begins a request with.
inline field_list request(std::string path = "/stack.Subject/Unary") {
  return {{":method", "POST"},         {":scheme", "http"}, {":path", std::move(path)},
          {":authority", "localhost"}, {"te", "trailers"},  {"content-type", "application/grpc"}};
}

/// The same with more fields at its end.
inline field_list request_with(field_list more, std::string path = "/stack.Subject/Unary") {
  field_list all = request(std::move(path));
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

/// The same with another value of a field; without it if the value is `none`.
inline field_list request_but(std::string_view name, std::string_view value) {
  field_list all;
  for (const auto& field : request()) {
    if (field.first != name) {
      all.push_back(field);
    } else if (value != "none") {
      all.emplace_back(name, value);
    }
  }
  return all;
}

/// A server of `stack::Subject` and, at the other end of a connection, a client without manners.
struct asked_server {
  explicit asked_server(stack::script lines = {}, tern::server_side::options how = {},
                        std::string settings = "")
      : service{std::move(lines)}, options(std::move(how)) {
    REQUIRE(tern::server_side::add_routes<Subject>(routes, service).empty());
    endpoint.emplace(home.executor(), scratch, routes, options);
    auto ends = cable::make_pair(home.executor());
    endpoint->adopt(std::move(ends.second));
    client.emplace(std::move(ends.first), wire_end::role::client);
    client->say(h2::frame(h2::settings, 0, 0, settings));
    home.run_ready();
  }

  /// Begins a request. @returns its stream.
  std::uint32_t begin(const field_list& head, bool ends = false) {
    const std::uint32_t id = std::exchange(next_id, next_id + 2);
    say(head_frames(id, head, ends));
    return id;
  }
  /// Says bytes, and lets the server do what it will.
  void say(std::string_view bytes) {
    client->say(bytes);
    home.run_ready();
  }
  void say_data(std::uint32_t id, std::string_view body, bool ends = false) {
    say(h2::frame(h2::data, ends ? h2::end_stream : 0, id, body));
  }

  /// Asks all at once, in frames that are not too long. @returns its stream.
  std::uint32_t ask(const field_list& head, std::string_view body = empty_message,
                    bool ends = true) {
    constexpr std::size_t frame_bytes = 16'384;
    const std::uint32_t id = std::exchange(next_id, next_id + 2);
    std::string all = head_frames(id, head, false);
    do {
      const auto piece = body.substr(0, frame_bytes);
      body.remove_prefix(piece.size());
      all += h2::frame(h2::data, ends && body.empty() ? h2::end_stream : 0, id, piece);
    } while (!body.empty());
    say(all);
    return id;
  }
  [[nodiscard]] answer heard(std::uint32_t id) const { return client->heard(id); }
  answer answer_to(const field_list& head, std::string_view body = empty_message,
                   bool ends = true) {
    return heard(ask(head, body, ends));
  }

  tern::testing::manual_executor home;
  stack::scripted service;
  tern::server_side::options options;
  tern::server_side::router routes;
  std::array<std::byte, 4096> scratch{};
  std::optional<tern::server_side::endpoint> endpoint;
  std::optional<wire_end> client;
  std::uint32_t next_id = 1;
};

// ---- a client of ours ------------------------------------------------------------------------

/// The head of an answer.
inline field_list response(field_list more = {}) {
  field_list all = {{":status", "200"}, {"content-type", "application/grpc"}};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

/// A correct answer: head, one message, trailers.
inline std::string correct_answer(std::uint32_t id, std::string_view body = empty_message) {
  return head_frames(id, response(), false) + h2::frame(h2::data, 0, id, body) +
         head_frames(id, {{"grpc-status", "0"}}, true);
}

/// Connects with whoever accepts the other end; fails if nobody does.
class to_wire final : public tern::transport::connector {
 public:
  using acceptor = std::function<bool(std::unique_ptr<tern::transport::byte_stream>)>;

  explicit to_wire(acceptor by) : accept_(std::move(by)) {}

  [[nodiscard]] std::unique_ptr<tern::transport::connect_attempt> connect(
      tern::runtime::executor& on, const tern::transport::address&, done finished) override {
    auto begun = std::make_unique<attempt>(*this, on, std::move(finished));
    on.make_ready(*begun);
    return begun;
  }

 private:
  struct attempt final : tern::transport::connect_attempt, tern::runtime::work {
    attempt(to_wire& of, tern::runtime::executor& on, done finished)
        : work([](work& item) noexcept {
            auto& self = static_cast<attempt&>(item);
            auto ends = cable::make_pair(self.home);
            if (self.owner.accept_(std::move(ends.second))) {
              self.report(std::move(ends.first));
            } else {
              self.report(tern::status{code::unavailable, "nobody is at home"});
            }
          }),
          owner(of),
          home(on),
          report(std::move(finished)) {}
    to_wire& owner;
    tern::runtime::executor& home;
    done report;
  };

  acceptor accept_;
};

/// A channel to `stack::Subject` and, behind every connection that it makes, a server without
/// manners. `answers` is called with every frame of a client.
struct answered_client {
  using answering = std::function<void(wire_end&, const frame&)>;

  explicit answered_client(answering by, tern::client_side::channel_options how = {},
                           std::string with_settings = "")
      : answers(std::move(by)),
        settings(std::move(with_settings)),
        channel({.type = tern::transport::address::kind::tcp, .host = "example", .port = 1},
                std::make_unique<to_wire>([this](auto bytes) { return accept(std::move(bytes)); }),
                std::move(how)),
        subject(channel) {}

  /// A server that answers every request in this way, as soon as its head has come.
  static answering with(std::function<std::string(std::uint32_t id)> bytes) {
    return [bytes = std::move(bytes)](wire_end& to, const frame& one) {
      if (one.type == h2::headers_) to.say(bytes(one.id));
    };
  }

  tern::status unary(tern::client_side::call_options how = {}) {
    return home.run(
        [](tern::client_side::client<Subject>& on,
           tern::client_side::call_options options) -> tern::runtime::task<tern::status> {
          auto outcome = co_await on.Unary({}, std::move(options)).result();
          co_return outcome.status();
        }(subject, std::move(how)));
  }

  /// How a stream of answers ends, and how many there were.
  std::pair<tern::status, int> serve() {
    return home.run([](tern::client_side::client<Subject>& on)
                        -> tern::runtime::task<std::pair<tern::status, int>> {
      auto replies = on.Serve({});
      for (int count = 0;; ++count) {
        auto reply = co_await replies.next_result();
        if (!reply || !*reply) co_return std::pair{reply.status(), count};
      }
    }(subject));
  }

  /// The last connection.
  [[nodiscard]] wire_end& server() { return *servers.back(); }

  /// What the client has said on a stream of the last connection.
  [[nodiscard]] answer heard(std::uint32_t id = 1) { return server().heard(id); }
  [[nodiscard]] field_list request_head(std::uint32_t id = 1) {
    const answer all = heard(id);
    REQUIRE_FALSE(all.heads.empty());
    return all.heads.front();
  }

  answering answers;
  std::string settings;         ///< what servers begin with
  bool refuses = false;         ///< whether nobody accepts connections
  bool answers_pings = true;    ///< whether servers do
  bool returns_windows = true;  ///< whether servers give back what DATA frames have taken
  tern::testing::manual_executor home;
  std::vector<std::unique_ptr<wire_end>> servers;

 private:
  bool accept(std::unique_ptr<tern::transport::byte_stream> bytes) {
    if (refuses) return false;
    servers.push_back(std::make_unique<wire_end>(std::move(bytes), wire_end::role::server));
    wire_end& added = *servers.back();
    added.answers_pings = answers_pings;
    added.returns_windows = returns_windows;
    added.on_frame = [this, &added](const frame& one) {
      if (answers) answers(added, one);
    };
    added.say(h2::frame(h2::settings, 0, 0, settings));
    return true;
  }

 public:
  tern::client_side::channel channel;
  tern::client_side::client<Subject> subject;
};

}  // namespace checklist
