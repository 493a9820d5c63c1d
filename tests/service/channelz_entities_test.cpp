// SPDX-License-Identifier: MIT

#include <tern/service/channelz_entities.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <doctest/doctest.h>

using namespace tern::service;

namespace {

const auto never_counted = tern::traffic_counters{};

Socket socket_between(std::string local, std::string peer) {
  return channelz_socket({.id = 7, .peer = std::move(peer), .local = std::move(local)});
}

std::size_t ip_size(const std::optional<Address>& address) {
  REQUIRE(address.has_value());
  return std::get<Address::TcpIpAddress>(address->address).ip_address.size();
}

}  // namespace

TEST_CASE("an address is shown as what it is") {
  Socket seen = socket_between("127.0.0.1:80", "[::1]:40000");
  CHECK(ip_size(seen.local) == 4);
  CHECK(std::get<Address::TcpIpAddress>(seen.local->address).port == 80);
  CHECK(ip_size(seen.remote) == 16);
  CHECK(std::get<Address::TcpIpAddress>(seen.remote->address).port == 40000);

  seen = socket_between("unix:/run/tern", "unix:");
  CHECK(std::get<Address::UdsAddress>(seen.local->address).filename == "/run/tern");
  CHECK(std::get<Address::UdsAddress>(seen.remote->address).filename.empty());

  for (const char* const name : {"in-process:1", "memory", "127.0.0.300:1", ""}) {
    seen = socket_between("127.0.0.1:80", name);
    CHECK(std::get<Address::OtherAddress>(seen.remote->address).name == name);
  }
}

TEST_CASE("counts and times are those of the connection, by who opens the streams") {
  const auto now = std::chrono::steady_clock::now();
  tern::connection_counters from{.id = 7, .peer = "a", .local = "b"};
  from.traffic = {1, 2, 3, 4, 5, 6, 7, 8, now};
  Socket seen = channelz_socket(from);
  CHECK(seen.ref->socket_id == 7);
  CHECK(seen.ref->name == "a");
  CHECK(seen.data->streams_started == 1);
  CHECK(seen.data->streams_succeeded == 2);
  CHECK(seen.data->streams_failed == 3);
  CHECK(seen.data->messages_received == 4);
  CHECK(seen.data->messages_sent == 5);
  CHECK(seen.data->keep_alives_sent == 8);
  REQUIRE(seen.data->last_remote_stream_created_timestamp.has_value());
  const auto ago =
      std::chrono::system_clock::now() - *seen.data->last_remote_stream_created_timestamp;
  CHECK(ago > -std::chrono::hours{1});
  CHECK(ago < std::chrono::hours{1});
  CHECK_FALSE(seen.data->last_local_stream_created_timestamp.has_value());

  from.local.clear();  // a client's
  seen = channelz_socket(from);
  CHECK_FALSE(seen.local.has_value());
  CHECK(seen.data->last_local_stream_created_timestamp.has_value());
  CHECK_FALSE(seen.data->last_remote_stream_created_timestamp.has_value());

  from.traffic = never_counted;
  CHECK_FALSE(channelz_socket(from).data->last_local_stream_created_timestamp.has_value());
}

TEST_CASE("a protected connection shows its cipher and the certificate of the peer") {
  auto security = std::make_shared<tern::connection_security>();
  tern::connection_counters from{.id = 7, .peer = "a", .local = "b", .security = security};
  security->cipher = "TLS_AES_256_GCM_SHA384";
  auto tls = std::get<Security::Tls>(channelz_socket(from).security->model);
  CHECK(std::get<Security::Tls::standard_name>(tls.cipher_suite) == "TLS_AES_256_GCM_SHA384");
  CHECK(tls.remote_certificate.empty());

  security->cipher = "ECDHE-RSA-AES128-GCM-SHA256";
  security->peer.emplace();
  security->peer->pem =
      "-----BEGIN CERTIFICATE-----\r\nAAEC\r\nAwQ=\r\n-----END CERTIFICATE-----\n";
  tls = std::get<Security::Tls>(channelz_socket(from).security->model);
  CHECK(std::get<Security::Tls::other_name>(tls.cipher_suite) == "ECDHE-RSA-AES128-GCM-SHA256");
  CHECK(tls.remote_certificate ==
        std::vector{std::byte{0}, std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}});

  security->peer->pem = "no certificate";
  tls = std::get<Security::Tls>(channelz_socket(from).security->model);
  CHECK(tls.remote_certificate.empty());
}
