// SPDX-License-Identifier: MIT
#pragma once

// What the server says of its load: whatever the clients of the test service want it to say.
// Source: gRPC, doc/interop-test-descriptions.md, orca_per_rpc and orca_oob; proposal A51

#include <algorithm>
#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <utility>

#include <tern/codec/proto.hpp>
#include <tern/server.hpp>

#include "load_report.hpp"
#include "wanted_report.hpp"

namespace interop {

using xds::service::orca::v3::OrcaLoadReportRequest;

/// The report of a call, as its trailer holds it.
[[nodiscard]] inline std::string encode_report(const TestOrcaReport& wanted) {
  return std::string{tern::as_text(tern::codec::encode(report_of(wanted)).view())};
}

/// The load of the server as a whole. One call at a time says what it is.
/// @thread the server's only one.
class server_load {
 public:
  /// The right to say what the load is, until it goes.
  class turn {
   public:
    explicit turn(server_load& of) noexcept : load_(&of) {}
    turn(turn&& other) noexcept : load_(std::exchange(other.load_, nullptr)) {}
    turn& operator=(turn&&) = delete;
    ~turn() {
      if (load_ != nullptr) load_->end_turn();
    }

   private:
    server_load* load_;
  };

  server_load() = default;
  server_load(const server_load&) = delete;
  server_load& operator=(const server_load&) = delete;

  /// Waits until nobody else has a turn.
  tern::task<turn> take_turn() {
    if (std::exchange(taken_, true)) {
      waiting place{*this};
      co_await place.called.wait();
    }
    co_return turn{*this};
  }

  OrcaLoadReport report;

 private:
  struct waiting {
    explicit waiting(server_load& at) : load(at) { load.queue_.push_back(this); }
    waiting(const waiting&) = delete;
    waiting& operator=(const waiting&) = delete;
    ~waiting() { std::erase(load.queue_, this); }
    server_load& load;
    tern::event called;
  };

  void end_turn() noexcept {
    report = {};
    taken_ = !queue_.empty();
    if (!taken_) return;
    waiting* const next = queue_.front();
    queue_.pop_front();
    next->called.set();
  }

  bool taken_ = false;
  std::deque<waiting*> queue_;
};

/// Tells the load to whoever asks.
struct load_service {
  std::shared_ptr<server_load> load;

  tern::stream<OrcaLoadReport> StreamCoreMetrics(OrcaLoadReportRequest request) {
    constexpr std::chrono::nanoseconds shortest = std::chrono::milliseconds{100};
    const auto interval = std::max(request.report_interval.value_or(shortest), shortest);
    while (true) {
      co_yield load->report;
      co_await tern::sleep_for(interval);
    }
  }
};

}  // namespace interop
