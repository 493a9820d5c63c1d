// SPDX-License-Identifier: MIT
#pragma once

// Counts and times the calls of a client, and the CPU that both sides and everyone else used.

#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>

#include "load.hpp"

namespace bench {

/// How often each latency occurred, to about 1.5 %: 64 buckets for each power of two nanoseconds.
class histogram {
 public:
  void add(std::chrono::nanoseconds value) {
    const auto number = static_cast<std::uint64_t>(value.count());
    ++counts_[bucket_of(number)];
    ++total_;
  }

  /// The latency that `share` of all do not exceed, in microseconds.
  [[nodiscard]] double quantile_us(double share) const {
    const auto rank = static_cast<std::uint64_t>(share * static_cast<double>(total_));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      seen += counts_[i];
      if (seen > rank) return static_cast<double>(value_of(i)) / 1000;
    }
    return 0;
  }

 private:
  static constexpr unsigned fine_bits = 6;
  static constexpr std::size_t fine_count = 1u << fine_bits;

  static std::size_t bucket_of(std::uint64_t number) {
    if (number < fine_count) return number;
    const auto shift = static_cast<unsigned>(std::bit_width(number)) - fine_bits - 1;
    return (shift + 1) * fine_count + ((number >> shift) - fine_count);
  }
  static std::uint64_t value_of(std::size_t bucket) {
    if (bucket < 2 * fine_count) return bucket;
    const std::size_t shift = bucket / fine_count - 1;
    return (bucket % fine_count + fine_count) << shift;
  }

  std::array<std::uint64_t, 59 * fine_count> counts_{};
  std::uint64_t total_ = 0;
};

/// What the clocks said at one moment.
struct moment {
  clock::time_point time;
  seconds client_cpu{0};
  seconds server_cpu{0};
  seconds busy{0};  ///< all tasks of the machine, and what its host took away

  static moment now(pid_t server) {
    moment here{clock::now()};
    here.client_cpu = cpu_of(CLOCK_PROCESS_CPUTIME_ID);
    clockid_t server_clock{};
    if (server != 0 && clock_getcpuclockid(server, &server_clock) == 0) {
      here.server_cpu = cpu_of(server_clock);
    }
    here.busy = machine_busy();
    return here;
  }

 private:
  static seconds cpu_of(clockid_t which) {
    timespec used{};
    clock_gettime(which, &used);
    return seconds{static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9};
  }

  // The root control group counts exactly what all tasks used; /proc/stat, which is asked where
  // there is none, only samples it, and misses much of what runs in short bursts.
  static seconds machine_busy() {
    // user nice system idle iowait irq softirq steal
    std::array<double, 8> ticks{};
    std::string label;
    std::ifstream stat{"/proc/stat"};
    stat >> label;
    for (double& each : ticks) stat >> each;
    const seconds tick{1.0 / static_cast<double>(sysconf(_SC_CLK_TCK))};

    seconds used = tick * (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]);
    double counted = 0;
    std::ifstream second_version{"/sys/fs/cgroup/cpu.stat"};
    std::ifstream first_version{"/sys/fs/cgroup/cpuacct/cpuacct.usage"};
    if (second_version >> label >> counted && label == "usage_usec") {
      used = seconds{counted * 1e-6};
    } else if (first_version >> counted) {
      used = seconds{counted * 1e-9};
    }
    return used + tick * ticks[7];
  }
};

/// Tells a client's callers whether to go on, and measures what they do between the warm-up and
/// the end of the window.
///
///     first call ... warm-up ... | window: calls that end here are counted | the rest, unmeasured
///
/// A call is lost if it was started and neither ended well nor ended at all.
/// @thread one.
class recorder {
 public:
  explicit recorder(const load& wanted)
      : load_(wanted), began_(clock::now()), from_(moment::now(wanted.server_pid)), to_(from_) {
    measuring_ = load_.call_count != 0;
  }

  /// Whether another call is to be made. If so, it counts as started, and has this number.
  [[nodiscard]] bool next(std::uint64_t& number) {
    if (load_.call_count != 0 ? started_ == load_.call_count : over_) return false;
    number = started_++;
    return true;
  }

  /// A call that was started at `since` has ended `now`. `correct` says that it succeeded and that
  /// the reply is what it has to be. A call of a stream counts as often as it has messages.
  void ended(clock::time_point since, clock::time_point now, bool correct,
             std::uint64_t message_count = 1) {
    ++(correct ? correct_ : wrong_);
    if (measuring_) {
      measured_ += message_count;
      latencies_.add(now - since);
      if (load_.call_count == 0 && now - from_.time >= load_.window) close_window();
    } else if (!over_ && now - began_ >= load_.warm_up) {
      from_ = moment::now(load_.server_pid);
      measuring_ = true;
    }
  }

  /// Prints one line of JSON. @returns the exit code: 0 if no call was lost.
  [[nodiscard]] int report() {
    if (measuring_) close_window();
    const double span = (to_.time - from_.time) / seconds{1};
    const double calls = measured_ == 0 ? 1 : static_cast<double>(measured_);
    const seconds client = to_.client_cpu - from_.client_cpu;
    const seconds server = to_.server_cpu - from_.server_cpu;
    const seconds others = to_.busy - from_.busy - client - server;
    std::printf(
        "{\"started\": %llu, \"correct\": %llu, \"wrong\": %llu, \"measured\": %llu, "
        "\"seconds\": %.4f, \"calls_per_second\": %.1f, \"p50_us\": %.2f, \"p99_us\": %.2f, "
        "\"client_cpu_us\": %.4f, \"server_cpu_us\": %.4f, \"others_cores\": %.3f}\n",
        as_printed(started_), as_printed(correct_), as_printed(wrong_), as_printed(measured_), span,
        static_cast<double>(measured_) / span, latencies_.quantile_us(0.5),
        latencies_.quantile_us(0.99), client.count() * 1e6 / calls, server.count() * 1e6 / calls,
        others.count() / span);
    std::fflush(stdout);
    return correct_ == started_ && started_ != 0 ? 0 : 1;
  }

 private:
  static unsigned long long as_printed(std::uint64_t number) { return number; }

  void close_window() {
    to_ = moment::now(load_.server_pid);
    measuring_ = false;
    over_ = true;
  }

  load load_;
  clock::time_point began_;
  bool measuring_ = false;
  bool over_ = false;
  moment from_;
  moment to_;
  std::uint64_t started_ = 0;
  std::uint64_t correct_ = 0;
  std::uint64_t wrong_ = 0;
  std::uint64_t measured_ = 0;
  histogram latencies_;
};

}  // namespace bench
