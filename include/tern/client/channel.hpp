// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/base/call_counters.hpp>
#include <tern/base/connection_counters.hpp>
#include <tern/base/entity_id.hpp>
#include <tern/base/result.hpp>
#include <tern/client/call_core.hpp>
#include <tern/client/connectivity.hpp>
#include <tern/client/connectivity_board.hpp>
#include <tern/client/counters.hpp>
#include <tern/client/destination.hpp>
#include <tern/client/options.hpp>
#include <tern/client/subchannel.hpp>
#include <tern/intercept/interceptor.hpp>
#include <tern/rpc/method.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/runtime/task.hpp>
#include <tern/transport/address.hpp>
#include <tern/transport/connector.hpp>
#include <tern/transport/resolver.hpp>
#include <tern/transport/socket_connector.hpp>
#include <tern/transport/socket_resolver.hpp>
#include <tern/transport/target.hpp>
#include <tern/transport/tls.hpp>

namespace tern::client_side {

/// The way to a server. Connects when the first call is made, and again when that is lost.
///
///     tern::channel channel{"dns:///localhost:50051"};
///     tern::client<Greeter> greeter{channel};
///
/// A channel has one connection on each executor that makes calls through it, so calls never
/// change thread.
/// @thread any may make calls. Destroy it when no other thread does.
/// @lifetime longer than the calls made through it.
class channel final : public call_starter {
 public:
  using options = channel_options;

  /// @param target `HOST:PORT`, `dns:///HOST:PORT`, `[IPV6]:PORT`, `ipv4:IP:PORT,IP:PORT`,
  /// `unix:PATH`; with TLS `https://HOST`, `https://HOST:PORT`. See transport::parse_target().
  /// @error throws `error` with `unavailable` if the target is no address, or if a certificate or
  /// a key of the options cannot be used; with `invalid_argument` if the options want gRPC over
  /// HTTP/1.1.
  explicit channel(std::string_view target, channel_options how = {})
      : channel(transport::parse_target(target).value(),
                std::make_unique<transport::socket_connector>(), with_tls(target, std::move(how)),
                std::make_unique<transport::socket_resolver>()) {}

  /// A channel over connections of any kind, with TLS around them if the options say so.
  /// @param names asked for the addresses of hosts; without one `where` is taken as it is.
  /// @param where not empty: servers that do the same, in the order in which they are tried.
  channel(std::vector<transport::address> where, std::unique_ptr<transport::connector> connects,
          channel_options how = {}, std::unique_ptr<transport::resolver> names = {})
      : to_{std::move(where), protect(std::move(connects), how), std::move(names), std::move(how)} {
  }
  channel(transport::address where, std::unique_ptr<transport::connector> connects,
          channel_options how = {})
      : channel(std::vector{std::move(where)}, std::move(connects), std::move(how)) {}

  channel(const channel&) = delete;
  channel& operator=(const channel&) = delete;

  /// Closes the connections; calls that are still running fail with `cancelled`.
  ~channel() {
    board_->shut_down();
    while (!subchannels_.empty()) remove(*subchannels_.back());
  }

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
                                                           const call_options& how) const {
    std::vector<intercept::interceptor> found = interceptors_.around(method);
    if (to_.how.credentials) found.push_back(authorized_by(to_.how.credentials, how));
    if (how.credentials) found.push_back(authorized_by(how.credentials, how));
    return found;
  }

  /// Whether the channel has a connection: the best state of those that it has on the executors
  /// that use it. See connectivity_board. @thread any.
  [[nodiscard]] connectivity state() const { return board_->state(); }

  /// Waits until the state is not `from`, and gives it.
  ///
  ///     channel.connect();
  ///     auto state = channel.state();
  ///     while (state != tern::connectivity::ready) state = co_await channel.state_changed(state);
  ///
  /// @error throws `deadline_exceeded` when `deadline` or that of the surroundings has passed; the
  /// reason if the surroundings are cancelled before.
  [[nodiscard]] runtime::task<connectivity> state_changed(
      connectivity from, runtime::time_point deadline = runtime::never) const {
    return connectivity_board::changed(board_, from, deadline);
  }

