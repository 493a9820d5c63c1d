// SPDX-License-Identifier: MIT

#include <tern/transport/acceptor.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <tern/transport/socket_connector.hpp>

using tern::transport::acceptor;
using tern::transport::address;
using tern::transport::byte_stream;
using tern::transport::io_executor;

namespace {

struct watcher final : tern::transport::io_watcher {
  int readable = 0;
  int writable = 0;
  void on_readable() noexcept override { ++readable; }
  void on_writable() noexcept override { ++writable; }
};

// What a connection attempt came to.
tern::result<std::unique_ptr<byte_stream>> connect(asio::io_context& io, const address& where) {
  std::optional<tern::result<std::unique_ptr<byte_stream>>> outcome;
  tern::transport::socket_connector connector;
  auto attempt = connector.connect(io_executor::of(io).core(), where,
                                   [&](auto got) { outcome.emplace(std::move(got)); });
  io.restart();
  while (!outcome) io.run_one();
  return *std::move(outcome);
}

struct folder {
  folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tern-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;
  ~folder() { std::filesystem::remove_all(path); }
  std::string path;
};

address tcp(std::string host, std::uint16_t port = 0) {
  return {address::kind::tcp, std::move(host), port};
}

}  // namespace

TEST_CASE("bytes go through sockets of all kinds") {
  const folder temporary;
  const std::string abstract = '\0' + temporary.path;
  for (const address& where : {tcp("127.0.0.1"), tcp("::1"), tcp("localhost"),
                               address{address::kind::unix_, temporary.path + "/socket", 0},
                               address{address::kind::unix_, abstract, 0}}) {
    INFO(to_string(where));
    asio::io_context io;
    auto opened = acceptor::listen(io_executor::of(io), where);
    // A machine without IPv6 has nothing to be tested.
    if (!opened && where.host == "::1") continue;
    REQUIRE(opened);
    acceptor& listening = **opened;
    if (where.type == address::kind::tcp) CHECK(listening.local().port != 0);
    std::unique_ptr<byte_stream> server;
    listening.start(
        [&]() -> io_executor& { return io_executor::of(io); },
        [&](io_executor&, std::unique_ptr<byte_stream> bytes) { server = std::move(bytes); });
    auto connected = connect(io, listening.local());
    REQUIRE(connected);
    std::unique_ptr<byte_stream> client = *std::move(connected);
    while (!server) io.run_one();
    CHECK(client->peer() == to_string(listening.local()));

    watcher left;
    watcher right;
    client->watch(left);
    server->watch(right);
    std::array<std::byte, 100> room{};
    CHECK(server->read_some(room).would_block);
    server->wait_readable();
    CHECK(client->write_some(tern::as_bytes("hello")).bytes == 5);
    while (right.readable == 0) io.run_one();
    CHECK(server->read_some(room).bytes == 5);

    // Until it would block, and until there is room again.
    const std::string much(1 << 20, 'x');
    std::size_t written = 0;
    for (;;) {
      const auto put = client->write_some(tern::as_bytes(much));
      REQUIRE_FALSE(put.error);
      if (put.would_block) break;
      written += put.bytes;
    }
    client->wait_writable();
    std::size_t heard = 0;
    while (heard < written || left.writable == 0) {
      const auto got = server->read_some(room);
      heard += got.bytes;
      if (got.would_block) io.run_one();
      io.poll_one();
    }
    CHECK(heard == written);

    server->wait_readable();
    client->close();
    while (right.readable == 1) io.run_one();
    CHECK(server->read_some(room).ended);
    // A wait that is under way when its stream goes tells nobody.
    server->wait_readable();
    server.reset();
    io.poll();
    CHECK(right.readable == 2);
  }
}

