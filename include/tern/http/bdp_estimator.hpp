// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <tern/runtime/timer.hpp>

namespace tern::http {

/// Estimates the product of a connection's bandwidth and its delay: what is under way when nothing
/// holds the sender back, and so what a flow-control window has to allow.
///
/// It counts what arrives between a PING and its answer. If that is nearly all that the estimate
/// lets the peer send, and came faster than ever, the window was too small, and the estimate
/// doubles. Time and bytes are told: it has no clock.
/// @source grpc-go, internal/transport/bdp_estimator.go; no gRPC document has it
class bdp_estimator {
 public:
  bdp_estimator(std::uint64_t initial_bytes, std::uint64_t max_bytes) noexcept
      : estimate_bytes_(initial_bytes), max_bytes_(max_bytes) {}

  [[nodiscard]] std::uint64_t estimate_bytes() const noexcept { return estimate_bytes_; }

  /// So much of bodies has arrived.
  void add(std::size_t bytes) noexcept { sample_bytes_ += bytes; }

  /// Whether it is worth a PING: none is under way, and the peer has sent something since its last
  /// answer. (A gRPC server takes a second PING for one too many if it has sent nothing between.)
  [[nodiscard]] bool wants_ping() const noexcept {
    return !measuring_ && sample_bytes_ != 0 && estimate_bytes_ < max_bytes_;
  }

  /// The PING leaves.
  void begin(runtime::time_point now) noexcept {
    measuring_ = true;
    began_ = now;
    sample_bytes_ = 0;
  }

  /// The answer is here.
  /// @returns whether the estimate has grown.
  [[nodiscard]] bool end(runtime::time_point now) noexcept {
    if (!measuring_) return false;  // an answer to nothing
    measuring_ = false;
    const std::uint64_t sample = std::exchange(sample_bytes_, 0);
    smooth(std::chrono::duration<double>(now - began_).count());
    // What arrives in a round trip is at most one and a half times the product: the PING of a
    // saturated connection waits behind as much as half of it.
    const double bandwidth = static_cast<double>(sample) / (delay_seconds_ * 1.5);
    if (bandwidth < highest_bandwidth_) return false;
    highest_bandwidth_ = bandwidth;
    if (3 * sample < 2 * estimate_bytes_) return false;
    estimate_bytes_ = std::min(max_bytes_, 2 * sample);
    return true;
  }

 private:
  // The first samples count alike, later ones mostly for themselves: delays change.
  void smooth(double sample_seconds) noexcept {
    constexpr double shortest_seconds = 1e-9;
    constexpr int alike_count = 10;
    constexpr double weight = 0.9;
    if (sample_count_ < alike_count) ++sample_count_;
    const double share = sample_count_ < alike_count ? 1.0 / sample_count_ : weight;
    delay_seconds_ += (std::max(sample_seconds, shortest_seconds) - delay_seconds_) * share;
  }

  std::uint64_t estimate_bytes_;
  std::uint64_t max_bytes_;
  std::uint64_t sample_bytes_ = 0;  // since the PING, or since the answer to the last one
  bool measuring_ = false;
  runtime::time_point began_{};
  int sample_count_ = 0;
  double delay_seconds_ = 0;
  double highest_bandwidth_ = 0;  // bytes a second
};

}  // namespace tern::http