  /// Looks for a connection, on the executor of the running coroutine, if there is none: what else
  /// the first call does.
  void connect() {
    runtime::environment* const here = runtime::current_environment();
    if (here == nullptr) throw error(code::internal, "channel::connect() outside of a coroutine");
    on(here->executor).connect();
  }

  /// What was counted until now, and the connections that are open. See docs/operations.md.
  /// @thread any.
  [[nodiscard]] client_side::counters counters() const {
    client_side::counters now{.id = id_, .target = to_.text(), .state = state()};
    const std::lock_guard lock{mutex_};
    now.calls = ended_;
    for (const auto& each : subchannels_) each->book().add_to(now);
    std::ranges::sort(now.connections, {}, &connection_counters::id);
    return now;
  }

  void start(runtime::executor& home, call_core& call) override { on(home).start(call); }
  void start_again(runtime::executor& home, call_core& call) noexcept override {
    on(home).start_again(call);
  }
  [[nodiscard]] std::string why_waiting(runtime::executor& home) override {
    return on(home).why_waiting();
  }

 private:
  [[nodiscard]] intercept::interceptor authorized_by(const credentials& whom,
                                                     const call_options& how) const {
    const bool named = !how.authority.empty();
    return detail::credentials_interceptor{
        whom, named ? how.authority : to_.authority_of(to_.addresses.front()),
        to_.connects->confidential()};
  }

  subchannel& on(runtime::executor& home) {
    const std::lock_guard lock{mutex_};
    for (const auto& each : subchannels_) {
      if (&each->home() == &home) return *each;
    }
    auto* const io = transport::io_executor::of(home);
    const byte_span scratch = io != nullptr ? io->scratch() : byte_span{own_scratch()};
    return *subchannels_.emplace_back(std::make_unique<subchannel>(
        home, scratch, to_, *board_, [this](subchannel& evicted) { remove(evicted); }));
  }

  void remove(subchannel& which) {
    std::unique_ptr<subchannel> removed;
    {
      const std::lock_guard lock{mutex_};
      const auto found = std::ranges::find(subchannels_, &which, &std::unique_ptr<subchannel>::get);
      removed = std::move(*found);
      subchannels_.erase(found);
      client_side::counters last;
      removed->book().add_to(last);
      last.calls.failed += last.calls.running();  // which it ends now
      ended_ += last.calls;
    }
  }

  static channel_options with_tls(std::string_view target, channel_options how) {
    if (transport::wants_tls(target) && !how.tls) how.tls.emplace();
    if (how.tls && target.starts_with("http://")) {
      throw error(code::unavailable, "the target is one without TLS, but the options have TLS: \"" +
                                         std::string{target} + "\"");
    }
    return how;
  }

  static std::unique_ptr<transport::connector> protect(
      std::unique_ptr<transport::connector> connects, const channel_options& how) {
    if (how.http_version == http_version::http1 && how.protocol.needs_http2()) {
      throw error(code::invalid_argument,
                  std::string{how.protocol.name()}.append(" needs HTTP/2, and the options want "
                                                          "HTTP/1.1: choose another protocol"));
    }
    if (!how.tls) return connects;
    return transport::connect_with_tls(std::move(connects), *how.tls, how.authority,
                                       versions_of(how))
        .value();
  }

  byte_span own_scratch() {
    if (scratch_ == nullptr) scratch_ = std::make_unique<std::array<std::byte, 16 * 1024>>();
    return *scratch_;
  }

  const std::uint64_t id_ = next_entity_id();
  destination to_;
  std::shared_ptr<connectivity_board> board_ = std::make_shared<connectivity_board>();
  intercept::interceptor_list interceptors_;
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<subchannel>> subchannels_;       // one for each executor
  call_counters ended_;                                        // of executors that have ended
  std::unique_ptr<std::array<std::byte, 16 * 1024>> scratch_;  // for executors without sockets
};

}  // namespace tern::client_side
