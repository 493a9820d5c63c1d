// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>

#include <tern/base/result.hpp>
#include <tern/intercept/interceptor.hpp>

namespace tern::intercept {

/// Lets so many calls run at once and ends the others with `resource_exhausted`, so that a server
/// that is too busy says so at once and not too late.
///
///     server.intercept(tern::concurrency_limit{1000});
class concurrency_limit {
 public:
  explicit concurrency_limit(std::size_t max_count)
      : max_count_(max_count), running_(std::make_shared<std::atomic<std::size_t>>(0)) {}

  runtime::task<void> operator()(call_context&, next rest) const {
    return run(*running_, max_count_, rest);
  }

 private:
  struct place {
    std::atomic<std::size_t>& running;
    ~place() { running.fetch_sub(1, std::memory_order_relaxed); }
  };

  static runtime::task<void> run(std::atomic<std::size_t>& running, std::size_t max_count,
                                 next rest) {
    const std::size_t before = running.fetch_add(1, std::memory_order_relaxed);
    const place taken{running};
    if (before >= max_count) {
      throw error{code::resource_exhausted,
                  "as many calls are running as concurrency_limit "
                  "allows, which is " +
                      std::to_string(max_count)};
    }
    co_await rest();
  }

  std::size_t max_count_;
  std::shared_ptr<std::atomic<std::size_t>> running_;
};

}  // namespace tern::intercept
