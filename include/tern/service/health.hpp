// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/base/result.hpp>
#include <tern/codec/proto.hpp>
#include <tern/reflect/enum.hpp>
#include <tern/reflect/message.hpp>
#include <tern/reflect/service.hpp>
#include <tern/runtime/event.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/runtime/stream.hpp>
#include <tern/runtime/task.hpp>

/// The health service that load balancers, Kubernetes and grpc_health_probe ask.
/// @source grpc/health/v1/health.proto; gRPC, doc/health-checking.md; A90 for List
namespace tern::service {

/// Whether a service can be used.
enum class serving_status : std::int32_t { unknown, serving, not_serving, service_unknown };
TERN_ENUM(serving_status, "grpc.health.v1.HealthCheckResponse.ServingStatus", (unknown, "UNKNOWN"),
          (serving, "SERVING"), (not_serving, "NOT_SERVING"), (service_unknown, "SERVICE_UNKNOWN"))

struct HealthCheckRequest {
  std::string service{};  ///< a full name; empty for the server as a whole
};
TERN_MESSAGE(HealthCheckRequest, "grpc.health.v1.HealthCheckRequest", (1, service))

struct HealthCheckResponse {
  serving_status status = serving_status::unknown;
};
TERN_MESSAGE(HealthCheckResponse, "grpc.health.v1.HealthCheckResponse", (1, status))

struct HealthListRequest {};
TERN_MESSAGE(HealthListRequest, "grpc.health.v1.HealthListRequest")

struct HealthListResponse {
  std::map<std::string, HealthCheckResponse> statuses{};
};
TERN_MESSAGE(HealthListResponse, "grpc.health.v1.HealthListResponse", (1, statuses))

struct Health {
  runtime::task<HealthCheckResponse> Check(HealthCheckRequest);
  runtime::task<HealthListResponse> List(HealthListRequest);
  runtime::stream<HealthCheckResponse> Watch(HealthCheckRequest);
};
TERN_SERVICE(Health, ("grpc.health.v1.Health"), Check, List, Watch)

/// What a server says of its health.
///
///     tern::health health{server};                            // the server serves
///     health.set("hello.v1.Greeter", tern::serving_status::not_serving);
///
/// When the server drains, everything is `not_serving`, whatever is set later.
/// @thread any. Copies share what they say; they may go before the server.
class health {
 public:
  /// Adds the service to a server, before it runs.
  template <class Server>
  explicit health(Server& server) {
    server.template add<Health>(served{state_});
    if constexpr (requires { server.on_drain([] {}); }) {
      server.on_drain([state = state_] { state->shut_down(); });
    }
  }

  /// Says how a service is, or with an empty name the server as a whole.
  void set(std::string_view service, serving_status status) { state_->set(service, status); }

  /// Says that everything is `not_serving`, for ever.
  void shut_down() { state_->shut_down(); }

 private:
  // Somebody who watches, on a thread of its own.
  struct watcher {
    std::string service;
    runtime::executor* home;
    runtime::event changed;
  };

  class shared {
   public:
    void set(std::string_view service, serving_status status) {
      const std::lock_guard lock{mutex_};
      if (shut_down_) return;
      statuses_.insert_or_assign(std::string{service}, status);
      tell(service);
    }

    void shut_down() {
      const std::lock_guard lock{mutex_};
      if (std::exchange(shut_down_, true)) return;
      for (auto& [service, status] : statuses_) status = serving_status::not_serving;
      for (const auto& each : watchers_) wake(each);
    }

    /// `service_unknown` of what nobody has set.
    [[nodiscard]] serving_status get(const std::string& service) const {
      const std::lock_guard lock{mutex_};
      const auto found = statuses_.find(service);
      return found == statuses_.end() ? serving_status::service_unknown : found->second;
    }
    [[nodiscard]] bool is_shut_down() const {
      const std::lock_guard lock{mutex_};
      return shut_down_;
    }
    [[nodiscard]] std::map<std::string, HealthCheckResponse> all() const {
      const std::lock_guard lock{mutex_};
      std::map<std::string, HealthCheckResponse> copy;
      for (const auto& [service, status] : statuses_) copy[service] = {status};
      return copy;
    }

    void add(std::shared_ptr<watcher> added) {
      const std::lock_guard lock{mutex_};
      watchers_.push_back(std::move(added));
    }
    void remove(const std::shared_ptr<watcher>& gone) {
      const std::lock_guard lock{mutex_};
      std::erase(watchers_, gone);
    }

   private:
    void tell(std::string_view service) {
      for (const auto& each : watchers_)
        if (each->service == service) wake(each);
    }
    // Still locked: a watcher that is leaving waits, so its executor is there.
    static void wake(const std::shared_ptr<watcher>& who) {
      who->home->post([who] { who->changed.set(); });
    }

    mutable std::mutex mutex_;
    bool shut_down_ = false;
    std::map<std::string, serving_status> statuses_{{"", serving_status::serving}};
    std::vector<std::shared_ptr<watcher>> watchers_;
  };

  // A watcher is known for as long as its stream runs.
  struct registration {
    registration(std::shared_ptr<shared> at, std::string service)
        : state(std::move(at)), who(std::make_shared<watcher>()) {
      who->service = std::move(service);
      who->home = &runtime::current_environment()->executor;
      state->add(who);
    }
    registration(const registration&) = delete;
    registration& operator=(const registration&) = delete;
    ~registration() { state->remove(who); }
    std::shared_ptr<shared> state;
    std::shared_ptr<watcher> who;
  };

  struct served {
    std::shared_ptr<shared> state;

    runtime::task<HealthCheckResponse> Check(HealthCheckRequest request) {
      const serving_status status = state->get(request.service);
      if (status == serving_status::service_unknown) {
        co_return tern::status{code::not_found, "unknown service"};
      }
      co_return HealthCheckResponse{status};
    }

    runtime::task<HealthListResponse> List(HealthListRequest) {
      constexpr std::size_t list_max_count = 100;  // @source A90
      auto statuses = state->all();
      if (statuses.size() > list_max_count) {
        co_return tern::status{code::resource_exhausted,
                               "more than 100 services have a status, List gives at most 100"};
      }
      co_return HealthListResponse{std::move(statuses)};
    }

    runtime::stream<HealthCheckResponse> Watch(HealthCheckRequest request) {
      return watch(state, std::move(request.service));
    }
  };

  // Each status once; the last one when the server drains, for which a watcher must not be waited.
  static runtime::stream<HealthCheckResponse> watch(std::shared_ptr<shared> state,
                                                    std::string service) {
    const registration here{state, service};
    serving_status told = state->get(service);
    co_yield HealthCheckResponse{told};
    while (!state->is_shut_down()) {
      co_await here.who->changed.wait();
      const serving_status now = state->get(service);
      if (now == told) continue;
      told = now;
      co_yield HealthCheckResponse{now};
    }
    throw error{code::unavailable, "the server is shutting down"};
  }

  std::shared_ptr<shared> state_ = std::make_shared<shared>();
};

}  // namespace tern::service
