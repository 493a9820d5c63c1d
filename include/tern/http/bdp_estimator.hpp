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
/// A PING measures the delay; what arrives from one answer to the next, the bandwidth. If their
/// product is nearly all that the estimate lets the peer send, and the bandwidth is the highest so
/// far, the window may have been too small, and the estimate becomes twice the product. Time and
/// bytes are told: it has no clock.
/// @source grpc-go, internal/transport/bdp_estimator.go; no gRPC document has it. That counts from
/// the PING to its answer, so it has to ask as soon as something arrives.
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
    asked_ = now;
    if (answer_count_ != 0) return;
    answered_ = now;
    sample_bytes_ = 0;
  }

  /// The answer is here.
  /// @returns whether the estimate has grown.
  [[nodiscard]] bool end(runtime::time_point now) noexcept {
    if (!measuring_) return false;  // an answer to nothing
    measuring_ = false;
    const auto sample = static_cast<double>(std::exchange(sample_bytes_, 0));
    smooth(seconds(now - asked_));
    const double bandwidth = sample / seconds(now - std::exchange(answered_, now));
    if (bandwidth < highest_bandwidth_) return false;
    highest_bandwidth_ = bandwidth;
    // Answers may be longer apart than one delay, but not less.
    const double product = std::min(bandwidth * delay_seconds_, sample);
    if (3 * product < 2 * static_cast<double>(estimate_bytes_)) return false;
    estimate_bytes_ = std::min(max_bytes_, 2 * static_cast<std::uint64_t>(product));
    return true;
  }

 private:
  static double seconds(runtime::duration length) noexcept {
    constexpr double shortest = 1e-9;  // of a clock that stands still
    return std::max(std::chrono::duration<double>(length).count(), shortest);
  }

  // The first samples count alike, later ones mostly for themselves: delays change.
  void smooth(double sample_seconds) noexcept {
    constexpr int alike_count = 10;
    constexpr double weight = 0.9;
    if (answer_count_ < alike_count) ++answer_count_;
    const double share = answer_count_ < alike_count ? 1.0 / answer_count_ : weight;
    delay_seconds_ += (sample_seconds - delay_seconds_) * share;
  }

  std::uint64_t estimate_bytes_;
  std::uint64_t max_bytes_;
  std::uint64_t sample_bytes_ = 0;  // since the last answer
  bool measuring_ = false;
  runtime::time_point asked_{};
  runtime::time_point answered_{};  // the last time
  int answer_count_ = 0;            // up to where it matters
  double delay_seconds_ = 0;
  double highest_bandwidth_ = 0;  // bytes a second
};

}  // namespace tern::http
