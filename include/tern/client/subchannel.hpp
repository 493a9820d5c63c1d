// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <utility>

#include <tern/base/intrusive_list.hpp>
#include <tern/base/member_callback.hpp>
#include <tern/base/unique_function.hpp>
#include <tern/client/call_core.hpp>
#include <tern/client/options.hpp>
#include <tern/http/stream.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/transport/address.hpp>
#include <tern/transport/connection.hpp>
#include <tern/transport/connector.hpp>

namespace tern::client_side {

/// A channel's connection on one executor, with the calls that wait for it.
///
///                  a call                connected
///     idle ----------------> connecting -----------> ready
///      ^  ^                   |      ^                 |
///      |  |            failed |      | pause over,     | connection lost,
///      |  |                   v      | a call waits    | or going away
///      |  +----------------- backoff                   |
///      |     pause over, no call waits                 |
///      +-----------------------------------------------+
///
/// @source gRPC, doc/connectivity-semantics-and-api.md
/// @thread its executor's.
class subchannel final : private transport::connection_owner {
 public:
  /// @param evicted is called if the executor ends first; it destroys the subchannel.
  subchannel(runtime::executor& home, byte_span scratch, transport::connector& connects,
             const transport::address& where, std::string authority, const channel_options& how,
             unique_function<void(subchannel&)> evicted)
      : home_(home),
        scratch_(scratch),
        connector_(connects),
        where_(where),
        authority_(std::move(authority)),
        options_(how),
        evicted_(std::move(evicted)),
        backoff_(how.backoff_initial) {
    home_.settle(residence_);
  }
  subchannel(const subchannel&) = delete;
  subchannel& operator=(const subchannel&) = delete;
  ~subchannel() {
    waiting_.splice_back(running_);
    fail_waiting({code::cancelled, "the channel was destroyed"}, true);
    attempt_.reset();
    while (!connections_.empty()) destroy(connections_.front());
  }

  [[nodiscard]] runtime::executor& home() noexcept { return home_; }

  /// Why there is no connection; ok if none has failed since the last one that was good.
  [[nodiscard]] const status& why_waiting() const noexcept { return last_failure_; }

  /// Begins `call` on the connection, or as soon as there is one.
  void start(call_core& call) {
    if (begin(call)) return;
    if (active_ != nullptr && active_->closed()) lose_active();  // on_closed() is under way
    if (state_ == state::backoff && !call.waits_for_ready()) return call.finish(last_failure_);
    waiting_.push_back(call);
    if (state_ == state::idle || state_ == state::ready) connect();
  }

 private:
  enum class state { idle, connecting, ready, backoff };

  [[nodiscard]] bool begin(call_core& call) {
    if (active_ == nullptr || !active_->accepts_requests()) return false;
    http::stream_ptr opened =
        active_->open(call.request_head(connector_.scheme(), authority_), false);
    if (!opened) return false;
    running_.push_back(call);
    call.begin(std::move(opened));
    return true;
  }

  void connect() {
    state_ = state::connecting;
    if (active_ != nullptr) note_success();  // it was good until it went away
    active_ = nullptr;
    home_.arm(timer_, runtime::saturating_add(home_.now(), options_.connect_timeout));
    attempt_ = connector_.connect(home_, where_,
                                  [this](result<std::unique_ptr<transport::byte_stream>> bytes) {
                                    connected(std::move(bytes));
                                  });
  }

  void connected(result<std::unique_ptr<transport::byte_stream>> bytes) {
    if (!bytes) return back_off(bytes.status());
    timer_.disarm();
    // The attempt is on the stack below; it goes at the end of the turn.
    home_.make_ready(forget_attempt_);
    auto* added = new transport::connection(home_, scratch_, *std::move(bytes), http::role::client,
                                            options_.connection, *this);
    connections_.push_back(*added);
    active_ = added;
    state_ = state::ready;
    begin_waiting();
  }

  void note_success() {
    backoff_ = options_.backoff_initial;
    last_failure_ = {};
  }

  void lose_active() {
    const transport::connection& lost = *std::exchange(active_, nullptr);
    if (lost.heard()) {
      note_success();
      if (state_ == state::ready) state_ = state::idle;
    } else if (state_ == state::ready) {
      // A server that hangs up without a word has refused the connection.
      back_off({code::unavailable,
                "cannot connect to " + to_string(where_) + ": " + lost.close_reason()});
    }
  }

  void begin_waiting() {
    while (!waiting_.empty()) {
      call_core& call = waiting_.pop_front();
      if (!begin(call)) call.finish({code::unavailable, "the connection takes no calls"});
    }
  }

  void back_off(status why) {
    state_ = state::backoff;
    last_failure_ = std::move(why);
    home_.make_ready(forget_attempt_);
    std::uniform_real_distribution<double> jitter{1 - options_.backoff_jitter,
                                                  1 + options_.backoff_jitter};
    const auto pause = std::chrono::duration_cast<runtime::duration>(backoff_ * jitter(random_));
    backoff_ = std::min(options_.backoff_max, std::chrono::duration_cast<runtime::duration>(
                                                  backoff_ * options_.backoff_multiplier));
    home_.arm(timer_, runtime::saturating_add(home_.now(), pause));
    fail_waiting(last_failure_, false);
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

  void time_passed() noexcept {
    if (state_ == state::connecting) {
      back_off({code::unavailable, "cannot connect to " + to_string(where_) + ": timed out"});
    } else if (state_ == state::backoff) {
      state_ = state::idle;
      if (!waiting_.empty()) connect();
    }
  }

  void on_request(transport::connection&, http::stream_ptr) override {}

  void on_closed(transport::connection& which) noexcept override {
    if (&which == active_) lose_active();
    destroy(which);
  }

  static void destroy(transport::connection& which) noexcept {
    which.unlink();
    delete &which;
  }

  void drop_attempt() noexcept { attempt_.reset(); }
  void evict() noexcept { evicted_(*this); }

  runtime::executor& home_;
  byte_span scratch_;
  transport::connector& connector_;
  const transport::address& where_;
  std::string authority_;
  const channel_options& options_;
  unique_function<void(subchannel&)> evicted_;

  state state_ = state::idle;
  status last_failure_;
  runtime::duration backoff_;
  std::minstd_rand random_{std::random_device{}()};
  std::unique_ptr<transport::connect_attempt> attempt_;
  intrusive_list<transport::connection> connections_;  // the active one, and those going away
  transport::connection* active_ = nullptr;
  intrusive_list<call_core> waiting_;
  intrusive_list<call_core> running_;

  member_callback<runtime::timer, subchannel, &subchannel::time_passed> timer_{*this};
  member_callback<runtime::work, subchannel, &subchannel::drop_attempt> forget_attempt_{*this};
  member_callback<runtime::resident, subchannel, &subchannel::evict> residence_{*this};
};

}  // namespace tern::client_side
