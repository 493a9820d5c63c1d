// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/base/base64.hpp>
#include <tern/base/bytes.hpp>
#include <tern/base/call_counters.hpp>
#include <tern/base/connection_counters.hpp>
#include <tern/base/connection_security.hpp>
#include <tern/base/ip_bytes.hpp>
#include <tern/service/channelz_contract.hpp>

/// The counters of tern as channelz calls them. Those of servers and channels are classes that this
/// folder does not know: hence the templates.
namespace tern::service {

namespace detail {

[[nodiscard]] inline std::int64_t signed_of(std::uint64_t count) noexcept {
  return static_cast<std::int64_t>(count);
}

/// The counters have a clock that is never set; who asks has a calendar.
[[nodiscard]] inline channelz_time calendar_time(
    std::optional<std::chrono::steady_clock::time_point> when) {
  if (!when) return std::nullopt;
  const auto ago = std::chrono::steady_clock::now() - *when;
  return std::chrono::system_clock::now() -
         std::chrono::duration_cast<std::chrono::nanoseconds>(ago);
}

[[nodiscard]] inline SocketData channelz_data(const traffic_counters& from) {
  return {.streams_started = signed_of(from.streams_started),
          .streams_succeeded = signed_of(from.streams_succeeded),
          .streams_failed = signed_of(from.streams_failed),
          .messages_sent = signed_of(from.messages_sent),
          .messages_received = signed_of(from.messages_received),
          .keep_alives_sent = signed_of(from.keepalives_sent),
          .last_remote_stream_created_timestamp = calendar_time(from.last_stream_started)};
}

[[nodiscard]] inline Address channelz_address(std::string_view text) {
  Address shown;
  constexpr std::string_view unix_scheme = "unix:";
  if (text.starts_with(unix_scheme)) {
    shown.address = Address::UdsAddress{std::string{text.substr(unix_scheme.size())}};
    return shown;
  }
  const std::size_t colon = text.rfind(':');
  std::string_view host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  std::uint16_t port = 0;
  if (colon != std::string_view::npos) {
    std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
  }
  if (auto bytes = ip_bytes(host)) {
    shown.address = Address::TcpIpAddress{*std::move(bytes), port};
  } else {
    shown.address = Address::OtherAddress{.name = std::string{text}};
  }
  return shown;
}

/// What is between the lines of a PEM file. @source RFC 7468
[[nodiscard]] inline std::vector<std::byte> der_of(std::string_view pem) {
  std::string text;
  while (!pem.empty()) {
    const std::size_t size = std::min(pem.find('\n'), pem.size());
    const std::string_view line = pem.substr(0, size);
    if (!line.starts_with('-')) text.append(line);
    pem.remove_prefix(std::min(size + 1, pem.size()));
  }
  std::erase(text, '\r');
  const auto bytes = base64_decode(text);
  if (!bytes) return {};
  const byte_view view = as_bytes(*bytes);
  return {view.begin(), view.end()};
}

[[nodiscard]] inline Security channelz_security(const connection_security& from) {
  Security::Tls tls;
  // OpenSSL has names of its own for what is older than TLS 1.3.
  if (from.cipher.starts_with("TLS_")) {
    tls.cipher_suite.emplace<Security::Tls::standard_name>(from.cipher);
  } else {
    tls.cipher_suite.emplace<Security::Tls::other_name>(from.cipher);
  }
  if (from.peer) tls.remote_certificate = der_of(from.peer->pem);
  return {.model = std::move(tls)};
}

/// The states of a channel stand in the same order, without the unknown one.
template <class Connectivity>
[[nodiscard]] ChannelConnectivityState channelz_state(Connectivity from) noexcept {
  return {static_cast<ChannelConnectivityState::State>(static_cast<std::int32_t>(from) + 1)};
}

}  // namespace detail

/// A server, without its connections.
template <class Counters>
[[nodiscard]] Server channelz_server(const Counters& from) {
  Server shown;
  shown.ref = ServerRef{.server_id = static_cast<std::int64_t>(from.id)};
  shown.data =
      ServerData{.calls_started = detail::signed_of(from.calls.started),
                 .calls_succeeded = detail::signed_of(from.calls.succeeded),
                 .calls_failed = detail::signed_of(from.calls.failed),
                 .last_call_started_timestamp = detail::calendar_time(from.calls.last_started)};
  for (const auto& each : from.listeners) {
    shown.listen_socket.push_back({detail::signed_of(each.id), each.address});
  }
  return shown;
}

/// The listener of a server that has this id; nothing if it has none.
template <class Counters>
[[nodiscard]] std::optional<Socket> channelz_listener(const Counters& from, std::int64_t id) {
  for (const auto& each : from.listeners) {
    if (detail::signed_of(each.id) != id) continue;
    Socket shown;
    shown.ref = SocketRef{id, each.address};
    shown.data = detail::channelz_data(each.traffic);
    shown.local = detail::channelz_address(each.address);
    return shown;
  }
  return std::nullopt;
}

/// A channel, which shows its connections itself: it has no subchannels.
template <class Counters>
[[nodiscard]] Channel channelz_channel(const Counters& from) {
  Channel shown;
  shown.ref = ChannelRef{detail::signed_of(from.id), from.target};
  shown.data =
      ChannelData{.state = detail::channelz_state(from.state),
                  .target = from.target,
                  .calls_started = detail::signed_of(from.calls.started),
                  .calls_succeeded = detail::signed_of(from.calls.succeeded),
                  .calls_failed = detail::signed_of(from.calls.failed),
                  .last_call_started_timestamp = detail::calendar_time(from.calls.last_started)};
  for (const connection_counters& each : from.connections) {
    shown.socket_ref.push_back({detail::signed_of(each.id), each.peer});
  }
  return shown;
}

/// A connection of a server, or of a channel.
[[nodiscard]] inline Socket channelz_socket(const connection_counters& from) {
  Socket shown;
  shown.ref = SocketRef{detail::signed_of(from.id), from.peer};
  shown.data = detail::channelz_data(from.traffic);
  if (!from.local.empty()) {
    shown.local = detail::channelz_address(from.local);
  } else {  // a client's, which opens the streams
    std::swap(shown.data->last_local_stream_created_timestamp,
              shown.data->last_remote_stream_created_timestamp);
  }
  shown.remote = detail::channelz_address(from.peer);
  if (from.security != nullptr) shown.security = detail::channelz_security(*from.security);
  return shown;
}

}  // namespace tern::service
