// SPDX-License-Identifier: MIT

#include <tern/service/channelz.hpp>

#include <tern/services.hpp>
#include <tern/tern.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include <doctest/doctest.h>

#include "tests/transport/certificates.hpp"

using namespace tern::service;

namespace {

/// A server that shows itself, on a thread of its own.
struct shown {
  shown()
      : server([] {
          tern::server_options how;
          how.handle_signals = false;
          return how;
        }()),
        channelz(server) {}
  void start() {
    thread = std::thread{[this] { server.run(); }};
  }
  ~shown() {
    server.stop();
    if (thread.joinable()) thread.join();
  }
  tern::server server;
  tern::channelz channelz;
  std::thread thread;
};

template <class Call>
tern::task<tern::status> failure_of(Call call) {
  const auto outcome = co_await call.result();
  co_return outcome.status();
}

const Address::TcpIpAddress& tcp(const std::optional<Address>& address) {
  REQUIRE(address.has_value());
  return std::get<Address::TcpIpAddress>(address->address);
}

const std::vector<std::byte> loopback{std::byte{127}, std::byte{0}, std::byte{0}, std::byte{1}};

}  // namespace

TEST_CASE("channelz shows a server, its listeners and its connections") {
  shown here;
  const auto at = here.server.listen("127.0.0.1:0");
  here.start();
  tern::run([](shown& of, std::string target, std::uint16_t port) -> tern::task<void> {
    tern::channel channel{target};
    tern::client<Channelz> channelz{channel};
    static_cast<void>(co_await failure_of(channelz.GetServer({.server_id = -1})));

    const GetServersResponse servers = co_await channelz.GetServers({});
    CHECK(servers.end);
    REQUIRE(servers.server.size() == 1);
    const Server server = servers.server.front();
    REQUIRE(server.ref.has_value());
    REQUIRE(server.data.has_value());
    CHECK(server.ref->server_id == static_cast<std::int64_t>(of.server.counters().id));
    CHECK(server.data->calls_started == 2);
    CHECK(server.data->calls_failed == 1);
    CHECK(server.data->calls_succeeded == 0);
    const auto now = std::chrono::system_clock::now();
    REQUIRE(server.data->last_call_started_timestamp.has_value());
    CHECK(*server.data->last_call_started_timestamp <= now);
    CHECK(*server.data->last_call_started_timestamp > now - std::chrono::hours{1});
    const GetServerResponse same = co_await channelz.GetServer({server.ref->server_id});
    CHECK(same.server->data->calls_started == 3);

    REQUIRE(server.listen_socket.size() == 1);
    CHECK(server.listen_socket.front().name == target);
    GetSocketResponse socket =
        co_await channelz.GetSocket({.socket_id = server.listen_socket.front().socket_id});
    CHECK(tcp(socket.socket->local).ip_address == loopback);
    CHECK(tcp(socket.socket->local).port == port);
    CHECK_FALSE(socket.socket->remote.has_value());

    const GetServerSocketsResponse sockets =
        co_await channelz.GetServerSockets({.server_id = server.ref->server_id});
    CHECK(sockets.end);
    REQUIRE(sockets.socket_ref.size() == 1);
    socket = co_await channelz.GetSocket({.socket_id = sockets.socket_ref.front().socket_id});
    CHECK(socket.socket->ref->name == sockets.socket_ref.front().name);
    CHECK(socket.socket->data->streams_started == 6);
    CHECK(socket.socket->data->streams_succeeded >= 4);
    CHECK(socket.socket->data->messages_received == 6);
    CHECK(socket.socket->data->messages_sent == 4);
    CHECK(socket.socket->data->last_remote_stream_created_timestamp.has_value());
    CHECK_FALSE(socket.socket->data->last_local_stream_created_timestamp.has_value());
    CHECK(tcp(socket.socket->local).port == port);
    CHECK(tcp(socket.socket->remote).ip_address == loopback);
    CHECK(tcp(socket.socket->remote).port != port);
    CHECK_FALSE(socket.socket->security.has_value());
  }(here, to_string(at), at.port));
}

