// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/base/bytes.hpp>
#include <tern/base/call_counters.hpp>
#include <tern/base/compiled.hpp>
#include <tern/base/config.hpp>
#include <tern/base/entity_id.hpp>
#include <tern/client/call_starter.hpp>
#include <tern/client/connectivity.hpp>
#include <tern/client/counters.hpp>
#include <tern/client/destination.hpp>
#include <tern/client/options.hpp>
#include <tern/intercept/interceptor.hpp>
#include <tern/reflect/service.hpp>
#include <tern/rpc/method.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/runtime/task.hpp>
#include <tern/transport/address.hpp>
#include <tern/transport/connector.hpp>
#include <tern/transport/resolver.hpp>

namespace tern::client_side {

class connectivity_board;
class subchannel;

/// The way to a server. Connects when the first call is made, and again when that is lost.
///
///     tern::channel channel{"dns:///localhost:50051"};
///     tern::client<Greeter> greeter{channel};
///
/// A channel has one connection on each executor that makes calls through it, over HTTP/1.1 up to
/// http1_connections_max_count of them, so calls never change thread.
/// @thread any may make calls. Destroy it when no other thread does.
/// @lifetime longer than the calls made through it.
class channel final : public call_starter {
 public:
  using options = channel_options;

  /// @param target `HOST:PORT`, `dns:///HOST:PORT`, `[IPV6]:PORT`, `ipv4:IP:PORT,IP:PORT`,
  /// `unix:PATH`, `http://HOST`, `http://HOST:PORT`; with TLS `https://HOST`, `https://HOST:PORT`.
  /// See transport::parse_target().
  /// @error throws `error` with `unavailable` if the target is no address, or if a certificate or
  /// a key of the options cannot be used; with `invalid_argument` if the options want gRPC over
  /// HTTP/1.1.
  explicit channel(std::string_view target, channel_options how = {});

  /// A channel over connections of any kind, with TLS around them if the options say so.
  /// @param names asked for the addresses of hosts; without one `where` is taken as it is.
  /// @param where not empty: servers that do the same, in the order in which they are tried.
  channel(std::vector<transport::address> where, std::unique_ptr<transport::connector> connects,
          channel_options how = {}, std::unique_ptr<transport::resolver> names = {});
  channel(transport::address where, std::unique_ptr<transport::connector> connects,
          channel_options how = {});

  channel(const channel&) = delete;
  channel& operator=(const channel&) = delete;

  /// Closes the connections; calls that are still running fail with `cancelled`.
  ~channel();

  [[nodiscard]] const channel_options& how() const noexcept { return to_.how; }

  /// Puts an interceptor around all calls; around those of one contract, `intercept<Greeter>(f)`;
  /// or of one method, `intercept<&Greeter::SayHello>(f)`. The first one that is added is the
  /// outermost. It may call next() again, to try again a call that has no stream of requests and
  /// has given no reply yet. Before the first call.
  void intercept(intercept::interceptor around) { interceptors_.add("", std::move(around)); }
  template <reflect::described_service Contract>
  void intercept(intercept::interceptor around) {
    interceptors_.add(rpc::service_path<Contract>(), std::move(around));
  }
  template <auto Method>
  void intercept(intercept::interceptor around) {
    interceptors_.add(rpc::method_path<Method>(), std::move(around));
  }

  /// What is around calls of `method` with these options: the interceptors, and innermost the
  /// credentials.
  [[nodiscard]] std::vector<intercept::interceptor> around(std::string_view method,
                                                           const call_options& how) const;

  /// Whether the channel has a connection: the best state of those that it has on the executors
  /// that use it. See connectivity_board. @thread any.
  [[nodiscard]] connectivity state() const;

  /// Waits until the state is not `from`, and gives it.
  ///
  ///     channel.connect();
  ///     auto state = channel.state();
  ///     while (state != tern::connectivity::ready) state = co_await channel.state_changed(state);
  ///
  /// @error throws `deadline_exceeded` when `deadline` or that of the surroundings has passed; the
  /// reason if the surroundings are cancelled before.
  [[nodiscard]] runtime::task<connectivity> state_changed(
      connectivity from, runtime::time_point deadline = runtime::never) const;

  /// Looks for a connection, on the executor of the running coroutine, if there is none: what else
  /// the first call does.
  void connect();

  /// What was counted until now, and the connections that are open. See docs/operations.md.
  /// @thread any.
  [[nodiscard]] client_side::counters counters() const;

  void start(runtime::executor& home, call_core& call) override;
  void start_again(runtime::executor& home, call_core& call) noexcept override;
  [[nodiscard]] std::string why_waiting(runtime::executor& home) override;

 private:
  [[nodiscard]] intercept::interceptor authorized_by(const credentials& whom,
                                                     const call_options& how) const;
  [[nodiscard]] subchannel& on(runtime::executor& home);
  void remove(subchannel& which);
  [[nodiscard]] byte_span own_scratch();

  const std::uint64_t id_ = next_entity_id();
  destination to_;
  std::shared_ptr<connectivity_board> board_;
  intercept::interceptor_list interceptors_;
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<subchannel>> subchannels_;       // one for each executor
  call_counters ended_;                                        // of executors that have ended
  std::unique_ptr<std::array<std::byte, 16 * 1024>> scratch_;  // for executors without sockets
};

}  // namespace tern::client_side

#if !TERN_COMPILED
#include <tern/client/channel.ipp>
#endif
