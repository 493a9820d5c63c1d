// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <asio/connect.hpp>
#include <asio/generic/stream_protocol.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/local/stream_protocol.hpp>
#include <asio/post.hpp>

#include <tern/transport/connector.hpp>
#include <tern/transport/io_executor.hpp>
#include <tern/transport/socket_stream.hpp>

namespace tern::transport {

/// Connects TCP and Unix sockets. A name is resolved for each attempt, and its addresses are
/// tried in the resolver's order.
class socket_connector final : public connector {
 public:
  [[nodiscard]] std::unique_ptr<connect_attempt> connect(runtime::executor& home,
                                                         const address& where,
                                                         done finished) override {
    auto begun = std::make_shared<attempt_state>(io_executor::of(home), where, std::move(finished));
    if (begun->home == nullptr) {
      home.post([begun] {
        begun->fail(
            "this executor has no sockets; run the coroutine with tern::run or tern::spawn");
      });
    } else {
      begun->start(begun);
    }
    return std::make_unique<attempt>(std::move(begun));
  }

 private:
  using endpoint = asio::generic::stream_protocol::endpoint;

  struct attempt_state {
    attempt_state(io_executor* on, address to, done report)
        : home(on), where(std::move(to)), finished(std::move(report)) {
      if (home != nullptr) {
        resolver.emplace(home->io());
        socket.emplace(home->io());
      }
    }

    void start(const std::shared_ptr<attempt_state>& self) {
      if (where.type == address::kind::unix_) {
        candidates.push_back(asio::local::stream_protocol::endpoint{where.host});
        return try_candidates(self);
      }
      resolver->async_resolve(
          where.host, std::to_string(where.port),
          [self](const std::error_code& failure, const asio::ip::tcp::resolver::results_type& all) {
            if (self->given_up) return;
            if (failure) return self->leave([&] { self->fail(failure.message()); });
            for (const auto& each : all) self->candidates.push_back(each.endpoint());
            self->try_candidates(self);
          });
    }

    void try_candidates(const std::shared_ptr<attempt_state>& self) {
      asio::async_connect(*socket, candidates,
                          [self](const std::error_code& failure, const endpoint&) {
                            if (self->given_up) return;
                            self->leave([&] {
                              if (failure) return self->fail(failure.message());
                              self->succeed();
                            });
                          });
    }

    template <class F>
    void leave(F&& report) {
      home->enter([&]() noexcept { report(); });
    }

    void fail(const std::string& why) {
      if (given_up) return;
      finished(status{code::unavailable, "cannot connect to " + to_string(where) + ": " + why});
    }

    void succeed() {
      finished(std::unique_ptr<byte_stream>{
          std::make_unique<socket_stream>(*home, *std::move(socket), to_string(where))});
    }

    io_executor* home;
    address where;
    done finished;
    std::optional<asio::ip::tcp::resolver> resolver;
    std::optional<socket_stream::socket_type> socket;
    std::vector<endpoint> candidates;
    bool given_up = false;
  };

  struct attempt final : connect_attempt {
    explicit attempt(std::shared_ptr<attempt_state> begun) noexcept : state(std::move(begun)) {}
    ~attempt() override {
      state->given_up = true;
      state->finished = {};
      if (state->home == nullptr) return;
      state->resolver->cancel();
      std::error_code ignored;
      if (state->socket) state->socket->close(ignored);
    }
    std::shared_ptr<attempt_state> state;
  };
};

}  // namespace tern::transport
