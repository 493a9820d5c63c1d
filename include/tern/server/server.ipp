// SPDX-License-Identifier: MIT
#pragma once

#include <tern/server/server.hpp>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <tern/base/result.hpp>
#include <tern/server/endpoint.hpp>
#include <tern/server/files.hpp>
#include <tern/server/openapi.hpp>
#include <tern/server/router.hpp>
#include <tern/transport/acceptor.hpp>
#include <tern/transport/address.hpp>
#include <tern/transport/io_executor.hpp>
#include <tern/transport/io_loop.hpp>
#include <tern/transport/tls.hpp>

namespace tern::server_side {

/// An address that a server listens on.
struct server::listener {
  listener_counters facts;                              ///< those that do not change
  std::unique_ptr<transport::tls_acceptance> security;  ///< null: there is no TLS
  std::unique_ptr<transport::acceptor> accepts;
};

/// One thread of a server, with the connections on it.
struct server::worker {
  template <class... Io>
  explicit worker(server& of, Io&... io)
      : loop(io...), calls(loop.home().core(), loop.home().scratch(), *of.routes_, of.options_) {}

  void drain() {
    calls.drain([this] {
      if (loop.owned()) loop.stop();
    });
  }

  transport::io_loop loop;
  endpoint calls;
};

TERN_INLINE server::server(options how) : options_(how), routes_(std::make_unique<router>()) {
  const std::size_t count = how.io_thread_count == 0 ? 1 : how.io_thread_count;
  for (std::size_t i = 0; i < count; ++i) workers_.push_back(std::make_unique<worker>(*this));
}

TERN_INLINE server::server(asio::io_context& io, options how)
    : options_(how), routes_(std::make_unique<router>()) {
  workers_.push_back(std::make_unique<worker>(*this, io));
}

TERN_INLINE server::~server() {
  for (const auto& each : listeners_) each->accepts.reset();
  workers_.clear();
}

TERN_INLINE void server::keep(std::shared_ptr<void> service, const std::string& taken,
                              const schema::service_info& contract) {
  if (!taken.empty()) throw std::logic_error("tern::server::add: " + taken + " is served already");
  routes_->keep(std::move(service));
  add_rules(contract);
}

TERN_INLINE void server::handle(std::string_view method, std::string_view path,
                                http_handler handler) {
  routes_->add_http(method, path, std::move(handler));
}

TERN_INLINE void server::files(std::string_view path, const std::filesystem::path& directory,
                               file_options how) {
  add_files(*routes_, path, directory, std::move(how));
}

TERN_INLINE void server::openapi(std::string_view path, const rest::openapi_info& info) {
  add_openapi(*routes_, path, info);
}

TERN_INLINE void server::intercept_in(std::string scope, intercept::interceptor around) {
  routes_->intercept(std::move(scope), std::move(around));
}

TERN_INLINE const std::vector<const schema::service_info*>& server::services() const noexcept {
  return routes_->services();
}

TERN_INLINE transport::address server::listen(std::string_view where) {
  return open(where, std::make_unique<listener>());
}

TERN_INLINE transport::address server::listen(std::string_view where, transport::tls::server how) {
  auto added = std::make_unique<listener>();
  added->security = transport::tls_acceptance::make(std::move(how), options_.http_versions).value();
  return open(where, std::move(added));
}

TERN_INLINE status server::reload_certificates() {
  status outcome;
  for (const auto& each : listeners_) {
    if (each->security == nullptr) continue;
    if (status failed = each->security->reload(); !failed.ok()) outcome = std::move(failed);
  }
  return outcome;
}

TERN_INLINE transport::tls::counters server::tls_counters() const {
  transport::tls::counters sum;
  for (const auto& each : listeners_) {
    if (each->security == nullptr) continue;
    const transport::tls::counters part = each->security->counters();
    sum.handshakes += part.handshakes;
    sum.failed_handshakes += part.failed_handshakes;
    sum.reloads += part.reloads;
    sum.failed_reloads += part.failed_reloads;
  }
  return sum;
}

TERN_INLINE server_side::counters server::counters() const {
  server_side::counters now{.id = id_};
  for (const auto& each : listeners_) now.listeners.push_back(each->facts);
  std::vector<call_counters> calls(routes_->size() + 1);
  for (const auto& each : workers_) {
    each->calls.calls().add_to(calls);
    each->calls.connections().add_to(now.listeners);
  }
  for (const call_counters& each : calls) now.calls += each;
  if (calls.front().started != 0) now.methods.push_back({"", calls.front()});
  routes_->for_each([&](const std::string& name, std::size_t number) {
    now.methods.push_back({name, calls[number]});
  });
  std::ranges::sort(now.methods, {}, &method_counters::method);
  return now;
}

TERN_INLINE std::vector<connection_counters> server::connections() const {
  const std::vector<std::string> locals = addresses();
  std::vector<connection_counters> all;
  for (const auto& each : workers_) each->calls.connections().add_to(all, locals);
  std::ranges::sort(all, {}, &connection_counters::id);
  return all;
}

TERN_INLINE std::optional<connection_counters> server::connection(std::uint64_t id) const {
  const std::vector<std::string> locals = addresses();
  for (const auto& each : workers_) {
    if (auto found = each->calls.connections().find(id, locals)) return found;
  }
  return std::nullopt;
}

TERN_INLINE void server::run() {
  transport::io_loop& first = workers_.front()->loop;
  assert(first.owned() && "a server on a program's io_context serves while that runs");
  if (options_.handle_signals) first.on_signal([this] { stop(); });
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < workers_.size(); ++i) {
    threads.emplace_back([&loop = workers_[i]->loop, this] { loop.run(options_.busy_poll); });
  }
  first.run(options_.busy_poll);
  for (std::thread& each : threads) each.join();
  first.ignore_signals();
}

