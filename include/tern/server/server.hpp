// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <csignal>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>

#include <tern/base/result.hpp>
#include <tern/server/endpoint.hpp>
#include <tern/server/handler.hpp>
#include <tern/server/options.hpp>
#include <tern/server/route.hpp>
#include <tern/transport/acceptor.hpp>
#include <tern/transport/address.hpp>
#include <tern/transport/io_executor.hpp>

namespace tern::server {

/// Serves contracts on one or several addresses.
///
///     tern::server server;
///     server.add<Greeter>(GreeterService{});
///     server.listen("0.0.0.0:50051");
///     server.run();
///
/// A server has threads of its own, which run() drives, or lives on a program's io_context.
/// @thread add() and listen() before run(); stop() from any thread.
class server {
 public:
  using options = tern::server::options;

  explicit server(options how = {}) : options_(how), owns_loops_(true) {
    const std::size_t count = how.io_thread_count == 0 ? 1 : how.io_thread_count;
    for (std::size_t i = 0; i < count; ++i) {
      workers_.push_back(std::make_unique<worker>(std::make_unique<asio::io_context>(1), *this));
    }
  }

  /// A server on the program's own loop. It serves while `io` runs; run() is not used.
  /// @lifetime `io` outlives the server, and is run by one thread.
  explicit server(asio::io_context& io, options how = {}) : options_(how), owns_loops_(false) {
    workers_.push_back(std::make_unique<worker>(io, *this));
  }

  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// Closes everything; running handlers are cancelled. Not while run() is running.
  ~server() {
    acceptors_.clear();
    workers_.clear();
  }

  /// Serves Contract with `service`: an object that has the contract's methods, each with or
  /// without a context in front.
  ///
  /// Handlers of one connection run on that connection's thread; with several I/O threads a
  /// service is used by all of them at once.
  /// @error throws std::logic_error if the contract is served already.
  template <class Contract, class Service>
  void add(Service service) {
    static_assert(reflect::described_service<Contract>,
                  "tern::server::add<Contract>(service): describe the contract with TERN_SERVICE");
    auto object = std::make_shared<Service>(std::move(service));
    const std::string taken = add_routes<Contract>(routes_, *object);
    if (!taken.empty())
      throw std::logic_error("tern::server::add: " + taken + " is served already");
    routes_.keep(std::move(object));
  }

  /// Starts to listen on `HOST:PORT`, `[IPV6]:PORT` or `unix:PATH`. Port 0 lets the system choose.
  /// @returns the address, with the port that was chosen.
  /// @error throws `error` with `unavailable` if the address cannot be listened on.
  transport::address listen(std::string_view where) {
    const transport::address wanted = transport::parse_address(where).value();
    auto opened = transport::acceptor::listen(workers_.front()->home, wanted).value();
    transport::acceptor& added = *acceptors_.emplace_back(std::move(opened));
    added.start(
        [this]() -> transport::io_executor& {
          return workers_[next_worker_++ % workers_.size()]->home;
        },
        [this](transport::io_executor& home, std::unique_ptr<transport::byte_stream> bytes) {
          for (const auto& each : workers_) {
            if (&each->home == &home) each->calls.adopt(std::move(bytes));
          }
        });
    return added.local();
  }

  /// Serves until stop(), or until SIGINT or SIGTERM: then takes no new calls, lets the running
  /// ones end, and returns.
  void run() {
    assert(owns_loops_ && "a server on a program's io_context serves while that runs");
    asio::signal_set signals{workers_.front()->home.io()};
    if (options_.handle_signals) {
      signals.add(SIGINT);
      signals.add(SIGTERM);
      signals.async_wait([this](const std::error_code& cancelled, int) {
        if (!cancelled) stop();
      });
    }
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < workers_.size(); ++i) {
      threads.emplace_back([&worker = *workers_[i]] { worker.run(); });
    }
    workers_.front()->run();
    for (std::thread& each : threads) each.join();
  }

  /// Begins to drain the server; run() returns when that is done. @thread any.
  void stop() {
    workers_.front()->home.post([this] {
      for (const auto& each : acceptors_) each->close();
      for (const auto& each : workers_) {
        each->home.post([&worker = *each] { worker.drain(); });
      }
    });
  }

 private:
  struct worker {
    worker(std::unique_ptr<asio::io_context> own, server& of) : worker(*own, of) {
      loop = std::move(own);
    }
    worker(asio::io_context& io, server& of)
        : home(transport::io_executor::of(io)),
          calls(home.core(), home.scratch(), of.routes_, of.options_) {}

    void run() {
      // Connections may come from the accepting thread at any time.
      const auto busy = asio::make_work_guard(home.io());
      home.io().run();
    }

    void drain() {
      const bool owned = loop != nullptr;
      calls.drain([this, owned] {
        if (owned) home.io().stop();
      });
    }

    std::unique_ptr<asio::io_context> loop;  // null on a program's io_context
    transport::io_executor& home;
    endpoint calls;
  };

  options options_;
  bool owns_loops_;
  router routes_;
  std::vector<std::unique_ptr<worker>> workers_;
  std::vector<std::unique_ptr<transport::acceptor>> acceptors_;
  std::size_t next_worker_ = 0;
};

}  // namespace tern::server
