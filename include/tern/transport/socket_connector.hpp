// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include <asio/generic/stream_protocol.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/local/stream_protocol.hpp>

#include <tern/transport/connector.hpp>
#include <tern/transport/io_executor.hpp>
#include <tern/transport/socket_stream.hpp>

namespace tern::transport {

/// Connects TCP and Unix sockets.
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
      start(begun);
    }
    return std::make_unique<attempt>(std::move(begun));
  }

 private:
  using endpoint = asio::generic::stream_protocol::endpoint;

  struct attempt_state {
    attempt_state(io_executor* on, address to, done report)
        : home(on), where(std::move(to)), finished(std::move(report)) {
      if (home != nullptr) socket.emplace(home->io());
    }

    void fail(const std::string& why) {
      if (finished) std::exchange(finished, {})(status{code::unavailable, why});
    }

    void end(const std::error_code& failure) {
      if (failure) return fail(failure.message());
      std::exchange(finished, {})(std::unique_ptr<byte_stream>{
          std::make_unique<socket_stream>(*home, *std::move(socket), endpoint_of(where))});
    }

    io_executor* home;
    address where;
    done finished;  // empty once it has been called, or when the attempt was given up
    std::optional<socket_stream::socket_type> socket;
  };

  struct attempt final : connect_attempt {
    explicit attempt(std::shared_ptr<attempt_state> begun) noexcept : state(std::move(begun)) {}
    ~attempt() override {
      state->finished = {};
      std::error_code ignored;
      if (state->socket) state->socket->close(ignored);
    }
    std::shared_ptr<attempt_state> state;
  };

  static void start(const std::shared_ptr<attempt_state>& begun) {
    endpoint end;
    if (begun->where.type == address::kind::unix_) {
      end = asio::local::stream_protocol::endpoint{begun->where.host};
    } else {
      std::error_code malformed;
      const auto ip = asio::ip::make_address(ip_of(begun->where), malformed);
      if (malformed) {
        return begun->home->post([begun] {
          begun->fail("\"" + begun->where.host +
                      "\" is no IP address, and nobody has looked it up");
        });
      }
      end = asio::ip::tcp::endpoint{ip, begun->where.port};
    }
    begun->socket->async_connect(end, [begun](const std::error_code& failure) {
      if (!begun->finished) return;
      begun->home->enter([&]() noexcept { begun->end(failure); });
    });
  }
};

}  // namespace tern::transport
