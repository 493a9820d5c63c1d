// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <tern/client/channel.hpp>
#include <tern/client/client.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/server/endpoint.hpp>
#include <tern/server/handler.hpp>
#include <tern/server/options.hpp>
#include <tern/server/router.hpp>
#include <tern/transport/connector.hpp>
#include <tern/transport/memory.hpp>

namespace tern::testing {

/// A server without sockets. Whoever connects gets a connection inside the process, on the
/// executor of the caller: the same protocol, limits, deadlines and cancellation as over TCP.
class memory_server {
 public:
  explicit memory_server(server_side::options how = {}) : options_(std::move(how)) {}
  memory_server(const memory_server&) = delete;
  memory_server& operator=(const memory_server&) = delete;
  ~memory_server() {
    while (!homes_.empty()) remove(*homes_.back());
  }

  /// As tern::server::add().
  template <class Contract, class Service>
  void add(Service service) {
    auto object = std::make_shared<Service>(std::move(service));
    const std::string taken = server_side::add_routes<Contract>(routes_, *object);
    if (!taken.empty()) throw std::logic_error(taken + " is served already");
    routes_.keep(std::move(object));
  }

  /// The contracts that are served.
  [[nodiscard]] const std::vector<const schema::service_info*>& services() const noexcept {
    return routes_.services();
  }

  /// As tern::server::intercept(): around all calls.
  void intercept(intercept::interceptor around) { routes_.intercept("", std::move(around)); }

  /// Connects clients with this server.
  /// @lifetime this server outlives the connector.
  [[nodiscard]] std::unique_ptr<transport::connector> connector() {
    return std::make_unique<memory_connector>(*this);
  }

  /// A new connection, of which the other end is served.
  [[nodiscard]] std::unique_ptr<transport::byte_stream> connect(runtime::executor& home) {
    auto ends = transport::memory_stream::make_pair(home);
    on(home).calls.adopt(std::move(ends.second));
    return std::move(ends.first);
  }

 private:
  struct residence : runtime::resident {
    residence(memory_server& of, runtime::executor& on)
        : resident([](resident& item) noexcept {
            auto& self = static_cast<residence&>(item);
            self.owner.remove(self);
          }),
          owner(of),
          home(on),
          calls(on, of.scratch_, of.routes_, of.options_) {
      on.settle(*this);
    }
    memory_server& owner;
    runtime::executor& home;
    server_side::endpoint calls;
  };

  class memory_connector final : public transport::connector {
   public:
    explicit memory_connector(memory_server& to) noexcept : server_(to) {}

    // Nothing leaves the process: calls may have credentials.
    [[nodiscard]] bool confidential() const noexcept override { return true; }

    [[nodiscard]] std::unique_ptr<transport::connect_attempt> connect(runtime::executor& home,
                                                                      const transport::address&,
                                                                      done finished) override {
      auto begun = std::make_unique<attempt>(server_, home, std::move(finished));
      home.make_ready(*begun);
      return begun;
    }

   private:
    struct attempt final : transport::connect_attempt, runtime::work {
      attempt(memory_server& to, runtime::executor& on, done report)
          : work([](work& item) noexcept {
              auto& self = static_cast<attempt&>(item);
              self.finished(self.server.connect(self.home));
            }),
            server(to),
            home(on),
            finished(std::move(report)) {}
      memory_server& server;
      runtime::executor& home;
      done finished;
    };

    memory_server& server_;
  };

  residence& on(runtime::executor& home) {
    for (const auto& each : homes_) {
      if (&each->home == &home) return *each;
    }
    return *homes_.emplace_back(std::make_unique<residence>(*this, home));
  }

  void remove(residence& which) {
    const auto found = std::ranges::find(homes_, &which, &std::unique_ptr<residence>::get);
    const std::unique_ptr<residence> removed = std::move(*found);
    homes_.erase(found);
  }

  server_side::options options_;
  server_side::router routes_;
  std::array<std::byte, 16 * 1024> scratch_;
  std::vector<std::unique_ptr<residence>> homes_;  // one for each executor that connected
};

namespace detail {
// What a loopback's stub needs to be there before it.
struct loopback_parts {
  loopback_parts(server_side::options how, client_side::channel_options channel_how)
      : server(with_codec(std::move(how), channel_how)),
        channel(
            transport::address{
                .type = transport::address::kind::tcp, .host = "in-process", .port = 0},
            server.connector(), std::move(channel_how)) {}

  // A server that reads what the channel writes.
  static server_side::options with_codec(server_side::options how,
                                         const client_side::channel_options& channel_how) {
    if (how.json == nullptr) how.json = channel_how.codec.other();
    return how;
  }

  memory_server server;
  client_side::channel channel;
};
}  // namespace detail

/// A client and a server of one contract in one object, for unit tests without a socket.
///
///     tern::testing::loopback<Greeter> greeter{GreeterService{}};
///     CHECK(tern::sync_wait(greeter.SayHello({.name = "Ada"})).text == "Hello, Ada");
///
/// The options of the channel say in which protocol and with which codec, which the server has too:
///
///     tern::testing::loopback<Greeter> greeter{
///         GreeterService{}, {}, {.protocol = tern::connect, .codec = tern::json_codec}};
template <class Contract>
class loopback : private detail::loopback_parts, public client_side::client<Contract> {
 public:
  template <class Service>
  explicit loopback(Service service, server_side::options how = {},
                    client_side::channel_options channel_how = {})
      : loopback_parts(std::move(how), std::move(channel_how)),
        client_side::client<Contract>(loopback_parts::channel) {
    server.template add<Contract>(std::move(service));
  }
};

}  // namespace tern::testing
