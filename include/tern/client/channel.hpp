// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/base/result.hpp>
#include <tern/client/call_core.hpp>
#include <tern/client/options.hpp>
#include <tern/client/subchannel.hpp>
#include <tern/intercept/interceptor.hpp>
#include <tern/rpc/method.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/transport/address.hpp>
#include <tern/transport/connector.hpp>
#include <tern/transport/socket_connector.hpp>
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

  /// @param target `HOST:PORT`, `dns:///HOST:PORT`, `[IPV6]:PORT`, `unix:PATH`; with TLS
  /// `https://HOST`, `https://HOST:PORT`
  /// @error throws `error` with `unavailable` if the target is no address, or if a certificate or
  /// a key of the options cannot be used.
  explicit channel(std::string_view target, channel_options how = {})
      : channel(transport::parse_address(target).value(),
                std::make_unique<transport::socket_connector>(), with_tls(target, std::move(how))) {
  }

  /// A channel over connections of any kind, with TLS around them if the options say so.
  channel(transport::address where, std::unique_ptr<transport::connector> connects,
          channel_options how = {})
      : where_(std::move(where)),
        connector_(protect(std::move(connects), how)),
        options_(std::move(how)) {}

  channel(const channel&) = delete;
  channel& operator=(const channel&) = delete;

  /// Closes the connections; calls that are still running fail with `cancelled`.
  ~channel() {
    while (!subchannels_.empty()) remove(*subchannels_.back());
  }

  [[nodiscard]] const channel_options& how() const noexcept { return options_; }

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
    if (options_.credentials) found.push_back(authorized_by(options_.credentials));
    if (how.credentials) found.push_back(authorized_by(how.credentials));
    return found;
  }

  void start(runtime::executor& home, call_core& call) override { on(home).start(call); }
  [[nodiscard]] status why_waiting(runtime::executor& home) override {
    return on(home).why_waiting();
  }

 private:
  [[nodiscard]] intercept::interceptor authorized_by(const credentials& whom) const {
    return detail::credentials_interceptor{whom, authority(), connector_->confidential()};
  }

  subchannel& on(runtime::executor& home) {
    const std::lock_guard lock{mutex_};
    for (const auto& each : subchannels_) {
      if (&each->home() == &home) return *each;
    }
    auto* const io = transport::io_executor::of(home);
    const byte_span scratch = io != nullptr ? io->scratch() : byte_span{own_scratch()};
    return *subchannels_.emplace_back(
        std::make_unique<subchannel>(home, scratch, *connector_, where_, authority(), options_,
                                     [this](subchannel& evicted) { remove(evicted); }));
  }

  void remove(subchannel& which) {
    std::unique_ptr<subchannel> removed;
    {
      const std::lock_guard lock{mutex_};
      const auto found = std::ranges::find(subchannels_, &which, &std::unique_ptr<subchannel>::get);
      removed = std::move(*found);
      subchannels_.erase(found);
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
    if (!how.tls) return connects;
    return transport::connect_with_tls(std::move(connects), *how.tls, how.authority).value();
  }

  // A path is no authority. @source gRPC, doc/naming.md; RFC 9110, section 4.2.3
  [[nodiscard]] std::string authority() const {
    if (!options_.authority.empty()) return options_.authority;
    if (options_.tls && !options_.tls->server_name.empty()) return options_.tls->server_name;
    return where_.type == transport::address::kind::unix_ ? "localhost" : to_string(where_);
  }

  byte_span own_scratch() {
    if (scratch_ == nullptr) scratch_ = std::make_unique<std::array<std::byte, 16 * 1024>>();
    return *scratch_;
  }

  transport::address where_;
  std::unique_ptr<transport::connector> connector_;
  channel_options options_;
  intercept::interceptor_list interceptors_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<subchannel>> subchannels_;       // one for each executor
  std::unique_ptr<std::array<std::byte, 16 * 1024>> scratch_;  // for executors without sockets
};

}  // namespace tern::client_side
