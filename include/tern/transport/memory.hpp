// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include <tern/base/buffer.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/transport/byte_stream.hpp>

namespace tern::transport {

/// One end of a connection inside the process, on one executor: it behaves as a socket does, with a
/// bounded buffer in each direction.
class memory_stream final : public byte_stream {
 public:
  /// Two ends that are connected with each other. `capacity_bytes` may be under way in each
  /// direction before a writer has to wait; 64 KiB is what a small socket buffer holds.
  [[nodiscard]] static std::pair<std::unique_ptr<byte_stream>, std::unique_ptr<byte_stream>>
  make_pair(runtime::executor& home, std::size_t capacity_bytes = 64 * 1024) {
    auto shared = std::make_shared<wire>(home, capacity_bytes);
    return {std::make_unique<memory_stream>(shared, 0), std::make_unique<memory_stream>(shared, 1)};
  }

 private:
  struct end {
    struct notification : runtime::work {
      notification(end& owner, void (io_watcher::*which)() noexcept) noexcept
          : work([](work& item) noexcept {
              auto& self = static_cast<notification&>(item);
              if (self.of.watcher != nullptr) (self.of.watcher->*self.event)();
            }),
            of(owner),
            event(which) {}
      end& of;
      void (io_watcher::*event)() noexcept;
    };

    buffer incoming;
    bool closed = false;
    bool wants_read = false;
    bool wants_write = false;
    io_watcher* watcher = nullptr;
    notification readable{*this, &io_watcher::on_readable};
    notification writable{*this, &io_watcher::on_writable};
  };

  struct wire {
    wire(runtime::executor& on, std::size_t bytes) noexcept : home(on), capacity_bytes(bytes) {}
    runtime::executor& home;
    std::size_t capacity_bytes;
    std::array<end, 2> ends;
  };

 public:
  memory_stream(std::shared_ptr<wire> shared, std::size_t side) noexcept
      : wire_(std::move(shared)), here_(wire_->ends[side]), there_(wire_->ends[1 - side]) {}
  ~memory_stream() override { close(); }

  void watch(io_watcher& watcher) override { here_.watcher = &watcher; }

  [[nodiscard]] io_outcome read_some(byte_span into) override {
    io_outcome outcome;
    outcome.bytes = std::min(into.size(), here_.incoming.size());
    if (outcome.bytes == 0) {
      outcome.ended = there_.closed;
      outcome.would_block = !there_.closed;
      return outcome;
    }
    std::memcpy(into.data(), here_.incoming.data(), outcome.bytes);
    here_.incoming.consume(outcome.bytes);
    if (there_.wants_write) notify_writable(there_);
    return outcome;
  }

  [[nodiscard]] io_outcome write_some(byte_view bytes) override {
    io_outcome outcome;
    if (there_.closed || here_.closed) {
      outcome.error = std::make_error_code(std::errc::broken_pipe);
      return outcome;
    }
    const std::size_t room =
        wire_->capacity_bytes - std::min(wire_->capacity_bytes, there_.incoming.size());
    outcome.bytes = std::min(room, bytes.size());
    outcome.would_block = outcome.bytes == 0 && !bytes.empty();
    there_.incoming.append(bytes.first(outcome.bytes));
    if (outcome.bytes != 0 && there_.wants_read) notify_readable(there_);
    return outcome;
  }

  [[nodiscard]] bool gathers() const noexcept override { return true; }

  void wait_readable() override {
    here_.wants_read = true;
    if (!here_.incoming.empty() || there_.closed) notify_readable(here_);
  }

  void wait_writable() override {
    here_.wants_write = true;
    if (there_.incoming.size() < wire_->capacity_bytes || there_.closed) notify_writable(here_);
  }

  void close() noexcept override {
    if (std::exchange(here_.closed, true)) return;
    here_.watcher = nullptr;
    if (there_.wants_read) notify_readable(there_);
    if (there_.wants_write) notify_writable(there_);
  }

  [[nodiscard]] bool may_fall_silent() const override { return false; }
  [[nodiscard]] std::string peer() const override { return "in-process"; }

 private:
  void notify_readable(end& which) noexcept {
    which.wants_read = false;
    wire_->home.make_ready(which.readable);
  }
  void notify_writable(end& which) noexcept {
    which.wants_write = false;
    wire_->home.make_ready(which.writable);
  }

  std::shared_ptr<wire> wire_;
  end& here_;
  end& there_;
};

}  // namespace tern::transport
