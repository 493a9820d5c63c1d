// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/base/base64.hpp>
#include <tern/base/call_counters.hpp>
#include <tern/base/connection_counters.hpp>
#include <tern/base/ip_bytes.hpp>
#include <tern/base/result.hpp>
#include <tern/runtime/task.hpp>
#include <tern/service/channelz_contract.hpp>

namespace tern::service {

/// Tells who asks what the servers of a process have done, and over which connections.
///
///     tern::channelz channelz{server};
///     channelz.show(other);              // another server of the process, which may have no
///     service
///
/// It names the peers of all connections and their certificates: nothing for strangers. Serve it on
/// an address that they do not reach, or put an interceptor around it.
/// @lifetime it may go before the servers; those that are shown outlive the one that serves it.
class channelz {
 public:
  /// Before the server runs.
  template <class Server>
  explicit channelz(Server& server) {
    show(server);
    server.template add<Channelz>(served{known_});
  }

  /// Shows another server. @thread any.
  template <class Shown>
  void show(Shown& server) {
    known_->add(
        {.id = static_cast<std::int64_t>(server.counters().id),
         .server = [&server] { return server_of(server.counters()); },
         .listener = [&server](std::int64_t id) { return listener_of(server.counters(), id); },
         .connections = [&server] { return server.connections(); },
         .connection =
             [&server](std::int64_t id) {
               return server.connection(static_cast<std::uint64_t>(id));
             }});
  }

 private:
  // One of tern's servers, whose class this folder does not know.
  struct shown_server {
    std::int64_t id;
    std::function<Server()> server;
    std::function<std::optional<Socket>(std::int64_t id)> listener;
    std::function<std::vector<connection_counters>()> connections;
    std::function<std::optional<connection_counters>(std::int64_t id)> connection;
  };

  class known_servers {
   public:
    void add(shown_server added) {
      const std::lock_guard lock{mutex_};
      servers_.push_back(std::move(added));
      std::ranges::sort(servers_, {}, &shown_server::id);
    }
    [[nodiscard]] std::vector<shown_server> all() const {
      const std::lock_guard lock{mutex_};
      return servers_;
    }

   private:
    mutable std::mutex mutex_;
    std::vector<shown_server> servers_;
  };

  // ---- what the counters are called here -------------------------------------------------------

  template <class Counters>
  static service::Server server_of(const Counters& from) {
    service::Server shown;
    shown.ref = ServerRef{.server_id = static_cast<std::int64_t>(from.id)};
    shown.data = ServerData{.calls_started = signed_of(from.calls.started),
                            .calls_succeeded = signed_of(from.calls.succeeded),
                            .calls_failed = signed_of(from.calls.failed),
                            .last_call_started_timestamp = time_of(from.calls.last_started)};
    for (const auto& each : from.listeners) {
      shown.listen_socket.push_back({signed_of(each.id), each.address});
    }
    return shown;
  }

  template <class Counters>
  static std::optional<Socket> listener_of(const Counters& from, std::int64_t id) {
    for (const auto& each : from.listeners) {
      if (signed_of(each.id) != id) continue;
      Socket shown;
      shown.ref = SocketRef{id, each.address};
      shown.data = data_of(each.traffic);
      shown.local = address_of(each.address);
      return shown;
    }
    return std::nullopt;
  }

  static Socket socket_of(const connection_counters& from) {
    Socket shown;
    shown.ref = SocketRef{signed_of(from.id), from.peer};
    shown.data = data_of(from.traffic);
    if (!from.local.empty()) shown.local = address_of(from.local);
    shown.remote = address_of(from.peer);
    if (from.security != nullptr) shown.security = security_of(*from.security);
    return shown;
  }

  static SocketData data_of(const traffic_counters& from) {
    return {.streams_started = signed_of(from.streams_started),
            .streams_succeeded = signed_of(from.streams_succeeded),
            .streams_failed = signed_of(from.streams_failed),
            .messages_sent = signed_of(from.messages_sent),
            .messages_received = signed_of(from.messages_received),
            .keep_alives_sent = signed_of(from.keepalives_sent),
            .last_remote_stream_created_timestamp = time_of(from.last_stream_started)};
  }

