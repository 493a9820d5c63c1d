// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <tern/base/config.hpp>
#include <tern/client/channel.hpp>
#include <tern/client/client.hpp>
#include <tern/intercept/interceptor.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/schema/service_info.hpp>
#include <tern/server/handler.hpp>
#include <tern/server/options.hpp>
#include <tern/transport/address.hpp>
#include <tern/transport/byte_stream.hpp>
#include <tern/transport/connector.hpp>

namespace tern::testing {

/// A server without sockets. Whoever connects gets a connection inside the process, on the
/// executor of the caller: the same protocol, limits, deadlines and cancellation as over TCP.
class memory_server {
 public:
  explicit memory_server(server_side::options how = {});
  memory_server(const memory_server&) = delete;
  memory_server& operator=(const memory_server&) = delete;
  ~memory_server();

  /// As tern::server::add().
  template <class Contract, class Service>
  void add(Service service) {
    auto object = std::make_shared<Service>(std::move(service));
    const std::string taken = server_side::add_routes<Contract>(*routes_, *object);
    if (!taken.empty()) throw std::logic_error(taken + " is served already");
    keep(std::move(object));
  }

  /// The contracts that are served.
  [[nodiscard]] const std::vector<const schema::service_info*>& services() const noexcept;

  /// As tern::server::intercept(): around all calls.
  void intercept(intercept::interceptor around);

  /// Connects clients with this server.
  /// @lifetime this server outlives the connector.
  [[nodiscard]] std::unique_ptr<transport::connector> connector();

  /// A new connection, of which the other end is served.
  [[nodiscard]] std::unique_ptr<transport::byte_stream> connect(runtime::executor& home);

 private:
  struct residence;
  class memory_connector;

  void keep(std::shared_ptr<void> service);
  residence& on(runtime::executor& home);
  void remove(residence& which);

  server_side::options options_;
  std::unique_ptr<server_side::router> routes_;
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

#if !TERN_COMPILED
#include <tern/testing/loopback.ipp>
#endif
