// SPDX-License-Identifier: MIT
#pragma once

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

#include <tern/base/compiled.hpp>
#include <tern/base/entity_id.hpp>
#include <tern/base/result.hpp>
#include <tern/base/unique_function.hpp>
#include <tern/server/counters.hpp>
#include <tern/server/endpoint.hpp>
#include <tern/server/files.hpp>
#include <tern/server/handler.hpp>
#include <tern/server/http_handler.hpp>
#include <tern/server/openapi.hpp>
#include <tern/server/options.hpp>
#include <tern/server/route.hpp>
#include <tern/transport/acceptor.hpp>
#include <tern/transport/address.hpp>
#include <tern/transport/io_executor.hpp>
#include <tern/transport/io_loop.hpp>
#include <tern/transport/tls.hpp>
#include <tern/transport/tls_options.hpp>

namespace tern::server_side {

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
  using options = server_side::options;

  explicit server(options how = {}) : options_(how) {
    const std::size_t count = how.io_thread_count == 0 ? 1 : how.io_thread_count;
    for (std::size_t i = 0; i < count; ++i) workers_.push_back(std::make_unique<worker>(*this));
  }

  /// A server on the program's own loop. It serves while `io` runs; run() is not used.
  /// @lifetime `io` outlives the server, and is run by one thread.
  explicit server(asio::io_context& io, options how = {}) : options_(how) {
    workers_.push_back(std::make_unique<worker>(*this, io));
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
  ///
  /// Methods with an HTTP rule are called with plain HTTP and JSON as well: see docs/rest.md.
  /// @error throws std::logic_error if the contract is served already, if a rule is wrong or the
  /// same as another one, or if there are rules and no server_options::json.
  template <class Contract, class Service>
  void add(Service service) {
    add<Contract>(std::make_shared<Service>(std::move(service)));
  }

  /// The same for an object that the program shares: with another contract, or with a test.
  template <class Contract, class Service>
  void add(std::shared_ptr<Service> object) {
    static_assert(reflect::described_service<Contract>,
                  "tern::server::add<Contract>(service): describe the contract with TERN_SERVICE");
    if constexpr (reflect::described_service<Contract>) {
      const std::string taken = add_routes<Contract>(routes_, *object);
      if (!taken.empty())
        throw std::logic_error("tern::server::add: " + taken + " is served already");
      routes_.keep(std::move(object));
      add_rules(schema::service_info_of<Contract>);
    }
  }

  /// Answers requests of plain HTTP for `path`, beside the calls, with any callable: see
  /// http_handler. A path that ends in `/*` stands for all that begin like it. HEAD is answered as
  /// GET is, without the body. Before run().
  ///
  ///     server.get("/health", [] { return "well\n"; });
  /// @error throws std::logic_error if path and method are served already, or are none.
  void get(std::string_view path, http_handler handler) { handle("GET", path, std::move(handler)); }
  void post(std::string_view path, http_handler handler) {
    handle("POST", path, std::move(handler));
  }
  void put(std::string_view path, http_handler handler) { handle("PUT", path, std::move(handler)); }
  void patch(std::string_view path, http_handler handler) {
    handle("PATCH", path, std::move(handler));
  }
  void del(std::string_view path, http_handler handler) {
    handle("DELETE", path, std::move(handler));
  }
  void handle(std::string_view method, std::string_view path, http_handler handler) {
    routes_.add_http(method, path, std::move(handler));
  }

  /// Serves the files of a directory under `path`: see server_side::files. Before run().
  ///
  ///     server.files("/", "site");
  /// @error throws `error` with `not_found` if there is no such directory; std::logic_error as
  /// get()
  void files(std::string_view path, const std::filesystem::path& directory, file_options how = {}) {
    add_files(routes_, path, directory, std::move(how));
  }

  /// Serves the OpenAPI document of the contracts that are added, of what they have HTTP rules for.
  /// Before run().
  ///
  ///     server.openapi("/openapi.json", {.version = "1.2.0"});
  /// @error throws std::logic_error as get()
  void openapi(std::string_view path, const rest::openapi_info& info = {}) {
    add_openapi(routes_, path, info);
  }

  /// Puts an interceptor around all calls, those of unknown methods included, and around requests
  /// of plain HTTP; around those of one contract, `intercept<Greeter>(f)`; or of one method,
  /// `intercept<&Greeter::SayHello>(f)`. The first one that is added is the outermost. Before
  /// run().
  void intercept(intercept::interceptor around) { routes_.intercept("", std::move(around)); }
  template <reflect::described_service Contract>
  void intercept(intercept::interceptor around) {
    routes_.intercept(rpc::service_path<Contract>(), std::move(around));
  }
  template <auto Method>
  void intercept(intercept::interceptor around) {
    routes_.intercept(rpc::method_path<Method>(), std::move(around));
  }

  /// The longest request of one contract, `limit_requests<Greeter>(bytes)`, or of one method,
  /// `limit_requests<&Greeter::SayHello>(bytes)`, in place of receive_max_bytes. After add(),
  /// before run().
  /// @error throws std::logic_error if it is not served.
  template <reflect::described_service Contract>
  void limit_requests(std::size_t receive_max_bytes) {
    limit_requests(rpc::service_path<Contract>(), receive_max_bytes);
  }
  template <auto Method>
  void limit_requests(std::size_t receive_max_bytes) {
    limit_requests(rpc::method_path<Method>(), receive_max_bytes);
  }

  /// The contracts that are served.
  [[nodiscard]] const std::vector<const schema::service_info*>& services() const noexcept {
    return routes_.services();
  }

  /// Calls `notice` when the server begins to drain, on the thread of run(). Before run().
  void on_drain(unique_function<void()> notice) { drain_notices_.push_back(std::move(notice)); }

  /// Starts to listen on `HOST:PORT`, `[IPV6]:PORT` or `unix:PATH`. Port 0 lets the system choose.
  /// @returns the address, with the port that was chosen.
  /// @error throws `error` with `unavailable` if the address cannot be listened on.
  transport::address listen(std::string_view where) { return open(where, nullptr); }

  /// The same with TLS. Other addresses of the server may be without.
  ///
  ///     server.listen("0.0.0.0:443", tern::tls::server{.certificate = "server.pem",
  ///                                                    .key = "server.key"});
  /// @error throws `error` with `unavailable` also if a certificate or a key cannot be used.
  transport::address listen(std::string_view where, transport::tls::server how) {
    auto made = transport::tls_acceptance::make(std::move(how), options_.http_versions).value();
    return open(where, tls_.emplace_back(std::move(made)).get());
  }

  /// Reads the certificates and keys of all TLS listeners again, for new connections. Files that
  /// change are noticed without this: see tls::server::reload_interval. @thread any.
  /// @returns why one of them could not be used; what it had is still in use.
  status reload_certificates() {
    status outcome;
    for (const auto& each : tls_) {
      if (status failed = each->reload(); !failed.ok()) outcome = std::move(failed);
    }
    return outcome;
  }

  /// What has happened on all TLS listeners. @thread any.
  [[nodiscard]] transport::tls::counters tls_counters() const {
    transport::tls::counters sum;
    for (const auto& each : tls_) {
      const transport::tls::counters part = each->counters();
      sum.handshakes += part.handshakes;
      sum.failed_handshakes += part.failed_handshakes;
      sum.reloads += part.reloads;
      sum.failed_reloads += part.failed_reloads;
    }
    return sum;
  }

  /// What was counted until now: calls by method, and listeners. See docs/operations.md.
  /// @thread any, also while the server runs.
  [[nodiscard]] server_side::counters counters() const {
    server_side::counters now{.id = id_, .listeners = listeners_};
    std::vector<call_counters> calls(routes_.size() + 1);
    for (const auto& each : workers_) {
      each->calls.calls().add_to(calls);
      each->calls.connections().add_to(now.listeners);
    }
    for (const call_counters& each : calls) now.calls += each;
    if (calls.front().started != 0) now.methods.push_back({"", calls.front()});
    routes_.for_each([&](const std::string& name, std::size_t number) {
      now.methods.push_back({name, calls[number]});
    });
    std::ranges::sort(now.methods, {}, &method_counters::method);
    return now;
  }

  /// The connections that are open now, the oldest first. @thread any, also while the server runs.
  [[nodiscard]] std::vector<connection_counters> connections() const {
    const std::vector<std::string> locals = addresses();
    std::vector<connection_counters> all;
    for (const auto& each : workers_) each->calls.connections().add_to(all, locals);
    std::ranges::sort(all, {}, &connection_counters::id);
    return all;
  }

  /// One of them; nothing if it is not open. @thread any, also while the server runs.
  [[nodiscard]] std::optional<connection_counters> connection(std::uint64_t id) const {
    const std::vector<std::string> locals = addresses();
    for (const auto& each : workers_) {
      if (auto found = each->calls.connections().find(id, locals)) return found;
    }
    return std::nullopt;
  }

  /// Serves until stop(), or until SIGINT or SIGTERM: then takes no new calls, lets the running
  /// ones end, and returns.
  void run() {
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

  /// Begins to drain the server; run() returns when that is done. @thread any.
  void stop() {
    // A program's loop may get to it when the server has gone; threads of its own go with it.
    post([this] { drain(); });
  }

 private:
  struct worker {
    template <class... Io>
    explicit worker(server& of, Io&... io)
        : loop(io...), calls(loop.home().core(), loop.home().scratch(), of.routes_, of.options_) {}

    void drain() {
      calls.drain([this] {
        if (loop.owned()) loop.stop();
      });
    }

    transport::io_loop loop;
    endpoint calls;
  };

  [[nodiscard]] std::vector<std::string> addresses() const {
    std::vector<std::string> all;
    for (const listener_counters& each : listeners_) all.push_back(each.address);
    return all;
  }

  void add_rules(const schema::service_info& service) {
    const bool has_rules = std::ranges::any_of(
        service.methods, [](const auto& each) { return !each.http_rules.empty(); });
    if (has_rules && options_.json == nullptr) {
      throw std::logic_error("tern::server::add: " + std::string{service.full_name} +
                             " has HTTP rules, whose bodies are JSON: give the server "
                             "server_options{.json = &tern::json_codec}");
    }
    const std::string wrong = routes_.add_rules(service);
    if (!wrong.empty()) throw std::logic_error("tern::server::add: " + wrong);
  }

  void limit_requests(const std::string& scope, std::size_t bytes) {
    if (routes_.limit_requests(scope, bytes) != 0) return;
    throw std::logic_error("tern::server::limit_requests: " + scope + " is not served");
  }

  /// Runs `function` on the thread of run(), unless the server is gone by then.
  template <class F>
  void post(F function) {
    workers_.front()->loop.home().post(
        [function, exists = std::weak_ptr<const char>{existence_}]() mutable {
          if (!exists.expired()) function();
        });
  }

  transport::address open(std::string_view where, transport::tls_acceptance* security) {
    const transport::address wanted = transport::parse_address(where).value();
    auto opened =
        transport::acceptor::listen(workers_.front()->loop.home(), wanted, options_.reuse_port)
            .value();
    transport::acceptor& added = *acceptors_.emplace_back(std::move(opened));
    const std::size_t number = listeners_.size();
    listeners_.push_back(
        {.id = next_entity_id(), .address = to_string(added.local()), .tls = security != nullptr});
    added.start(
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
    return added.local();
  }

  void drain() {
    for (auto& notice : std::exchange(drain_notices_, {})) notice();
    for (const auto& each : acceptors_) each->drain();
    // Behind the connections that the acceptors have just passed on.
    post([this] { drain_workers(); });
  }

  void drain_workers() {
    for (std::size_t i = 1; i < workers_.size(); ++i) {
      workers_[i]->loop.home().post([&worker = *workers_[i]] { worker.drain(); });
    }
    workers_.front()->drain();
  }

  const std::uint64_t id_ = next_entity_id();
  options options_;
  router routes_;
  std::vector<std::unique_ptr<transport::tls_acceptance>> tls_;  // of the listeners that have it
  std::vector<std::unique_ptr<worker>> workers_;
  std::vector<std::unique_ptr<transport::acceptor>> acceptors_;
  std::vector<listener_counters> listeners_;  // what does not change of them, in the same order
  std::vector<unique_function<void()>> drain_notices_;
  std::size_t next_worker_ = 0;
  std::shared_ptr<const char> existence_ = std::make_shared<const char>();
};

}  // namespace tern::server_side
