// SPDX-License-Identifier: MIT
#pragma once

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include <sys/socket.h>
#include <unistd.h>
#include <asio/basic_socket_acceptor.hpp>
#include <asio/error.hpp>
#include <asio/generic/stream_protocol.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/address.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/local/stream_protocol.hpp>
#include <asio/socket_base.hpp>
#include <asio/steady_timer.hpp>

#include <tern/base/result.hpp>
#include <tern/base/unique_function.hpp>
#include <tern/transport/address.hpp>
#include <tern/transport/io_executor.hpp>
#include <tern/transport/socket_stream.hpp>

namespace tern::transport {

/// The name of an end of a socket, for people.
[[nodiscard]] inline std::string name_of(const asio::generic::stream_protocol::endpoint& end) {
  const int family = end.protocol().family();
  if (family != asio::ip::tcp::v4().family() && family != asio::ip::tcp::v6().family()) {
    return "unix:";
  }
  asio::ip::tcp::endpoint ip;
  ip.resize(end.size());
  std::memcpy(ip.data(), end.data(), end.size());
  return to_string(address{address::kind::tcp, ip.address().to_string(), ip.port()});
}

/// Listens on one address and gives away the connections that come in.
/// @thread that of the io_executor it was made with.
class acceptor {
 public:
  /// Which io_context the next connection goes to.
  using chooser = unique_function<io_executor&()>;

  /// Takes a new connection. Called on the thread of the io_executor that was chosen for it.
  using taker = unique_function<void(io_executor&, std::unique_ptr<byte_stream>)>;

  /// Starts to listen. Port 0 lets the system choose one; see local().
  /// @error unavailable if the address cannot be listened on, with the system's reason.
  /// @param shares_port whether other processes of the same user may listen on the port too.
  [[nodiscard]] static result<std::unique_ptr<acceptor>> listen(io_executor& home,
                                                                const address& where,
                                                                bool shares_port = false) {
    std::error_code failure;
    std::unique_ptr<acceptor> opened{new acceptor(home)};
    asio::generic::stream_protocol::endpoint end;
    if (where.type == address::kind::unix_) {
      end = asio::local::stream_protocol::endpoint{where.host};
    } else {
      asio::ip::tcp::resolver resolver{home.io()};
      const auto found = resolver.resolve(where.host, std::to_string(where.port),
                                          asio::ip::tcp::resolver::passive, failure);
      if (!failure && found.empty()) failure = asio::error::host_not_found;
      if (!failure) end = found.begin()->endpoint();
    }
    auto& socket = opened->state_->socket;
    if (!failure) socket.open(end.protocol(), failure);
    if (!failure && where.type == address::kind::tcp) {
      socket.set_option(asio::socket_base::reuse_address(true), failure);
      const int yes = 1;
      if (shares_port &&
          ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes) != 0) {
        failure = std::error_code{errno, std::generic_category()};
      }
    }
    if (!failure) socket.bind(end, failure);
    if (!failure) socket.listen(asio::socket_base::max_listen_connections, failure);
    if (failure) {
      return status{code::unavailable,
                    "cannot listen on " + to_string(where) + ": " + failure.message()};
    }
    opened->local_ = where;
    if (where.type == address::kind::tcp) {
      asio::ip::tcp::endpoint bound;
      const auto got = socket.local_endpoint();
      bound.resize(got.size());
      std::memcpy(bound.data(), got.data(), got.size());
      opened->local_.host = bound.address().to_string();
      opened->local_.port = bound.port();
    }
    return opened;
  }

  acceptor(const acceptor&) = delete;
  acceptor& operator=(const acceptor&) = delete;
  ~acceptor() {
    close();
    state_->take.reset();
  }

  /// Where it listens, with the port that the system chose.
  [[nodiscard]] const address& local() const noexcept { return local_; }

  /// Accepts until close().
  void start(chooser choose, taker take) {
    state_->choose = std::move(choose);
    state_->take = std::make_shared<taker>(std::move(take));
    accept(state_);
  }

  /// Takes the connections that have been made already, and closes: their clients have been let in
  /// by the system, and would be cut off.
  void drain() {
    std::error_code failure;
    if (!state_->closed) state_->socket.non_blocking(true, failure);
    // Of those who go on coming, no more than could have been there.
    for (int left = asio::socket_base::max_listen_connections;
         left > 0 && !state_->closed && !failure; --left) {
      io_executor& target = state_->choose();
      socket_stream::socket_type socket{target.io().get_executor()};
      state_->socket.accept(socket, failure);
      if (!failure) hand_over(*state_, target, std::move(socket));
    }
    close();
  }

  void close() noexcept {
    if (state_->closed) return;
    state_->closed = true;
    std::error_code ignored;
    state_->socket.close(ignored);
    state_->pause.cancel();
    if (local_.type == address::kind::unix_ && !local_.host.starts_with('\0')) {
      ::unlink(local_.host.c_str());
    }
  }

 private:
  // When the process has no descriptors left, trying again at once would only burn the processor.
  static constexpr std::chrono::milliseconds pause_after_failure{100};

  struct state {
    explicit state(io_executor& on) : home(on), socket(on.io()), pause(on.io()) {}
    io_executor& home;
    asio::basic_socket_acceptor<asio::generic::stream_protocol, asio::io_context::executor_type>
        socket;
    asio::steady_timer pause;
    chooser choose;
    std::shared_ptr<taker> take;  // null once the acceptor is gone
    bool closed = false;
  };

  explicit acceptor(io_executor& home) : state_(std::make_shared<state>(home)) {}

  static void accept(const std::shared_ptr<state>& shared) {
    io_executor& target = shared->choose();
    shared->socket.async_accept(
        target.io().get_executor(),
        [shared, &target](const std::error_code& failure, socket_stream::socket_type socket) {
          if (shared->take == nullptr) return;
          if (!failure) hand_over(*shared, target, std::move(socket));
          if (shared->closed) return;
          if (!failure) return accept(shared);
          shared->pause.expires_after(pause_after_failure);
          shared->pause.async_wait([shared](const std::error_code& cancelled) {
            if (!cancelled && !shared->closed) accept(shared);
          });
        });
  }

  static void hand_over(state& from, io_executor& target, socket_stream::socket_type socket) {
    std::error_code ignored;
    std::string peer = name_of(socket.remote_endpoint(ignored));
    auto bytes = std::make_unique<socket_stream>(target, std::move(socket), std::move(peer));
    if (&target == &from.home) {
      target.enter([&]() noexcept { (*from.take)(target, std::move(bytes)); });
    } else {
      target.post([take = from.take, &target, bytes = std::move(bytes)]() mutable {
        (*take)(target, std::move(bytes));
      });
    }
  }

  std::shared_ptr<state> state_;
  address local_;
};

}  // namespace tern::transport
