// SPDX-License-Identifier: MIT

#include <tern/transport/user_timeout.hpp>

#include <doctest/doctest.h>

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/local/connect_pair.hpp>
#include <asio/local/stream_protocol.hpp>

#include <chrono>
#include <string_view>
#include <utility>

#include <sys/socket.h>

#include <tern/transport/io_executor.hpp>
#include <tern/transport/socket_stream.hpp>

using namespace std::chrono_literals;
using tern::transport::socket_stream;

namespace {

#if defined(TCP_USER_TIMEOUT)
int milliseconds_of(int socket) {
  int value = -1;
  socklen_t size = sizeof value;
  REQUIRE(::getsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &value, &size) == 0);
  return value;
}

TEST_CASE("what a TCP socket has not been told to be acknowledged is limited, in milliseconds") {
  asio::io_context io;
  asio::ip::tcp::acceptor listens{io, {asio::ip::address_v4::loopback(), 0}};
  socket_stream::socket_type client{io};
  client.connect(listens.local_endpoint());
  const int handle = client.native_handle();
  socket_stream stream{tern::transport::io_executor::of(io), std::move(client), "x"};
  CHECK(milliseconds_of(handle) == 0);  // the system's own idea
  const std::pair<tern::runtime::duration, int> table[] = {
      {20s, 20'000}, {1us, 1}, {tern::runtime::duration::max(), 2'147'483'647}};
  for (const auto& [longest, milliseconds] : table) {
    stream.limit_unacknowledged(longest);
    CHECK(milliseconds_of(handle) == milliseconds);
  }
}
#endif

TEST_CASE("a Unix socket loses nothing, and is not disturbed") {
  asio::io_context io;
  using socket =
      asio::basic_stream_socket<asio::local::stream_protocol, asio::io_context::executor_type>;
  socket here{io};
  socket there{io};
  asio::local::connect_pair(here, there);
  socket_stream stream{tern::transport::io_executor::of(io),
                       socket_stream::socket_type{std::move(here)}, "x"};
  stream.limit_unacknowledged(20s);
  CHECK(stream.write_some(tern::as_bytes(std::string_view{"still there"})).bytes == 11);
}

}  // namespace
