// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
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
#include <tern/client/connectivity.hpp>
#include <tern/client/connectivity_board.hpp>
#include <tern/client/destination.hpp>
#include <tern/client/dialing.hpp>
#include <tern/client/subchannel_book.hpp>
#include <tern/http/stream.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/transport/connection.hpp>

namespace tern::client_side {

/// A channel's connection on one executor, with the calls that wait for it.
///
///             a call, connect()              the server has spoken
///     idle ---------------------> connecting ---------------------> ready
///      ^                               |                              |  connection lost,
///      |                        failed |                              |  or going away
///      |                               v                              |
///      |                       transient_failure                      |
///      |            tries again after each pause until it is ready    |
///      +--------------------------------------------------------------+
///
/// While it is failing it stays so, although it tries again: calls that do not wait fail at once.
/// @source gRPC, doc/connectivity-semantics-and-api.md; gRPC proposal A62
/// @thread its executor's.
class subchannel final : private transport::connection_owner {
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
    dialing_.reset();
    while (!connections_.empty()) destroy(connections_.front());
  }

  [[nodiscard]] runtime::executor& home() noexcept { return home_; }

  /// Begins `call` on the connection, or as soon as it is its turn and there is one.
  void start(call_core& call) {
    call.counts().start(book_.calls);
    home_.at_turn_end(note_time_);
    if (waiting_.empty() && again_.empty() && begin(call)) return;
    if (failing() && !call.waits_for_ready()) return call.finish(last_failure_);
    waiting_.push_back(call);
    look_for_connection();
  }

  /// Begins a call again that its server has not seen: before those that have not begun.
  void start_again(call_core& call) noexcept {
    again_.push_back(call);
    home_.make_ready(serve_);
  }

  /// Looks for a connection, unless there is one.
  void connect() { look_for_connection(); }

  /// What can be read of it. @thread any.
  [[nodiscard]] const subchannel_book& book() const noexcept { return book_; }

  /// See call_starter.
  [[nodiscard]] std::string why_waiting() const {
    if (active_ != nullptr) return " while it waited for its turn: the server allows no more calls";
    const std::string what = " while it waited for a connection";
    return last_failure_.ok() ? what : what + ": " + last_failure_.message();
  }

 private:
  // A server may hang up on every connection soon after its first word. The second time in a row it
  // is given a pause.
  static constexpr int short_lives_max_count = 2;

  [[nodiscard]] bool failing() const noexcept { return state_ == connectivity::transient_failure; }

  /// @returns whether the call is no longer to be begun.
  [[nodiscard]] bool begin(call_core& call) {
    if (active_ == nullptr || !active_->has_room()) return false;
    if (!call.authority().empty()) {
      status allowed = check_authority(call.authority());
      if (allowed.ok()) allowed = active_->bytes().check_name(call.authority());
      if (!allowed.ok()) {
        call.finish(std::move(allowed));
        return true;
      }
    }
    http::stream_ptr opened =
        active_->open(call.request_head(to_.connects->scheme(), authority_), false);
    if (!opened) return false;
    running_.push_back(call);
    call.begin(std::move(opened), active_->counts());
    return true;
  }

  /// Begins those who wait, as far as that can be, in their order.
  void serve() noexcept {
    again_.splice_back(waiting_);
    waiting_.splice_back(again_);
    if (failing()) fail_waiting(last_failure_, false);
    while (!waiting_.empty() && active_ != nullptr && active_->has_room()) {
      call_core& call = waiting_.pop_front();
      if (!begin(call)) call.finish({code::unavailable, "the connection takes no calls"});
    }
    if (active_ != nullptr && !active_->accepts_requests()) let_go();
    if (!waiting_.empty()) look_for_connection();
  }

  // ---- looking for a connection ------------------------------------------------------------

  void look_for_connection() {
    if (active_ != nullptr && !active_->accepts_requests()) let_go();
    if (active_ != nullptr || dialing_ != nullptr || pause_.armed()) return;
    if (!failing()) become(connectivity::connecting);
    if (short_lives_count_ < short_lives_max_count) return dial();
    short_lives_count_ = 0;
    pause(to_.how.backoff_initial);
  }

  void dial() noexcept {
    dialing_ = std::make_unique<dialing>(
        home_, scratch_, to_, [this](result<dialed> outcome) { end_dialing(std::move(outcome)); });
  }

  void end_dialing(result<dialed> outcome) {
    const std::unique_ptr<dialing> ended = std::move(dialing_);  // which calls this
    if (!outcome) return back_off(std::move(outcome).status());
    active_ = outcome->link.release();
    active_->belong_to(*this, life_);
    connections_.push_back(*active_);
    book_.open(*active_, home_.now());
    authority_ = to_.authority_of(outcome->where);
    backoff_ = to_.how.backoff_initial;
    last_failure_ = {};
    ready_since_ = home_.now();
    become(connectivity::ready);
    serve();
  }

  /// Nothing more is begun on the connection.
  void let_go() {
    if (active_->told_too_many_pings()) ask_half_as_often(life_);
    active_ = nullptr;
    const bool short_life = home_.now() - ready_since_ < to_.how.backoff_initial;
    short_lives_count_ = short_life ? short_lives_count_ + 1 : 0;
    become(connectivity::idle);
  }

  void back_off(status why) {
    last_failure_ = std::move(why);
    become(connectivity::transient_failure);
    pause(backoff_);
    backoff_ = std::min(to_.how.backoff_max, std::chrono::duration_cast<runtime::duration>(
                                                 backoff_ * to_.how.backoff_multiplier));
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

  void on_request(transport::connection&, http::stream_ptr) override {}
  void on_room(transport::connection&) noexcept override { home_.make_ready(serve_); }
  void on_closed(transport::connection& which) noexcept override {
    if (&which == active_) let_go();
    destroy(which);
    if (!waiting_.empty()) home_.make_ready(serve_);
  }

  void destroy(transport::connection& which) noexcept {
    book_.close(which);
    which.unlink();
    delete &which;
  }

  void evict() noexcept { evicted_(*this); }

  // Once a turn: a call should not have to ask for the time.
  void note_time() noexcept {
    const runtime::time_point now = home_.now();
    book_.calls.last_started.set(now);
    if (active_ != nullptr) active_->counts()->last_stream_started.set(now);
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
  std::unique_ptr<dialing> dialing_;
  intrusive_list<transport::connection> connections_;  // the active one, and those going away
  transport::connection* active_ = nullptr;
  std::string authority_;  // of the server of active_
  runtime::time_point ready_since_{};
  int short_lives_count_ = 0;          // of connections one after the other
  intrusive_list<call_core> again_;    // those that their server has not seen
  intrusive_list<call_core> waiting_;  // for their turn, in their order
  intrusive_list<call_core> running_;

  member_callback<runtime::work, subchannel, &subchannel::serve> serve_{*this};
  member_callback<runtime::work, subchannel, &subchannel::note_time> note_time_{*this};
  member_callback<runtime::timer, subchannel, &subchannel::dial> pause_{*this};
  member_callback<runtime::resident, subchannel, &subchannel::evict> residence_{*this};
};

}  // namespace tern::client_side
