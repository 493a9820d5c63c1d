// SPDX-License-Identifier: MIT
#pragma once

#include <tern/client/channel.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <tern/base/connection_counters.hpp>
#include <tern/base/result.hpp>
#include <tern/client/connectivity_board.hpp>
#include <tern/client/credentials_interceptor.hpp>
#include <tern/client/subchannel.hpp>
#include <tern/transport/io_executor.hpp>
#include <tern/transport/socket_connector.hpp>
#include <tern/transport/socket_resolver.hpp>
#include <tern/transport/target.hpp>
#include <tern/transport/tls.hpp>

namespace tern::client_side {
namespace detail {

/// The options of a channel to `target`, which has TLS if either says so.
[[nodiscard]] inline channel_options with_tls(std::string_view target, channel_options how) {
  if (transport::wants_tls(target) && !how.tls) how.tls.emplace();
  if (how.tls && target.starts_with("http://")) {
    throw error(code::unavailable, "the target is one without TLS, but the options have TLS: \"" +
                                       std::string{target} + "\"");
  }
  return how;
}

/// The connections that a channel with these options has: those of `connects`, in TLS if it has to.
[[nodiscard]] inline std::unique_ptr<transport::connector> protect(
    std::unique_ptr<transport::connector> connects, const channel_options& how) {
  if (how.http_version == http_version::http1 && how.protocol.needs_http2()) {
    throw error(code::invalid_argument,
                std::string{how.protocol.name()}.append(" needs HTTP/2, and the options want "
                                                        "HTTP/1.1: choose another protocol"));
  }
  if (!how.tls) return connects;
  return transport::connect_with_tls(std::move(connects), *how.tls, how.authority, versions_of(how))
      .value();
}

}  // namespace detail

TERN_INLINE channel::channel(std::string_view target, channel_options how)
    : channel(transport::parse_target(target).value(),
              std::make_unique<transport::socket_connector>(),
              detail::with_tls(target, std::move(how)),
              std::make_unique<transport::socket_resolver>()) {}

TERN_INLINE channel::channel(std::vector<transport::address> where,
                             std::unique_ptr<transport::connector> connects, channel_options how,
                             std::unique_ptr<transport::resolver> names)
    : to_{std::move(where), detail::protect(std::move(connects), how), std::move(names),
          std::move(how)},
      board_(std::make_shared<connectivity_board>()) {}

TERN_INLINE channel::channel(transport::address where,
                             std::unique_ptr<transport::connector> connects, channel_options how)
    : channel(std::vector{std::move(where)}, std::move(connects), std::move(how)) {}

TERN_INLINE channel::~channel() {
  board_->shut_down();
  while (!subchannels_.empty()) remove(*subchannels_.back());
}

TERN_INLINE std::vector<intercept::interceptor> channel::around(std::string_view method,
                                                                const call_options& how) const {
  std::vector<intercept::interceptor> found = interceptors_.around(method);
  if (to_.how.credentials) found.push_back(authorized_by(to_.how.credentials, how));
  if (how.credentials) found.push_back(authorized_by(how.credentials, how));
  return found;
}

TERN_INLINE connectivity channel::state() const {
  return board_->state();
}

TERN_INLINE runtime::task<connectivity> channel::state_changed(connectivity from,
                                                               runtime::time_point deadline) const {
  return connectivity_board::changed(board_, from, deadline);
}

TERN_INLINE void channel::connect() {
  runtime::environment* const here = runtime::current_environment();
  if (here == nullptr) throw error(code::internal, "channel::connect() outside of a coroutine");
  on(here->executor).connect();
}

TERN_INLINE client_side::counters channel::counters() const {
  client_side::counters now{.id = id_, .target = to_.text(), .state = state()};
  const std::lock_guard lock{mutex_};
  now.calls = ended_;
  for (const auto& each : subchannels_) each->book().add_to(now);
  std::ranges::sort(now.connections, {}, &connection_counters::id);
  return now;
}

TERN_INLINE void channel::start(runtime::executor& home, call_core& call) {
  on(home).start(call);
}

TERN_INLINE void channel::start_again(runtime::executor& home, call_core& call) noexcept {
  on(home).start_again(call);
}

TERN_INLINE std::string channel::why_waiting(runtime::executor& home) {
  return on(home).why_waiting();
}

TERN_INLINE intercept::interceptor channel::authorized_by(const credentials& whom,
                                                          const call_options& how) const {
  const bool named = !how.authority.empty();
  return detail::credentials_interceptor{
      whom, named ? how.authority : to_.authority_of(to_.addresses.front()),
      to_.connects->confidential()};
}

TERN_INLINE subchannel& channel::on(runtime::executor& home) {
  const std::lock_guard lock{mutex_};
  for (const auto& each : subchannels_) {
    if (&each->home() == &home) return *each;
  }
  auto* const io = transport::io_executor::of(home);
  const byte_span scratch = io != nullptr ? io->scratch() : own_scratch();
  return *subchannels_.emplace_back(std::make_unique<subchannel>(
      home, scratch, to_, *board_, [this](subchannel& evicted) { remove(evicted); }));
}

TERN_INLINE void channel::remove(subchannel& which) {
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

TERN_INLINE byte_span channel::own_scratch() {
  if (scratch_ == nullptr) scratch_ = std::make_unique<std::array<std::byte, 16 * 1024>>();
  return *scratch_;
}

}  // namespace tern::client_side
