// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <asio/buffer.hpp>
#include <asio/error.hpp>
#include <asio/generic/stream_protocol.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/socket_base.hpp>

#include <tern/base/blocks.hpp>
#include <tern/base/bytes.hpp>
#include <tern/transport/byte_stream.hpp>
#include <tern/transport/io_executor.hpp>
#include <tern/transport/tcp_option.hpp>
#include <tern/transport/user_timeout.hpp>

namespace tern::transport {

/// A connected socket, TCP or Unix.
class socket_stream final : public byte_stream {
 public:
  using socket_type =
      asio::basic_stream_socket<asio::generic::stream_protocol, asio::io_context::executor_type>;

  socket_stream(io_executor& home, socket_type socket, std::string peer_name)
      : state_(std::make_shared<state>(home, std::move(socket))), peer_(std::move(peer_name)) {
    std::error_code ignored;
    state_->socket.non_blocking(true, ignored);
    // Everything that belongs together is written with one call, so waiting for more helps nobody.
    state_->socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  }
  ~socket_stream() override { close(); }

  void watch(io_watcher& watcher) override { state_->watcher = &watcher; }

  [[nodiscard]] io_outcome read_some(byte_span into) override {
    io_outcome outcome;
    outcome.bytes = state_->socket.read_some(asio::buffer(into.data(), into.size()), outcome.error);
    return settle(outcome);
  }

  [[nodiscard]] io_outcome write_some(byte_view bytes) override {
    io_outcome outcome;
    outcome.bytes =
        state_->socket.write_some(asio::buffer(bytes.data(), bytes.size()), outcome.error);
    return settle(outcome);
  }

  [[nodiscard]] bool gathers() const noexcept override { return true; }
  [[nodiscard]] io_outcome write_gathered(std::span<const byte_view> pieces) override {
    std::vector<asio::const_buffer, block_allocator<asio::const_buffer>> all;
    all.reserve(pieces.size());
    for (const byte_view piece : pieces) all.emplace_back(piece.data(), piece.size());
    io_outcome outcome;
    outcome.bytes = state_->socket.write_some(all, outcome.error);
    return settle(outcome);
  }

  void wait_readable() override {
    state_->socket.async_wait(asio::socket_base::wait_read,
                              waiter{state_, &io_watcher::on_readable});
  }

  void wait_writable() override {
    state_->socket.async_wait(asio::socket_base::wait_write,
                              waiter{state_, &io_watcher::on_writable});
  }

  void close() noexcept override {
    state_->watcher = nullptr;
    std::error_code ignored;
    state_->socket.shutdown(asio::socket_base::shutdown_send, ignored);
    state_->socket.close(ignored);
  }

  /// TCP_USER_TIMEOUT, in systems that have it. A Unix socket has not, and nothing that is lost.
  void limit_unacknowledged(runtime::duration longest) override {
    std::error_code ignored;
    state_->socket.set_option(user_timeout(longest), ignored);
  }

  /// SO_KEEPALIVE, with the system's times where no others can be set.
  void keep_alive(runtime::duration idle, runtime::duration longest) override {
    std::error_code ignored;
    state_->socket.set_option(asio::socket_base::keep_alive(true), ignored);
    constexpr int asked_count = 4;
    state_->socket.set_option(tcp_option{tcp_option::keep_idle, seconds_of(idle)}, ignored);
    state_->socket.set_option(
        tcp_option{tcp_option::keep_interval, seconds_of(longest / asked_count)}, ignored);
    state_->socket.set_option(tcp_option{tcp_option::keep_count, asked_count}, ignored);
  }

  [[nodiscard]] std::string peer() const override { return peer_; }

 private:
  // Shared with the waits under way, which may complete after the stream has gone.
  struct state {
    state(io_executor& on, socket_type connected) : home(on), socket(std::move(connected)) {}
    io_executor& home;
    socket_type socket;
    io_watcher* watcher = nullptr;
  };

  struct waiter {
    std::shared_ptr<state> shared;
    void (io_watcher::*event)() noexcept;

    void operator()(const std::error_code&) const {
      if (shared->watcher == nullptr) return;
      shared->home.enter([this]() noexcept { (shared->watcher->*event)(); });
    }
  };

  static io_outcome settle(io_outcome outcome) {
    if (outcome.error == asio::error::would_block || outcome.error == asio::error::try_again ||
        outcome.error == asio::error::interrupted) {
      return {.bytes = 0, .would_block = true, .ended = false, .error = {}};
    }
    if (outcome.error == asio::error::eof) {
      return {.bytes = 0, .would_block = false, .ended = true, .error = {}};
    }
    return outcome;
  }

  std::shared_ptr<state> state_;
  std::string peer_;
};

}  // namespace tern::transport
