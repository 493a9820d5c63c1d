// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <utility>

#include <tern/base/member_callback.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/transport/byte_stream.hpp>

namespace wires {

/// A connection in memory on which every byte takes a while, as on a long line: a place for virtual
/// time. It can be cut so that neither end is told.
class slow_wire {
 public:
  slow_wire(tern::runtime::executor& home, tern::runtime::duration delay)
      : home_(home), delay_(delay) {}

  /// Its two ends. @lifetime they share the wire.
  [[nodiscard]] static std::pair<std::unique_ptr<tern::transport::byte_stream>,
                                 std::unique_ptr<tern::transport::byte_stream>>
  ends_of(const std::shared_ptr<slow_wire>& wire) {
    return {std::make_unique<end>(wire, 0), std::make_unique<end>(wire, 1)};
  }

  /// What is written from now on gets lost.
  void cut() noexcept { cut_ = true; }
  void mend() noexcept { cut_ = false; }

  /// What was written and has not been read.
  [[nodiscard]] std::size_t under_way_bytes() const {
    std::size_t bytes = 0;
    for (const half& each : halves_) {
      for (const piece& one : each.pieces) bytes += one.bytes.size();
    }
    return bytes;
  }

 private:
  struct piece {
    tern::runtime::time_point arrives;
    std::string bytes;
  };

  // What is under way to one end.
  struct half {
    explicit half(slow_wire& of) : wire(of) {}
    void arrived() noexcept {
      if (std::exchange(wants_read, false) && watcher != nullptr) watcher->on_readable();
    }
    void room() noexcept {
      if (watcher != nullptr) watcher->on_writable();
    }
    slow_wire& wire;
    std::deque<piece> pieces;
    bool peer_closed = false;
    bool wants_read = false;
    tern::transport::io_watcher* watcher = nullptr;
    tern::member_callback<tern::runtime::timer, half, &half::arrived> arrival{*this};
    tern::member_callback<tern::runtime::work, half, &half::room> writable{*this};
  };

  class end final : public tern::transport::byte_stream {
   public:
    end(std::shared_ptr<slow_wire> wire, std::size_t side)
        : wire_(std::move(wire)), here_(wire_->halves_[side]), there_(wire_->halves_[1 - side]) {}
    ~end() override { close(); }

    void watch(tern::transport::io_watcher& watcher) override { here_.watcher = &watcher; }

    [[nodiscard]] tern::transport::io_outcome read_some(tern::byte_span into) override {
      tern::transport::io_outcome outcome;
      while (outcome.bytes < into.size() && has_arrived()) {
        std::string& bytes = here_.pieces.front().bytes;
        const std::size_t size = std::min(bytes.size(), into.size() - outcome.bytes);
        std::ranges::copy(tern::as_bytes(bytes).first(size), into.subspan(outcome.bytes).begin());
        outcome.bytes += size;
        bytes.erase(0, size);
        if (bytes.empty()) here_.pieces.pop_front();
      }
      outcome.ended = outcome.bytes == 0 && here_.peer_closed && here_.pieces.empty();
      outcome.would_block = outcome.bytes == 0 && !outcome.ended;
      return outcome;
    }

    [[nodiscard]] tern::transport::io_outcome write_some(tern::byte_view bytes) override {
      if (!wire_->cut_ && !bytes.empty()) {
        there_.pieces.push_back(
            {wire_->home_.now() + wire_->delay_, std::string{tern::as_text(bytes)}});
        wake(there_);
      }
      return {.bytes = bytes.size(), .would_block = false, .ended = false, .error = {}};
    }

    void wait_readable() override {
      here_.wants_read = true;
      wake(here_);
    }
    void wait_writable() override { wire_->home_.make_ready(here_.writable); }

    void close() noexcept override {
      here_.watcher = nullptr;
      here_.arrival.disarm();
      if (std::exchange(there_.peer_closed, !wire_->cut_)) return;
      wake(there_);
    }

    [[nodiscard]] std::string peer() const override { return "far away"; }

   private:
    bool has_arrived() const {
      return !here_.pieces.empty() && here_.pieces.front().arrives <= wire_->home_.now();
    }
    void wake(half& which) {
      if (!which.wants_read || which.watcher == nullptr) return;
      const auto now = wire_->home_.now();
      if (!which.pieces.empty()) {
        wire_->home_.arm(which.arrival, which.pieces.front().arrives);
      } else if (which.peer_closed) {
        wire_->home_.arm(which.arrival, now);
      }
    }

    std::shared_ptr<slow_wire> wire_;
    half& here_;
    half& there_;
  };

  tern::runtime::executor& home_;
  tern::runtime::duration delay_;
  bool cut_ = false;
  std::array<half, 2> halves_{half{*this}, half{*this}};
};

}  // namespace wires