TEST_CASE("channelz says what it does not know") {
  shown here;
  const std::string target = to_string(here.server.listen("127.0.0.1:0"));
  here.start();
  tern::run([](std::string to) -> tern::task<void> {
    tern::channel channel{to};
    tern::client<Channelz> channelz{channel};
    tern::status seen = co_await failure_of(channelz.GetServer({.server_id = 7654321}));
    CHECK(seen.code() == tern::code::not_found);
    CHECK(seen.message() == "there is no server 7654321");
    seen = co_await failure_of(channelz.GetSocket({.socket_id = -5}));
    CHECK(seen.message() == "there is no socket -5");
    seen = co_await failure_of(channelz.GetServerSockets({.server_id = 7654321}));
    CHECK(seen.code() == tern::code::not_found);
    seen = co_await failure_of(channelz.GetChannel({.channel_id = 1}));
    CHECK(seen.code() == tern::code::not_found);
    seen = co_await failure_of(channelz.GetSubchannel({.subchannel_id = 1}));
    CHECK(seen.code() == tern::code::not_found);
    seen = co_await failure_of(channelz.GetServers({.max_results = -1}));
    CHECK(seen.code() == tern::code::invalid_argument);
    CHECK(seen.message() == "max_results is -1, it must not be negative");
    const GetTopChannelsResponse channels = co_await channelz.GetTopChannels({});
    CHECK(channels.channel.empty());
    CHECK(channels.end);
  }(target));
}

TEST_CASE("channelz shows several servers, page by page") {
  shown here;
  const std::string target = to_string(here.server.listen("127.0.0.1:0"));
  tern::server_options how;
  how.handle_signals = false;
  tern::server second{how}, third{how};
  here.channelz.show(third);
  here.channelz.show(second);
  here.start();
  tern::run([](std::string to) -> tern::task<void> {
    tern::channel channel{to}, another{to};
    tern::client<Channelz> channelz{channel}, other{another};
    GetServersResponse page = co_await channelz.GetServers({.max_results = 2});
    REQUIRE(page.server.size() == 2);
    CHECK_FALSE(page.end);
    const std::int64_t first = page.server[0].ref->server_id;
    CHECK(first < page.server[1].ref->server_id);
    page = co_await channelz.GetServers(
        {.start_server_id = page.server[1].ref->server_id + 1, .max_results = 1});
    CHECK(page.server.size() == 1);
    CHECK(page.end);

    static_cast<void>(co_await other.GetServers({}));  // a second connection
    GetServerSocketsResponse sockets =
        co_await channelz.GetServerSockets({.server_id = first, .max_results = 1});
    REQUIRE(sockets.socket_ref.size() == 1);
    CHECK_FALSE(sockets.end);
    const std::int64_t seen = sockets.socket_ref.front().socket_id;
    sockets = co_await channelz.GetServerSockets(
        {.server_id = first, .start_socket_id = seen + 1, .max_results = 1});
    REQUIRE(sockets.socket_ref.size() == 1);
    CHECK(sockets.end);
    CHECK(sockets.socket_ref.front().socket_id > seen);
  }(target));
}

TEST_CASE("channelz shows a Unix socket by its path") {
  shown here;
  const auto ticks = std::chrono::steady_clock::now().time_since_epoch().count();
  const std::string path =
      std::filesystem::temp_directory_path() / ("tern-channelz-" + std::to_string(ticks));
  const std::string target = to_string(here.server.listen("unix:" + path));
  here.start();
  tern::run([](std::string to, std::string file) -> tern::task<void> {
    tern::channel channel{to};
    tern::client<Channelz> channelz{channel};
    const GetServersResponse servers = co_await channelz.GetServers({});
    const GetSocketResponse socket = co_await channelz.GetSocket(
        {.socket_id = servers.server.front().listen_socket.front().socket_id});
    CHECK(std::get<Address::UdsAddress>(socket.socket->local->address).filename == file);
  }(target, path));
}

