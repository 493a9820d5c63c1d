// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include <tern/transport/byte_stream.hpp>

namespace stack {

/// What is wrong with a connection, and what has happened on it.
struct faults {
  static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

  std::size_t read_max_bytes = none;   ///< one read brings no more
  std::size_t write_max_bytes = none;  ///< one write takes no more
  std::size_t failing_io = none;       ///< this read or write fails, counted from 0
  std::size_t io_count = 0;            ///< how many there were
};

/// A byte_stream that has faults.
class fault_stream final : public tern::transport::byte_stream {
 public:
  fault_stream(std::unique_ptr<tern::transport::byte_stream> inner, std::shared_ptr<faults> wrong)
      : inner_(std::move(inner)), faults_(std::move(wrong)) {}

  void watch(tern::transport::io_watcher& watcher) override { inner_->watch(watcher); }

  [[nodiscard]] tern::transport::io_outcome read_some(tern::byte_span into) override {
    if (fails()) return failure();
    return inner_->read_some(into.first(std::min(into.size(), faults_->read_max_bytes)));
  }

  [[nodiscard]] tern::transport::io_outcome write_some(tern::byte_view bytes) override {
    if (fails()) return failure();
    return inner_->write_some(bytes.first(std::min(bytes.size(), faults_->write_max_bytes)));
  }

  [[nodiscard]] bool gathers() const noexcept override { return inner_->gathers(); }

  void wait_readable() override { inner_->wait_readable(); }
  void wait_writable() override { inner_->wait_writable(); }
  void close() noexcept override { inner_->close(); }
  void limit_unacknowledged(tern::runtime::duration longest) override {
    inner_->limit_unacknowledged(longest);
  }
  [[nodiscard]] bool may_fall_silent() const override { return inner_->may_fall_silent(); }
  [[nodiscard]] std::string peer() const override { return inner_->peer(); }

 private:
  bool fails() {
    broken_ = broken_ || faults_->io_count == faults_->failing_io;
    ++faults_->io_count;
    return broken_;
  }

  static tern::transport::io_outcome failure() {
    tern::transport::io_outcome outcome;
    outcome.error = std::make_error_code(std::errc::connection_reset);
    return outcome;
  }

  std::unique_ptr<tern::transport::byte_stream> inner_;
  std::shared_ptr<faults> faults_;
  bool broken_ = false;
};

}  // namespace stack
