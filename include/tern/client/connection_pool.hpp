// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include <tern/base/intrusive_list.hpp>
#include <tern/client/pooled_connection.hpp>
#include <tern/runtime/timer.hpp>
#include <tern/transport/connection.hpp>
#include <tern/transport/connection_life.hpp>

namespace tern::client_side {

/// The connections of a subchannel: one of HTTP/2, on which all calls are begun, or several of
/// HTTP/1.1, each of which carries one call at a time. Of these the one that was used last is used
/// first: those that are not needed any more have no calls for a while, and are closed.
///
///     HTTP/2      active ── takes no more calls ──> leaving ── closed
///     HTTP/1.1    idle ──> a call ──> idle ──> ... ── closed
///
/// @thread its executor's.
class connection_pool final : private pooled_connection::listener {
 public:
  /// Who wants to know. Called inside engines: begin nothing there.
  struct owner {
    /// next() may give another answer than before.
    virtual void on_room() noexcept = 0;
    /// A connection has ended, and is about to be destroyed. `counted` says that size() had it.
    virtual void on_lost(pooled_connection& which, bool counted) noexcept = 0;

   protected:
    ~owner() = default;
  };

  explicit connection_pool(owner& told) noexcept : told_(told) {}
  connection_pool(const connection_pool&) = delete;
  connection_pool& operator=(const connection_pool&) = delete;
  ~connection_pool() {
    for (auto* const list : {&idle_, &busy_, &leaving_}) {
      while (!list->empty()) delete &list->pop_front();
    }
  }

  /// A connection on which a call can be begun now; null if there is none.
  [[nodiscard]] pooled_connection* next() noexcept {
    if (active_ != nullptr) return active_->link().has_room() ? active_ : nullptr;
    return next_idle();
  }

  /// A call is begun on what next() gave.
  void take(pooled_connection& which) noexcept {
    if (&which == active_) return;
    which.unlink();
    busy_.push_back(which);
  }

  /// Adds a connection that has been reached at `now`; if it is one of HTTP/2 there may be no other
  /// active one. See pooled_connection.
  pooled_connection& add(std::unique_ptr<transport::connection> link, std::string authority,
                         const transport::connection_life& life, runtime::time_point now) {
    pooled_connection::listener& told = *this;
    auto added =
        std::make_unique<pooled_connection>(std::move(link), std::move(authority), told, life, now);
    pooled_connection& which = *added.release();
    if (which.link().multiplexes()) {
      active_ = &which;
      busy_.push_back(which);
    } else {
      idle_.push_front(which);
    }
    ++size_;
    return which;
  }

  /// The connection of HTTP/2 on which calls are begun; null if there is none.
  [[nodiscard]] pooled_connection* active() const noexcept { return active_; }

  /// Begins no more calls on active().
  void let_go() noexcept {
    active_->unlink();
    leaving_.push_back(*active_);
    active_ = nullptr;
    --size_;
  }

  /// How many there are that take calls, now or after those that they have.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

 private:
  [[nodiscard]] pooled_connection* next_idle() noexcept {
    while (!idle_.empty()) {
      pooled_connection& newest = idle_.front();
      if (newest.link().still_has_room()) return &newest;
      // It is closed presently.
      newest.unlink();
      busy_.push_back(newest);
    }
    return nullptr;
  }

  void on_room(pooled_connection& which) noexcept override {
    if (!which.link().multiplexes() && which.link().has_room()) {
      which.unlink();
      idle_.push_front(which);
    }
    told_.on_room();
  }

  void on_closed(pooled_connection& which) noexcept override {
    const std::unique_ptr<pooled_connection> closed{&which};
    const bool counted = &which == active_ || !which.link().multiplexes();
    which.unlink();
    if (&which == active_) active_ = nullptr;
    if (counted) --size_;
    told_.on_lost(which, counted);
  }

  owner& told_;
  pooled_connection* active_ = nullptr;        // of HTTP/2
  intrusive_list<pooled_connection> idle_;     // of HTTP/1.1, the one that was used last first
  intrusive_list<pooled_connection> busy_;     // with a call, or about to close; and the active one
  intrusive_list<pooled_connection> leaving_;  // of HTTP/2, with calls that still run
  std::size_t size_ = 0;
};

}  // namespace tern::client_side