TEST_CASE("an address that is taken or none of ours cannot be listened on") {
  asio::io_context io;
  io_executor& home = io_executor::of(io);
  auto first = acceptor::listen(home, tcp("127.0.0.1"));
  REQUIRE(first);
  const address taken = (*first)->local();
  auto second = acceptor::listen(home, taken);
  REQUIRE_FALSE(second.ok());
  CHECK(second.status() ==
        tern::status{tern::code::unavailable,
                     "cannot listen on " + to_string(taken) + ": Address already in use"});
  CHECK_FALSE(acceptor::listen(home, tcp("192.0.2.1", 1)).ok());
  const folder temporary;
  CHECK_FALSE(
      acceptor::listen(home, {address::kind::unix_, temporary.path + "/no/such/folder", 0}).ok());
}

TEST_CASE("a port can be shared by those who all say so") {
  asio::io_context io;
  io_executor& home = io_executor::of(io);
  auto first = acceptor::listen(home, tcp("127.0.0.1"), true);
  REQUIRE(first);
  const address shared = (*first)->local();
  CHECK_FALSE(acceptor::listen(home, shared).ok());
  auto second = acceptor::listen(home, shared, true);
  REQUIRE(second);
  CHECK((*second)->local() == shared);
}

TEST_CASE("a drain passes on the connections that the system has made, and closes the port") {
  asio::io_context io;
  auto opened = acceptor::listen(io_executor::of(io), tcp("127.0.0.1"));
  REQUIRE(opened);
  acceptor& listening = **opened;
  std::size_t accepted = 0;
  listening.start([&]() -> io_executor& { return io_executor::of(io); },
                  [&](io_executor&, std::unique_ptr<byte_stream>) { ++accepted; });
  // A loop of their own: that of the acceptor does not run meanwhile.
  asio::io_context elsewhere;
  std::vector<std::unique_ptr<byte_stream>> clients;
  for (int i = 0; i < 5; ++i) {
    auto connected = connect(elsewhere, listening.local());
    REQUIRE(connected);
    clients.push_back(*std::move(connected));
  }
  CHECK(accepted == 0);
  listening.drain();
  io.poll();
  CHECK(accepted == 5);
  CHECK_FALSE(connect(elsewhere, listening.local()).ok());
}

TEST_CASE("a Unix socket goes with its acceptor") {
  const folder temporary;
  const address where{address::kind::unix_, temporary.path + "/socket", 0};
  asio::io_context io;
  for (int i = 0; i < 2; ++i) {
    auto opened = acceptor::listen(io_executor::of(io), where);
    REQUIRE(opened);
    CHECK(std::filesystem::exists(where.host));
    (*opened)->close();
    CHECK_FALSE(std::filesystem::exists(where.host));
  }
}

TEST_CASE("a connection that fails says why") {
  asio::io_context io;
  address gone;
  {
    auto opened = acceptor::listen(io_executor::of(io), tcp("127.0.0.1"));
    gone = (*opened)->local();
  }
  CHECK(connect(io, gone).status() == tern::status{tern::code::unavailable, "Connection refused"});
  CHECK(connect(io, tcp("localhost", 1)).status() ==
        tern::status{tern::code::unavailable,
                     "\"localhost\" is no IP address, and nobody has looked it up"});
  const folder temporary;
  const auto missing = connect(io, {address::kind::unix_, temporary.path + "/none", 0});
  CHECK(missing.status().message().find("No such file or directory") != std::string::npos);
}

TEST_CASE("an attempt that is given up tells nobody") {
  asio::io_context io;
  auto opened = acceptor::listen(io_executor::of(io), tcp("127.0.0.1"));
  REQUIRE(opened);
  tern::transport::socket_connector connector;
  for (int steps = 0; steps < 5; ++steps) {
    auto attempt =
        connector.connect(io_executor::of(io).core(), tcp("localhost", (*opened)->local().port),
                          [](auto) { FAIL("it was given up"); });
    attempt.reset();
    io.restart();
    for (int i = 0; i < steps; ++i) io.poll_one();
  }
  (*opened)->close();
  io.restart();
  io.run();
}
