// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/base/compiled.hpp>
#include <tern/base/config.hpp>
#include <tern/base/entity_id.hpp>
#include <tern/base/result.hpp>
#include <tern/base/unique_function.hpp>
#include <tern/intercept/interceptor.hpp>
#include <tern/rest/openapi_info.hpp>
#include <tern/schema/service_info.hpp>
#include <tern/server/counters.hpp>
#include <tern/server/file_options.hpp>
#include <tern/server/handler.hpp>
#include <tern/server/http_handler.hpp>
#include <tern/server/options.hpp>
#include <tern/transport/address.hpp>
#include <tern/transport/io_context.hpp>
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

  explicit server(options how = {});

  /// A server on the program's own loop. It serves while `io` runs; run() is not used.
  /// @lifetime `io` outlives the server, and is run by one thread.
  explicit server(asio::io_context& io, options how = {});

  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// Closes everything; running handlers are cancelled. Not while run() is running.
  ~server();

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
      const std::string taken = add_routes<Contract>(*routes_, *object);
      keep(std::move(object), taken, schema::service_info_of<Contract>);
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
  void handle(std::string_view method, std::string_view path, http_handler handler);

  /// Serves the files of a directory under `path`: see server_side::files. Before run().
  ///
  ///     server.files("/", "site");
  /// @error throws `error` with `not_found` if there is no such directory; std::logic_error as
  /// get()
  void files(std::string_view path, const std::filesystem::path& directory, file_options how = {});

  /// Serves the OpenAPI document of the contracts that are added, of what they have HTTP rules for.
  /// Before run().
  ///
  ///     server.openapi("/openapi.json", {.version = "1.2.0"});
  /// @error throws std::logic_error as get()
  void openapi(std::string_view path, const rest::openapi_info& info = {});

  /// Puts an interceptor around all calls, those of unknown methods included, and around requests
  /// of plain HTTP; around those of one contract, `intercept<Greeter>(f)`; or of one method,
  /// `intercept<&Greeter::SayHello>(f)`. The first one that is added is the outermost. Before
  /// run().
  void intercept(intercept::interceptor around) { intercept_in("", std::move(around)); }
  template <reflect::described_service Contract>
  void intercept(intercept::interceptor around) {
    intercept_in(rpc::service_path<Contract>(), std::move(around));
  }
  template <auto Method>
  void intercept(intercept::interceptor around) {
    intercept_in(rpc::method_path<Method>(), std::move(around));
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
  [[nodiscard]] const std::vector<const schema::service_info*>& services() const noexcept;

  /// Calls `notice` when the server begins to drain, on the thread of run(). Before run().
  void on_drain(unique_function<void()> notice) { drain_notices_.push_back(std::move(notice)); }

  /// Starts to listen on `HOST:PORT`, `[IPV6]:PORT` or `unix:PATH`. Port 0 lets the system choose.
  /// @returns the address, with the port that was chosen.
  /// @error throws `error` with `unavailable` if the address cannot be listened on.
  transport::address listen(std::string_view where);

  /// The same with TLS. Other addresses of the server may be without.
  ///
  ///     server.listen("0.0.0.0:443", tern::tls::server{.certificate = "server.pem",
  ///                                                    .key = "server.key"});
  /// @error throws `error` with `unavailable` also if a certificate or a key cannot be used.
  transport::address listen(std::string_view where, transport::tls::server how);

  /// Reads the certificates and keys of all TLS listeners again, for new connections. Files that
  /// change are noticed without this: see tls::server::reload_interval. @thread any.
  /// @returns why one of them could not be used; what it had is still in use.
  status reload_certificates();

  /// What has happened on all TLS listeners. @thread any.
  [[nodiscard]] transport::tls::counters tls_counters() const;

  /// What was counted until now: calls by method, and listeners. See docs/operations.md.
  /// @thread any, also while the server runs.
  [[nodiscard]] server_side::counters counters() const;

  /// The connections that are open now, the oldest first. @thread any, also while the server runs.
  [[nodiscard]] std::vector<connection_counters> connections() const;

  /// One of them; nothing if it is not open. @thread any, also while the server runs.
  [[nodiscard]] std::optional<connection_counters> connection(std::uint64_t id) const;

  /// Serves until stop(), or until SIGINT or SIGTERM: then takes no new calls, lets the running
  /// ones end, and returns.
  void run();

  /// Begins to drain the server; run() returns when that is done. @thread any.
  void stop();

 private:
  struct listener;
  struct worker;

  // What is left of add() when the types have gone.
  void keep(std::shared_ptr<void> service, const std::string& taken,
            const schema::service_info& contract);
  void add_rules(const schema::service_info& service);
  void intercept_in(std::string scope, intercept::interceptor around);
  void limit_requests(const std::string& scope, std::size_t bytes);

  [[nodiscard]] std::vector<std::string> addresses() const;

  // Runs it on the thread of run(), unless the server is gone by then.
  void post(void (server::*function)());

  transport::address open(std::string_view where, std::unique_ptr<listener> added);
  void drain();
  void drain_workers();

  const std::uint64_t id_ = next_entity_id();
  options options_;
  std::unique_ptr<router> routes_;
  std::vector<std::unique_ptr<listener>> listeners_;  // longer than what they have accepted
  std::vector<std::unique_ptr<worker>> workers_;
  std::vector<unique_function<void()>> drain_notices_;
  std::size_t next_worker_ = 0;
  std::shared_ptr<const char> existence_ = std::make_shared<const char>();
};

}  // namespace tern::server_side

#if !TERN_COMPILED
#include <tern/server/server.ipp>
#endif