TEST_CASE("channelz shows channels, and their connections") {
  shown here;
  const std::string target = to_string(here.server.listen("127.0.0.1:0"));
  tern::channel idle{"127.0.0.1:1"};
  tern::channel busy{target};
  here.channelz.show(busy);
  here.channelz.show(idle);
  here.start();
  tern::run([](tern::channel& used, std::string at) -> tern::task<void> {
    tern::client<Channelz> channelz{used};
    static_cast<void>(co_await failure_of(channelz.GetChannel({.channel_id = -1})));
    GetTopChannelsResponse page = co_await channelz.GetTopChannels({.max_results = 1});
    REQUIRE(page.channel.size() == 1);
    CHECK_FALSE(page.end);
    CHECK(page.channel.front().data->target == "127.0.0.1:1");
    CHECK(page.channel.front().data->state->state == ChannelConnectivityState::State::idle);
    page = co_await channelz.GetTopChannels(
        {.start_channel_id = page.channel.front().ref->channel_id + 1});
    CHECK(page.end);
    REQUIRE(page.channel.size() == 1);

    const GetChannelResponse found =
        co_await channelz.GetChannel({.channel_id = page.channel.front().ref->channel_id});
    const Channel& channel = *found.channel;
    CHECK(channel.ref->name == at);
    CHECK(channel.data->state->state == ChannelConnectivityState::State::ready);
    CHECK(channel.data->calls_started == 4);
    CHECK(channel.data->calls_succeeded == 2);
    CHECK(channel.data->calls_failed == 1);
    CHECK(channel.data->last_call_started_timestamp.has_value());
    REQUIRE(channel.socket_ref.size() == 1);
    const GetSocketResponse socket =
        co_await channelz.GetSocket({.socket_id = channel.socket_ref.front().socket_id});
    CHECK(socket.socket->data->streams_started == 5);
    CHECK(tcp(socket.socket->remote).ip_address == loopback);
  }(busy, target));
}

#if TERN_WITH_TLS
TEST_CASE("channelz shows how a connection is protected, and the certificate of the client") {
  shown here;
  tern::tls::server how = certificates::server_side();
  how.client_ca = certificates::usual_authority().pem();
  const std::string target = to_string(here.server.listen("127.0.0.1:0", how));
  here.start();
  tern::run([](std::string to) -> tern::task<void> {
    const auto own = certificates::usual_authority().issue({.name = "client", .names = {}});
    tern::tls::client shown = certificates::client_side();
    shown.certificate = own.certificate;
    shown.key = own.key;
    tern::channel channel{to, {.tls = shown}};
    tern::client<Channelz> channelz{channel};
    const GetServersResponse servers = co_await channelz.GetServers({});
    const GetServerSocketsResponse sockets =
        co_await channelz.GetServerSockets({.server_id = servers.server.front().ref->server_id});
    const GetSocketResponse socket =
        co_await channelz.GetSocket({.socket_id = sockets.socket_ref.front().socket_id});
    REQUIRE(socket.socket->security.has_value());
    const auto& tls = std::get<Security::Tls>(socket.socket->security->model);
    REQUIRE(tls.cipher_suite.index() == Security::Tls::standard_name);
    CHECK(std::get<Security::Tls::standard_name>(tls.cipher_suite).starts_with("TLS_"));
    // DER: a sequence whose length stands in two bytes.
    REQUIRE(tls.remote_certificate.size() > 4);
    CHECK(tls.remote_certificate[0] == std::byte{0x30});
    CHECK(tls.remote_certificate[1] == std::byte{0x82});
    const auto length = std::to_integer<std::size_t>(tls.remote_certificate[2]) * 256 +
                        std::to_integer<std::size_t>(tls.remote_certificate[3]);
    CHECK(tls.remote_certificate.size() == length + 4);
    CHECK(tls.local_certificate.empty());
  }(target));
}
#endif
