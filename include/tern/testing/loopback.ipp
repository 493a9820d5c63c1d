// SPDX-License-Identifier: MIT
#pragma once

#include <tern/testing/loopback.hpp>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include <tern/server/endpoint.hpp>
#include <tern/server/router.hpp>
#include <tern/transport/memory.hpp>

namespace tern::testing {

struct memory_server::residence : runtime::resident {
  residence(memory_server& of, runtime::executor& on)
      : resident([](resident& item) noexcept {
          auto& self = static_cast<residence&>(item);
          self.owner.remove(self);
        }),
        owner(of),
        home(on),
        calls(on, of.scratch_, *of.routes_, of.options_) {
    on.settle(*this);
  }
  memory_server& owner;
  runtime::executor& home;
  server_side::endpoint calls;
};

class memory_server::memory_connector final : public transport::connector {
 public:
  explicit memory_connector(memory_server& to) noexcept : server_(to) {}

  // Nothing leaves the process: calls may have credentials.
  [[nodiscard]] bool confidential() const noexcept override { return true; }

  [[nodiscard]] std::unique_ptr<transport::connect_attempt> connect(runtime::executor& home,
                                                                    const transport::address&,
                                                                    done finished) override {
    auto begun = std::make_unique<attempt>(server_, home, std::move(finished));
    home.make_ready(*begun);
    return begun;
  }

 private:
  struct attempt final : transport::connect_attempt, runtime::work {
    attempt(memory_server& to, runtime::executor& on, done report)
        : work([](work& item) noexcept {
            auto& self = static_cast<attempt&>(item);
            self.finished(self.server.connect(self.home));
          }),
          server(to),
          home(on),
          finished(std::move(report)) {}
    memory_server& server;
    runtime::executor& home;
    done finished;
  };

  memory_server& server_;
};

TERN_INLINE memory_server::memory_server(server_side::options how)
    : options_(std::move(how)), routes_(std::make_unique<server_side::router>()) {}

TERN_INLINE memory_server::~memory_server() {
  while (!homes_.empty()) remove(*homes_.back());
}

TERN_INLINE const std::vector<const schema::service_info*>& memory_server::services()
    const noexcept {
  return routes_->services();
}

TERN_INLINE void memory_server::intercept(intercept::interceptor around) {
  routes_->intercept("", std::move(around));
}

TERN_INLINE std::unique_ptr<transport::connector> memory_server::connector() {
  return std::make_unique<memory_connector>(*this);
}

TERN_INLINE std::unique_ptr<transport::byte_stream> memory_server::connect(
    runtime::executor& home) {
  auto ends = transport::memory_stream::make_pair(home);
  on(home).calls.adopt(std::move(ends.second));
  return std::move(ends.first);
}

TERN_INLINE void memory_server::keep(std::shared_ptr<void> service) {
  routes_->keep(std::move(service));
}

TERN_INLINE memory_server::residence& memory_server::on(runtime::executor& home) {
  for (const auto& each : homes_) {
    if (&each->home == &home) return *each;
  }
  return *homes_.emplace_back(std::make_unique<residence>(*this, home));
}

TERN_INLINE void memory_server::remove(residence& which) {
  const auto found = std::ranges::find(homes_, &which, &std::unique_ptr<residence>::get);
  const std::unique_ptr<residence> removed = std::move(*found);
  homes_.erase(found);
}

}  // namespace tern::testing
