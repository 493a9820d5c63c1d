// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
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

#include <tern/base/connection_counters.hpp>
#include <tern/base/result.hpp>
#include <tern/runtime/task.hpp>
#include <tern/service/channelz_contract.hpp>
#include <tern/service/channelz_entities.hpp>

namespace tern::service {

/// Tells who asks what the servers and channels of a process have done, and over which connections.
///
///     tern::channelz channelz{server};
///     channelz.show(other);              // another server of the process, or a channel
///
/// It names the peers of all connections and their certificates: nothing for strangers. Serve it on
/// an address that they do not reach, or put an interceptor around it.
/// @lifetime it may go before the server; what is shown outlives that.
class channelz {
 public:
  /// Before the server runs.
  template <class Server>
  explicit channelz(Server& server) {
    show(server);
    server.template add<Channelz>(served{known_});
  }

  /// Shows another server, or a channel. @thread any.
  template <class Shown>
  void show(Shown& shown) {
    if constexpr (requires { shown.counters().target; }) {
      show_channel(shown);
    } else {
      show_server(shown);
    }
  }

 private:
  template <class Shown>
  void show_server(Shown& server) {
    known_->add(shown_server{
        .id = static_cast<std::int64_t>(server.counters().id),
        .server = [&server] { return channelz_server(server.counters()); },
        .listener = [&server](std::int64_t id) { return channelz_listener(server.counters(), id); },
        .connections = [&server] { return server.connections(); },
        .connection =
            [&server](std::int64_t id) {
              return server.connection(static_cast<std::uint64_t>(id));
            }});
  }

  template <class Shown>
  void show_channel(Shown& channel) {
    known_->add(
        shown_channel{.id = static_cast<std::int64_t>(channel.counters().id),
                      .channel = [&channel] { return channelz_channel(channel.counters()); },
                      .connections = [&channel] { return channel.counters().connections; }});
  }

  // One of tern's servers, whose class this folder does not know.
  struct shown_server {
    std::int64_t id;
    std::function<Server()> server;
    std::function<std::optional<Socket>(std::int64_t id)> listener;
    std::function<std::vector<connection_counters>()> connections;
    std::function<std::optional<connection_counters>(std::int64_t id)> connection;
  };

  struct shown_channel {
    std::int64_t id;
    std::function<Channel()> channel;
    std::function<std::vector<connection_counters>()> connections;
  };

  class known_entities {
   public:
    void add(shown_server added) { insert(servers_, std::move(added)); }
    void add(shown_channel added) { insert(channels_, std::move(added)); }

    /// By their ids.
    [[nodiscard]] std::vector<shown_server> servers() const {
      const std::lock_guard lock{mutex_};
      return servers_;
    }
    [[nodiscard]] std::vector<shown_channel> channels() const {
      const std::lock_guard lock{mutex_};
      return channels_;
    }

   private:
    template <class Entity>
    void insert(std::vector<Entity>& into, Entity added) {
      const std::lock_guard lock{mutex_};
      into.insert(std::ranges::upper_bound(into, added.id, {}, &Entity::id), std::move(added));
    }

    mutable std::mutex mutex_;
    std::vector<shown_server> servers_;
    std::vector<shown_channel> channels_;
  };

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
    std::shared_ptr<known_entities> known;

    runtime::task<GetTopChannelsResponse> GetTopChannels(GetTopChannelsRequest request) {
      const std::size_t most = page_size(request.max_results);
      GetTopChannelsResponse page{{}, true};
      for (const shown_channel& each : known->channels()) {
        if (each.id < request.start_channel_id) continue;
        page.end = page.channel.size() < most;
        if (!page.end) break;
        page.channel.push_back(each.channel());
      }
      co_return page;
    }

    runtime::task<GetServersResponse> GetServers(GetServersRequest request) {
      const std::size_t most = page_size(request.max_results);
      GetServersResponse page{{}, true};
      for (const shown_server& each : known->servers()) {
        if (each.id < request.start_server_id) continue;
        page.end = page.server.size() < most;
        if (!page.end) break;
        page.server.push_back(each.server());
      }
      co_return page;
    }

    runtime::task<GetServerResponse> GetServer(GetServerRequest request) {
      for (const shown_server& each : known->servers()) {
        if (each.id == request.server_id) co_return GetServerResponse{each.server()};
      }
      co_return missing("server", request.server_id);
    }

    runtime::task<GetServerSocketsResponse> GetServerSockets(GetServerSocketsRequest request) {
      const std::size_t most = page_size(request.max_results);
      for (const shown_server& server : known->servers()) {
        if (server.id != request.server_id) continue;
        GetServerSocketsResponse page{{}, true};
        for (const connection_counters& each : server.connections()) {
          const auto id = static_cast<std::int64_t>(each.id);
          if (id < request.start_socket_id) continue;
          page.end = page.socket_ref.size() < most;
          if (!page.end) break;
          page.socket_ref.push_back({id, each.peer});
        }
        co_return page;
      }
      co_return missing("server", request.server_id);
    }

    runtime::task<GetSocketResponse> GetSocket(GetSocketRequest request) {
      for (const shown_server& each : known->servers()) {
        if (const auto found = each.connection(request.socket_id)) {
          co_return GetSocketResponse{channelz_socket(*found)};
        }
        if (auto found = each.listener(request.socket_id)) {
          co_return GetSocketResponse{*std::move(found)};
        }
      }
      for (const shown_channel& channel : known->channels()) {
        for (const connection_counters& each : channel.connections()) {
          if (each.id == static_cast<std::uint64_t>(request.socket_id)) {
            co_return GetSocketResponse{channelz_socket(each)};
          }
        }
      }
      co_return missing("socket", request.socket_id);
    }

    runtime::task<GetChannelResponse> GetChannel(GetChannelRequest request) {
      for (const shown_channel& each : known->channels()) {
        if (each.id == request.channel_id) co_return GetChannelResponse{each.channel()};
      }
      co_return missing("channel", request.channel_id);
    }

    // A channel of tern shows its connections itself.
    runtime::task<GetSubchannelResponse> GetSubchannel(GetSubchannelRequest request) {
      co_return missing("subchannel", request.subchannel_id);
    }
  };

  std::shared_ptr<known_entities> known_ = std::make_shared<known_entities>();
};

}  // namespace tern::service
