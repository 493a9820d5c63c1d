// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <list>
#include <memory>
#include <random>
#include <string>
#include <utility>

#include <tern/base/intrusive_list.hpp>
#include <tern/base/member_callback.hpp>
#include <tern/base/unique_function.hpp>
#include <tern/client/authority.hpp>
#include <tern/client/call_core.hpp>
#include <tern/client/connection_life.hpp>
#include <tern/client/connection_pool.hpp>
#include <tern/client/connectivity.hpp>
#include <tern/client/connectivity_board.hpp>
#include <tern/client/destination.hpp>
#include <tern/client/dialing.hpp>
#include <tern/client/pooled_connection.hpp>
#include <tern/client/subchannel_book.hpp>
#include <tern/http/stream.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/transport/connection.hpp>

namespace tern::client_side {

/// A channel's connections on one executor, with the calls that wait for one.
///
///             a call, connect()              there is one
///     idle ---------------------> connecting -------------> ready
///      ^                               |                     |  the last one is lost,
///      |                        failed |                     |  or going away
///      |                               v                     |
///      |                       transient_failure             |
///      |            tries again after each pause until ready |
///      +-----------------------------------------------------+
///
/// While it is failing it stays so, although it tries again: calls that do not wait fail at once.
/// @source gRPC, doc/connectivity-semantics-and-api.md; gRPC proposal A62
/// @thread its executor's.
class subchannel final : private connection_pool::owner {
 public:
  /// @param evicted is called if the executor ends first; it destroys the subchannel.
  subchannel(runtime::executor& home, byte_span scratch, const destination& to,
             connectivity_board& board, unique_function<void(subchannel&)> evicted)
      : home_(home),
        scratch_(scratch),
        to_(to),
        board_(board),
        evicted_(std::move(evicted)),
        backoff_(to.how.backoff_initial) {
    board_.add();
    home_.settle(residence_);
  }
  subchannel(const subchannel&) = delete;
  subchannel& operator=(const subchannel&) = delete;
  ~subchannel() {
    board_.remove(state_);
    waiting_.splice_back(again_);
    waiting_.splice_back(running_);
    fail_waiting({code::cancelled, "the channel was destroyed"}, true);
  }

  [[nodiscard]] runtime::executor& home() noexcept { return home_; }

  /// Begins `call` on a connection, or as soon as it is its turn and there is one.
  void start(call_core& call) {
    call.counts().start(book_.calls);
    home_.at_turn_end(note_time_);
    if (waiting_.empty() && again_.empty()) {
      if (pooled_connection* const on = pool_.next(); on != nullptr && begin(call, *on)) return;
    }
    if (failing() && !call.waits_for_ready()) return call.finish(last_failure_);
    waiting_.push_back(call);
    look_for_connections();
  }

  /// Begins a call again that its server has not seen: before those that have not begun.
  void start_again(call_core& call) noexcept {
    again_.push_back(call);
    home_.make_ready(serve_);
  }

  /// Looks for a connection, unless there is one.
  void connect() { look_for_connections(); }

  /// What can be read of it. @thread any.
  [[nodiscard]] const subchannel_book& book() const noexcept { return book_; }

  /// See call_starter.
  [[nodiscard]] std::string why_waiting() const {
    std::string what = " while it waited for a connection";
    if (pool_.active() != nullptr) {
      return " while it waited for its turn: the server allows no more calls";
    }
    if (pool_.size() >= to_.how.http1_connections_max_count) {
      what =
          " while it waited for its turn: all connections have calls, limit "
          "http1_connections_max_count is " +
          std::to_string(to_.how.http1_connections_max_count);
    }
    return last_failure_.ok() ? what : what + ": " + last_failure_.message();
  }

 private:
  // A server may hang up on every connection soon after its first word. The second time in a row it
  // is given a pause.
  static constexpr int short_lives_max_count = 2;

  [[nodiscard]] bool failing() const noexcept { return state_ == connectivity::transient_failure; }

  /// @returns whether the call is no longer to be begun.
  [[nodiscard]] bool begin(call_core& call, pooled_connection& on) {
    transport::connection& link = on.link();
    if (!call.authority().empty()) {
      status allowed = check_authority(call.authority());
      if (allowed.ok()) allowed = link.bytes().check_name(call.authority());
      if (!allowed.ok()) {
        call.finish(std::move(allowed));
        return true;
      }
    }
    http::head head = call.request_head(to_.connects->scheme(), on.authority());
    http::stream_ptr opened = link.open(std::move(head), call.request_is_in_head());
    if (!opened) return false;
    running_.push_back(call);
    pool_.take(on);
    if (&on != pool_.active()) link.counts()->last_stream_started.set(home_.now());
    call.begin(std::move(opened), link.counts());
    return true;
  }

  /// Begins those who wait, as far as that can be, in their order.
  void serve() noexcept {
    again_.splice_back(waiting_);
    waiting_.splice_back(again_);
    if (failing()) fail_waiting(last_failure_, false);
    while (!waiting_.empty()) {
      pooled_connection* const on = pool_.next();
      if (on == nullptr) break;
      call_core& call = waiting_.pop_front();
      if (!begin(call, *on)) call.finish({code::unavailable, "the connection takes no calls"});
    }
    drop_unfit();
    if (!waiting_.empty()) look_for_connections();
  }

  // ---- looking for connections -------------------------------------------------------------

  void look_for_connections() {
    drop_unfit();
    while (!pause_.armed() && wants_another()) {
      if (pool_.empty() && !failing()) become(connectivity::connecting);
      if (short_lives_count_ >= short_lives_max_count) {
        short_lives_count_ = 0;
        return pause(to_.how.backoff_initial);
      }
      dial();
    }
  }