  static Address address_of(std::string_view text) {
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

  static Security security_of(const connection_security& from) {
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

  /// What is between the lines of a PEM file. @source RFC 7468
  static std::vector<std::byte> der_of(std::string_view pem) {
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

  static std::int64_t signed_of(std::uint64_t count) noexcept {
    return static_cast<std::int64_t>(count);
  }

  // The counters have a clock that is never set; who asks has a calendar.
  static channelz_time time_of(std::optional<std::chrono::steady_clock::time_point> when) {
    if (!when) return std::nullopt;
    const auto ago = std::chrono::steady_clock::now() - *when;
    return std::chrono::system_clock::now() -
           std::chrono::duration_cast<std::chrono::nanoseconds>(ago);
  }

  // ---- the service -----------------------------------------------------------------------------

  static constexpr std::int64_t page_max_count = 100;  // if who asks does not say

  static std::size_t page_size(std::int64_t asked) {
    if (asked < 0) {
      throw error{code::invalid_argument,
                  "max_results is " + std::to_string(asked) + ", it must not be negative"};
    }
    return static_cast<std::size_t>(asked == 0 ? page_max_count : asked);
  }

  static status missing(std::string_view what, std::int64_t id) {
    return {code::not_found,
            std::string{"there is no "}.append(what).append(" ").append(std::to_string(id))};
  }

  struct served {
    std::shared_ptr<known_servers> known;

    runtime::task<GetTopChannelsResponse> GetTopChannels(GetTopChannelsRequest request) {
      static_cast<void>(page_size(request.max_results));
      co_return GetTopChannelsResponse{{}, true};
    }

    runtime::task<GetServersResponse> GetServers(GetServersRequest request) {
      const std::size_t most = page_size(request.max_results);
      GetServersResponse page{{}, true};
      for (const shown_server& each : known->all()) {
        if (each.id < request.start_server_id) continue;
        page.end = page.server.size() < most;
        if (!page.end) break;
        page.server.push_back(each.server());
      }
      co_return page;
    }

    runtime::task<GetServerResponse> GetServer(GetServerRequest request) {
      for (const shown_server& each : known->all()) {
        if (each.id == request.server_id) co_return GetServerResponse{each.server()};
      }
      co_return missing("server", request.server_id);
    }

    runtime::task<GetServerSocketsResponse> GetServerSockets(GetServerSocketsRequest request) {
      const std::size_t most = page_size(request.max_results);
      for (const shown_server& server : known->all()) {
        if (server.id != request.server_id) continue;
        GetServerSocketsResponse page{{}, true};
        for (const connection_counters& each : server.connections()) {
          if (signed_of(each.id) < request.start_socket_id) continue;
          page.end = page.socket_ref.size() < most;
          if (!page.end) break;
          page.socket_ref.push_back({signed_of(each.id), each.peer});
        }
        co_return page;
      }
      co_return missing("server", request.server_id);
    }

    runtime::task<GetSocketResponse> GetSocket(GetSocketRequest request) {
      for (const shown_server& each : known->all()) {
        if (const auto found = each.connection(request.socket_id)) {
          co_return GetSocketResponse{socket_of(*found)};
        }
        if (auto found = each.listener(request.socket_id)) {
          co_return GetSocketResponse{*std::move(found)};
        }
      }
      co_return missing("socket", request.socket_id);
    }

    runtime::task<GetChannelResponse> GetChannel(GetChannelRequest request) {
      co_return missing("channel", request.channel_id);
    }

    runtime::task<GetSubchannelResponse> GetSubchannel(GetSubchannelRequest request) {
      co_return missing("subchannel", request.subchannel_id);
    }
  };

  std::shared_ptr<known_servers> known_ = std::make_shared<known_servers>();
};

}  // namespace tern::service