TERN_INLINE void server::stop() {
  // A program's loop may get to it when the server has gone; threads of its own go with it.
  post(&server::drain);
}

TERN_INLINE std::vector<std::string> server::addresses() const {
  std::vector<std::string> all;
  for (const auto& each : listeners_) all.push_back(each->facts.address);
  return all;
}

TERN_INLINE void server::add_rules(const schema::service_info& service) {
  const bool has_rules = std::ranges::any_of(
      service.methods, [](const auto& each) { return !each.http_rules.empty(); });
  if (has_rules && options_.json == nullptr) {
    throw std::logic_error("tern::server::add: " + std::string{service.full_name} +
                           " has HTTP rules, whose bodies are JSON: give the server "
                           "server_options{.json = &tern::json_codec}");
  }
  const std::string wrong = routes_->add_rules(service);
  if (!wrong.empty()) throw std::logic_error("tern::server::add: " + wrong);
}

TERN_INLINE void server::limit_requests(const std::string& scope, std::size_t bytes) {
  if (routes_->limit_requests(scope, bytes) != 0) return;
  throw std::logic_error("tern::server::limit_requests: " + scope + " is not served");
}

TERN_INLINE void server::post(void (server::*function)()) {
  workers_.front()->loop.home().post(
      [this, function, exists = std::weak_ptr<const char>{existence_}]() mutable {
        if (!exists.expired()) (this->*function)();
      });
}

TERN_INLINE transport::address server::open(std::string_view where,
                                            std::unique_ptr<listener> added) {
  const transport::address wanted = transport::parse_address(where).value();
  added->accepts =
      transport::acceptor::listen(workers_.front()->loop.home(), wanted, options_.reuse_port)
          .value();
  const transport::address local = added->accepts->local();
  transport::tls_acceptance* const security = added->security.get();
  added->facts = {.id = next_entity_id(), .address = to_string(local), .tls = security != nullptr};
  const std::size_t number = listeners_.size();
  listeners_.push_back(std::move(added));
  listeners_.back()->accepts->start(
      [this]() -> transport::io_executor& {
        return workers_[next_worker_++ % workers_.size()]->loop.home();
      },
      [this, security, number](transport::io_executor& home,
                               std::unique_ptr<transport::byte_stream> bytes) {
        if (security != nullptr) bytes = security->protect(home.core(), std::move(bytes));
        for (const auto& each : workers_) {
          if (&each->loop.home() == &home) each->calls.adopt(std::move(bytes), number);
        }
      });
  return local;
}

TERN_INLINE void server::drain() {
  for (auto& notice : std::exchange(drain_notices_, {})) notice();
  for (const auto& each : listeners_) each->accepts->drain();
  // Behind the connections that the acceptors have just passed on.
  post(&server::drain_workers);
}

TERN_INLINE void server::drain_workers() {
  for (std::size_t i = 1; i < workers_.size(); ++i) {
    workers_[i]->loop.home().post([&worker = *workers_[i]] { worker.drain(); });
  }
  workers_.front()->drain();
}

}  // namespace tern::server_side
