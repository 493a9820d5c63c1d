// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/buffer.hpp>
#include <tern/base/connection_counters.hpp>
#include <tern/base/intrusive_list.hpp>
#include <tern/base/member_callback.hpp>
#include <tern/http/choose.hpp>
#include <tern/http/limits.hpp>
#include <tern/http/ping_strikes.hpp>
#include <tern/http/session.hpp>
#include <tern/http/stream.hpp>
#include <tern/http/versions.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/runtime/timer.hpp>
#include <tern/transport/byte_stream.hpp>
#include <tern/transport/connection_life.hpp>
#include <tern/transport/connection_owner.hpp>
#include <tern/transport/incoming.hpp>
#include <tern/transport/keepalive.hpp>
#include <tern/transport/outgoing.hpp>
#include <tern/transport/quiet_timer.hpp>
#include <tern/transport/session_choice.hpp>

namespace tern::transport {

/// Moves bytes between a byte_stream and an HTTP session: reads what is there, lets everything run
/// that became ready, and writes what that produced with one call.
/// @thread its executor's.
class connection final : private http::session_host,
                         private io_watcher,
                         private incoming_host,
                         private keepalive_host,
                         public list_link {
 public:
  /// @param scratch memory to read into, which may be shared by all connections of a thread.
  /// @param spoken what a server lets its clients choose from, by their first bytes; a client
  /// speaks what ALPN has agreed on, else HTTP/2 if it is among them.
  connection(runtime::executor& home, byte_span scratch, std::unique_ptr<byte_stream> bytes,
             http::role side, const http::limits& allowed, connection_owner& owner,
             const connection_life& life = {}, http::versions spoken = {})
      : home_(home),
        bytes_(std::move(bytes)),
        incoming_(home, scratch, *bytes_, *this),
        side_(side),
        limits_(allowed),
        owner_(&owner),
        life_(life),
        spoken_(spoken) {
    bytes_->watch(*this);
    home_.settle(residence_);
    if (side_ == http::role::client) {
      begin_session(agreed_on(*bytes_, spoken_));
    } else {
      home_.arm(preface_timer_, runtime::saturating_add(home_.now(), limits_.preface_timeout));
    }
    incoming_.wait();
  }
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;
  ~connection() {
    owner_link_dead_ = true;
    shut("the connection was closed");
  }

  /// From now on belongs to `next`, and lives as `life` says, if it has begun to speak HTTP.
  void belong_to(connection_owner& next, const connection_life& life = {}) {
    owner_ = &next;
    life_ = life;
    if (session_ != nullptr && !closed_) begin_life();
  }

  /// Begins a request. @returns nothing if this connection takes no more.
  [[nodiscard]] http::stream_ptr open(http::head&& request, bool end) {
    if (session_ == nullptr || closed_) return {};
    http::stream_ptr opened = session_->open(std::move(request), end);
    if (!opened) return opened;
    counts_->streams_started.add();
    keepalive_.call_begins();
    return opened;
  }

  [[nodiscard]] bool accepts_requests() const {
    return session_ != nullptr && !closed_ && session_->accepts_requests();
  }

  /// Whether a request can be opened and sent now; if not, the owner hears on_room() some time.
  [[nodiscard]] bool has_room() { return session_ != nullptr && !closed_ && session_->has_room(); }

  /// Whether several requests can be under way at once.
  [[nodiscard]] bool multiplexes() const noexcept { return session_->multiplexes(); }

  /// As has_room(), after a look whether the peer has closed the connection since.
  [[nodiscard]] bool still_has_room() noexcept {
    return has_room() && incoming_.hear() && has_room();
  }

  /// Takes no new requests, lets the running ones end, then closes. `why` is for people.
  void go_away(std::string_view why = {}) {
    if (closed_) return;
    if (session_ == nullptr) {
      // Whoever has just connected hears it as an answer: the server can be reached.
      leaving_ = true;
      home_.arm(preface_timer_, runtime::saturating_add(home_.now(), limits_.goaway_timeout));
      return;
    }
    session_->go_away(why);
    home_.arm(goaway_timer_, runtime::saturating_add(home_.now(), limits_.goaway_timeout));
    output_pending();
  }

  /// Closes at once, with a last word if the peer takes it; running requests fail with `reason`.
  void close(const std::string& reason) {
    if (session_ != nullptr && !closed_) session_->go_away_now();
    write_out();
    shut(reason);
  }

  [[nodiscard]] bool closed() const noexcept { return closed_; }

  /// Whether the peer goes away, or has closed, because of too many PINGs.
  /// @source gRPC proposal A8
  [[nodiscard]] bool told_too_many_pings() const noexcept {
    return session_ != nullptr && session_->peer_counts_pings();
  }

  /// Whether the peer goes away because of something that was wrong: it closes presently.
  [[nodiscard]] bool turned_away() const {
    return !accepts_requests() && session_ != nullptr && !session_->peer_farewell().empty();
  }

  /// Why the connection ended, for people.
  [[nodiscard]] const std::string& close_reason() const noexcept { return close_reason_; }

  [[nodiscard]] const byte_stream& bytes() const noexcept { return *bytes_; }

  /// What went over it, for all to read.
  [[nodiscard]] const connection_tally_ptr& counts() const noexcept { return counts_; }

 private:
  // Enough for the requests of a busy peer in one write, and a bound for what a slow one holds.
  static constexpr std::size_t output_limit_bytes = 256 * 1024;

  [[nodiscard]] runtime::time_point now() const noexcept override { return home_.now(); }

  void output_pending() noexcept override {
    if (!closed_) home_.at_turn_end(flush_);
  }

  void request_arrived(http::stream_ptr request) noexcept override {
    counts_->streams_started.add();
    owner_->on_request(*this, std::move(request));
  }

  void stream_ended(bool whole) noexcept override {
    (whole ? counts_->streams_succeeded : counts_->streams_failed).add();
    idle_.note();
  }

  void ping_arrived(bool answered_before) noexcept override {
    if (side_ == http::role::client) return;
    if (strikes_.count(home_.now(), session_->has_streams(), answered_before)) {
      session_->give_up(http::error_code::enhance_your_calm, http::too_many_pings);
    }
  }
  void pong_arrived() noexcept override { keepalive_.answered(); }

  [[nodiscard]] bool send_keepalive() noexcept override {
    const bool sent = session_->ping();
    if (sent) counts_->keepalives_sent.add();
    return sent;
  }
  [[nodiscard]] bool has_calls() const noexcept override { return session_->has_streams(); }
  void keepalive_failed(const std::string& why) noexcept override { shut(why); }

  void room_changed() noexcept override { owner_->on_room(*this); }

  void on_readable() noexcept override { incoming_.on_readable(); }
  [[nodiscard]] bool wants_input() const noexcept override {
    return session_ == nullptr || session_->wants_input();
  }
  void input_wanted() noexcept override { incoming_.go_on(); }

  void lose_input(const std::error_code& failure) noexcept override {
    if (failure) return shut("the connection failed: " + failure.message());
    if (session_ != nullptr) session_->input_ended();
    shut(farewell_of(session_.get(), "the peer closed the connection"));
  }

  // An answer that came before the server stopped to read tells more than that it did.
  void hear_out(const std::error_code& failure) noexcept {
    bool more = side_ == http::role::client;
    while (more && wants_input()) more = incoming_.hear() && incoming_.heard();
    shut("the connection failed: " + failure.message());
  }

  // From here on the connection has a life: what came before is bounded by preface_timeout.
  void begin_session(http::first_bytes spoken) {
    http::session_host& host = *this;
    session_ = make_session(*bytes_, side_, spoken, limits_, host);
    output_.begin(*session_, *bytes_);
    begin_life();
  }

  void begin_life() {
    const bool asks = life_.keepalive_time != runtime::duration::max();
    if (!session_->has_ping()) {
      if (asks) bytes_->keep_alive(life_.keepalive_time, life_.keepalive_timeout);
    } else {
      if (bytes_->may_fall_silent()) keepalive_.start(life_);
      if (asks) bytes_->limit_unacknowledged(life_.keepalive_timeout);
    }
    idle_.start(home_, life_.max_idle);
    home_.arm(age_timer_, runtime::saturating_add(home_.now(), life_.max_age));
  }

  [[nodiscard]] bool take_input(byte_view received) noexcept override {
    counts_->bytes_received.add(received.size());
    keepalive_.heard();
    if (side_ == http::role::client && !std::exchange(heard_, true)) {
      const std::string_view wrong = why_not_spoken(as_text(received), *session_);
      if (!wrong.empty()) return shut(std::string{wrong}), false;
    }
    return session_ != nullptr ? feed(received) : recognise(received);
  }

  bool recognise(byte_view received) {
    first_.append(received);
    const http::first_bytes chosen = http::recognise(first_.view());
    if (chosen == http::first_bytes::too_few) return true;
    if (const auto refusal = http::refusal_of(chosen, spoken_on(*bytes_, spoken_))) {
      static_cast<void>(bytes_->write_some(as_bytes(refusal->answer)));
      return shut(std::string{refusal->reason}), false;
    }
    preface_timer_.disarm();
    begin_session(chosen);
    owner_->on_established(*this);
    const buffer first = std::move(first_);
    const bool alive = feed(first.view());
    if (leaving_) go_away();
    return alive;
  }

  bool feed(byte_view received) {
    if (session_->feed(received)) return true;
    write_out();
    return shut("the peer broke the rules of HTTP"), false;
  }

  void on_writable() noexcept override {
    write_blocked_ = false;
    write_out();
  }

  void write_out() noexcept override {
    // The rest of a request whose call has ended is of no use to anybody, and may never be read.
    const bool asks = side_ == http::role::client && write_blocked_ && !multiplexes();
    if (asks && session_->finished()) return shut("the call has ended");
    while (!closed_ && !write_blocked_ && session_ != nullptr) {
      if (!output_.fill(*session_, output_limit_bytes)) return shut("HTTP failed");
      if (output_.empty()) {
        if (session_->finished())
          return shut(farewell_of(session_.get(), "the connection was closed"));
        incoming_.go_on();
        return watch_time();
      }
      const io_outcome put = output_.write(*bytes_);
      if (put.error) return hear_out(put.error);
      counts_->bytes_sent.add(put.bytes);
      session_->note_writing(put.bytes != 0, !output_.empty());
      if (put.bytes != 0) incoming_.go_on();
      if (!output_.empty()) {
        write_blocked_ = true;
        bytes_->wait_writable();
        watch_time();
      }
    }
  }

  void stream_completed() noexcept override {
    if (closed_ || side_ == http::role::client) return;
    if (!output_.collect(*session_, output_limit_bytes)) shut("HTTP failed");
  }

  void watch_time() noexcept {
    const runtime::time_point due = session_->deadline();
    if (due == session_due_) return;
    session_due_ = due;
    home_.arm(session_timer_, due);
  }
  void out_of_time() noexcept {
    session_due_ = runtime::never;
    if (session_->wants_input() && !incoming_.hear()) return;
    session_->expire();
    if (session_->finished() && write_blocked_) return shut("the peer did not read in time");
    watch_time();
    output_pending();
  }

  void shut(const std::string& reason) noexcept {
    if (closed_) return;
    closed_ = true;
    close_reason_ = reason;
    preface_timer_.disarm();
    goaway_timer_.disarm();
    session_timer_.disarm();
    keepalive_.stop();
    idle_.stop();
    age_timer_.disarm();
    flush_.unlink();
    incoming_.stop();
    residence_.unlink();
    const std::size_t perhaps_written = bytes_->perhaps_written_bytes();
    bytes_->close();
    if (session_ != nullptr) {
      session_->take_back(output_.size() - std::min(output_.size(), perhaps_written));
      session_->lose(reason);
    }
    if (!owner_link_dead_) home_.make_ready(farewell_);
  }

  void leave() noexcept { owner_->on_closed(*this); }
  void evict() noexcept {
    shut("the executor ended");
    farewell_.unlink();
    owner_->on_closed(*this);
  }
  void fall_idle() noexcept {
    if (session_->has_streams()) return idle_.start(home_, life_.max_idle);
    go_away("max_idle");
  }
  void come_of_age() noexcept {
    if (std::exchange(aged_, true)) return close("max_age_grace has passed");
    go_away("max_age");
    home_.arm(age_timer_, runtime::saturating_add(home_.now(), life_.max_age_grace));
  }
  void warned_long_enough() noexcept { session_->go_away_now(); }
  void preface_missing() noexcept {  // what has come by now has come in time
    if (incoming_.hear() && session_ == nullptr) shut("the client did not speak in time");
  }

  runtime::executor& home_;
  std::unique_ptr<byte_stream> bytes_;
  incoming incoming_;
  http::role side_;
  http::limits limits_;
  connection_owner* owner_;
  connection_tally_ptr counts_;
  connection_life life_;
  http::versions spoken_;

  bool closed_ = false;
  bool owner_link_dead_ = false;
  bool write_blocked_ = false;
  bool leaving_ = false;  // from before the peer spoke
  bool heard_ = false;    // anything, as a client
  bool aged_ = false;     // max_age has passed
  std::string close_reason_;
  buffer first_;  // what came before it was clear what the peer speaks
  outgoing output_;

  member_callback<runtime::work, connection, &connection::write_out> flush_{*this};
  member_callback<runtime::work, connection, &connection::leave> farewell_{*this};
  member_callback<runtime::resident, connection, &connection::evict> residence_{*this};
  member_callback<runtime::timer, connection, &connection::preface_missing> preface_timer_{*this};
  member_callback<runtime::timer, connection, &connection::warned_long_enough> goaway_timer_{*this};
  member_callback<runtime::timer, connection, &connection::out_of_time> session_timer_{*this};
  runtime::time_point session_due_ = runtime::never;
  keepalive keepalive_{home_, *this};
  member_callback<quiet_timer, connection, &connection::fall_idle> idle_{*this};
  member_callback<runtime::timer, connection, &connection::come_of_age> age_timer_{*this};
  http::ping_strikes strikes_{life_.permit_keepalive_time, life_.permit_keepalive_without_calls};
  std::unique_ptr<http::session> session_;
};

}  // namespace tern::transport