  /// Whether one connection more is to be looked for, beside those that are looked for already.
  [[nodiscard]] bool wants_another() const noexcept {
    if (pool_.active() != nullptr) return false;
    if (dials_.empty() && pool_.empty()) return true;
    if (!dials_.empty() && (!one_call_each_ || failing())) return false;
    return pool_.size() + dials_.size() < to_.how.http1_connections_max_count &&
           waiting_.longer_than(dials_.size());
  }

  void dial() {
    const auto at = dials_.emplace(dials_.end());
    *at = std::make_unique<dialing>(home_, scratch_, to_, [this, at](result<dialed> outcome) {
      const std::unique_ptr<dialing> ended = std::move(*at);  // which calls this
      dials_.erase(at);
      end_dialing(std::move(outcome));
    });
  }

  void pause_is_over() noexcept {
    if (failing()) return dial();
    look_for_connections();
  }

  void end_dialing(result<dialed> outcome) {
    if (!outcome) return back_off(std::move(outcome).status());
    one_call_each_ = !outcome->link->multiplexes();
    if (pool_.active() != nullptr) return;  // it carries all calls
    if (!one_call_each_) dials_.clear();
    pooled_connection& added =
        pool_.add(std::move(outcome->link), to_.authority_of(outcome->where),
                  one_call_each_ ? life_of_http1(life_, to_.how) : life_, home_.now());
    book_.open(added.link(), home_.now());
    pause_.disarm();
    backoff_ = to_.how.backoff_initial;
    last_failure_ = {};
    become(connectivity::ready);
    serve();
  }

  /// Nothing more is begun on a connection of HTTP/2 that takes no more calls.
  void drop_unfit() {
    pooled_connection* const active = pool_.active();
    if (active == nullptr || active->link().accepts_requests()) return;
    pool_.let_go();
    note_loss(*active);
  }

  void note_loss(pooled_connection& of) {
    if (of.link().told_too_many_pings()) ask_half_as_often(life_);
    // One of HTTP/1.1 has been of use if it had a call: many servers close it after that.
    const bool used = !of.link().multiplexes() && of.link().counts()->streams_started.get() != 0;
    const bool short_life = home_.now() - of.since() < to_.how.backoff_initial && !used;
    short_lives_count_ = short_life ? short_lives_count_ + 1 : 0;
    if (!pool_.empty()) return;
    if (!dials_.empty()) return become(connectivity::connecting);
    const bool failed = pause_.armed() && !last_failure_.ok();  // when another one was looked for
    become(failed ? connectivity::transient_failure : connectivity::idle);
  }

  void back_off(status why) {
    last_failure_ = std::move(why);
    if (!pause_.armed()) {
      pause(backoff_);
      backoff_ = std::min(to_.how.backoff_max, std::chrono::duration_cast<runtime::duration>(
                                                   backoff_ * to_.how.backoff_multiplier));
    }
    // Calls that could not get a connection of their own wait for another's.
    if (!pool_.empty() || !dials_.empty()) return;
    become(connectivity::transient_failure);
    fail_waiting(last_failure_, false);
  }

  void pause(runtime::duration about) {
    std::uniform_real_distribution<double> jitter{1 - to_.how.backoff_jitter,
                                                  1 + to_.how.backoff_jitter};
    const auto length = std::chrono::duration_cast<runtime::duration>(about * jitter(random_));
    home_.arm(pause_, runtime::saturating_add(home_.now(), length));
  }

  void become(connectivity next) {
    if (next != state_) board_.move(std::exchange(state_, next), next);
  }

  void fail_waiting(const status& why, bool also_patient) {
    intrusive_list<call_core> all;
    all.splice_back(waiting_);
    while (!all.empty()) {
      call_core& call = all.pop_front();
      if (!also_patient && call.waits_for_ready()) {
        waiting_.push_back(call);
      } else {
        call.finish(why);
      }
    }
  }

  void on_room() noexcept override { home_.make_ready(serve_); }
  void on_lost(pooled_connection& which, bool counted) noexcept override {
    if (counted) note_loss(which);
    book_.close(which.link());
    if (!waiting_.empty()) home_.make_ready(serve_);
  }

  void evict() noexcept { evicted_(*this); }

  // Once a turn: a call should not have to ask for the time.
  void note_time() noexcept {
    const runtime::time_point now = home_.now();
    book_.calls.last_started.set(now);
    if (pooled_connection* const active = pool_.active()) {
      active->link().counts()->last_stream_started.set(now);
    }
  }

  runtime::executor& home_;
  byte_span scratch_;
  const destination& to_;
  connectivity_board& board_;
  unique_function<void(subchannel&)> evicted_;

  subchannel_book book_;
  connectivity state_ = connectivity::idle;
  status last_failure_;
  runtime::duration backoff_;
  transport::connection_life life_{life_of(to_.how)};  // of the next connection
  std::minstd_rand random_{std::random_device{}()};
  connection_pool pool_{*this};
  std::list<std::unique_ptr<dialing>> dials_;        // several only over HTTP/1.1
  bool one_call_each_{!versions_of(to_.how).http2};  // as far as it is known: HTTP/1.1
  int short_lives_count_ = 0;                        // of connections one after the other
  intrusive_list<call_core> again_;                  // those that their server has not seen
  intrusive_list<call_core> waiting_;                // for their turn, in their order
  intrusive_list<call_core> running_;

  member_callback<runtime::work, subchannel, &subchannel::serve> serve_{*this};
  member_callback<runtime::work, subchannel, &subchannel::note_time> note_time_{*this};
  member_callback<runtime::timer, subchannel, &subchannel::pause_is_over> pause_{*this};
  member_callback<runtime::resident, subchannel, &subchannel::evict> residence_{*this};
};

}  // namespace tern::client_side
