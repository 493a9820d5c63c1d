// SPDX-License-Identifier: MIT
#include <tern/transport/tcp_option.hpp>

#include <chrono>
#include <memory>
#include <utility>

#include <doctest/doctest.h>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>

#include <tern/transport/socket_stream.hpp>

using namespace std::chrono_literals;
using tern::transport::seconds_of;

TEST_CASE("times are whole seconds, one at least, and what a system takes") {
  CHECK(seconds_of(1s) == 1);
  CHECK(seconds_of(1001ms) == 2);
  CHECK(seconds_of(0s) == 1);
  CHECK(seconds_of(2h) == 7200);
  CHECK(seconds_of(tern::runtime::duration::max()) == 32767);
}

#if defined(__linux__)
TEST_CASE("a stream that is kept alive has told its socket so") {
  asio::io_context io;
  asio::ip::tcp::acceptor listens{io, {asio::ip::address_v4::loopback(), 0}};
  tern::transport::socket_stream::socket_type client{io};
  client.connect(listens.local_endpoint());
  const int descriptor = client.native_handle();
  tern::transport::socket_stream stream{tern::transport::io_executor::of(io), std::move(client),
                                        "peer"};
  const auto option = [&](int level, int name) {
    int value = -1;
    socklen_t size = sizeof value;
    REQUIRE(::getsockopt(descriptor, level, name, &value, &size) == 0);
    return value;
  };
  CHECK(option(SOL_SOCKET, SO_KEEPALIVE) == 0);
  stream.keep_alive(2h, 20s);
  CHECK(option(SOL_SOCKET, SO_KEEPALIVE) == 1);
  CHECK(option(IPPROTO_TCP, TCP_KEEPIDLE) == 7200);
  CHECK(option(IPPROTO_TCP, TCP_KEEPINTVL) == 5);
  CHECK(option(IPPROTO_TCP, TCP_KEEPCNT) == 4);
}
#endif
