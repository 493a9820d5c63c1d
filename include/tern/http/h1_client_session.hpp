// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>
#include <tern/http/h1_parser.hpp>
#include <tern/http/h1_session.hpp>
#include <tern/http/h1_writer.hpp>
#include <tern/http/limits.hpp>
#include <tern/http/stream.hpp>
#include <tern/runtime/timer.hpp>

namespace tern::http {

/// HTTP/1.1, for a client: one request at a time. The next one can be opened when the response to
/// the one before has come to its end.
/// @source RFC 9112
class h1_client_session final : public h1_session {
 public:
  h1_client_session(const limits& allowed, session_host& host)
      : limits_(allowed), host_(host), parser_(role::client, allowed) {}
  h1_client_session(const h1_client_session&) = delete;
  h1_client_session& operator=(const h1_client_session&) = delete;
  ~h1_client_session() override { lose("the connection was closed"); }

  [[nodiscard]] stream_ptr open(head&& request, bool end) override {
    if (!accepts_requests()) return {};
    parted_ = {};
    parser_.restart(request.method == "HEAD");
    writer_.restart();
    interim_count_ = 0;
    written_bytes_ = 0;
    idle_until_ = runtime::never;
    current_ = stream_ptr{new stream(*this, limits_.write_high_water_bytes)};
    current_->keep_request(std::move(request), end);
    host_.output_pending();
    return current_;
  }

  [[nodiscard]] bool accepts_requests() const override { return !over_ && !current_; }
  [[nodiscard]] bool has_streams() const noexcept override { return static_cast<bool>(current_); }

  void send_head(stream&, bool) override {}
  void outbound_ready(stream&) override { host_.output_pending(); }

  void consumed(stream&, std::size_t bytes) override {
    const bool wanted = wants_input();
    unread_bytes_ -= std::min(unread_bytes_, bytes);
    if (!wanted && wants_input()) host_.input_wanted();
  }

  /// There is no other way to tell a server that its answer is of no use any more; an answer that
  /// is whole ends in the usual way.
  void reset(stream& of, error_code) override {
    if (current_.get() != &of || of.received_end()) return;
    end_connection();
    part_with_current(std::nullopt);
  }

  [[nodiscard]] bool feed(byte_view bytes) override {
    parted_ = {};
    if (given_up_) return false;
    while (current_) {
      switch (parser_.next(bytes)) {
        case h1_event::none:
          return true;
        case h1_event::head:
          receive_head();
          break;
        case h1_event::body:
          receive_body(parser_.body());
          break;
        case h1_event::end:
          end_response();
          break;
        case h1_event::fault:
          fail(parser_.fault());
          return false;
      }
    }
    // A server has nothing to say that it was not asked for.
    if (!bytes.empty()) end_connection();
    return true;
  }

  [[nodiscard]] bool drain(buffer& output, std::size_t limit_bytes) override {
    parted_ = {};
    if (!current_) return true;
    const std::size_t before = output.size();
    const stream_ptr asking = current_;
    if (!writer_.begun() && !writer_.write_head(*asking, {}, output)) {
      abandon("the request holds what HTTP/1.1 cannot say");
      return true;
    }
    writer_.write_body(*asking, output, limit_bytes);
    written_bytes_ += output.size() - before;
    if (writer_.broken()) abandon("the request has no end that HTTP/1.1 can say");
    return true;
  }

  [[nodiscard]] bool finished() const override { return over_ && !current_; }

  void go_away(std::string_view) override {
    end_connection();
    host_.room_changed();
  }
  void go_away_now() override {}

  /// The server is not told why: there is no way to.
  void give_up(error_code, std::string_view text) override {
    given_up_ = true;
    lose(std::string{text});
  }

  void take_back(std::size_t bytes) noexcept override {
    written_bytes_ -= std::min(written_bytes_, bytes);
  }

  void lose(const std::string& reason) override {
    over_ = true;
    part_with_current(
        stream_error{stream_error::origin::connection, error_code::cancel, reason, how_far()});
  }

  [[nodiscard]] bool wants_input() const override {
    return unread_bytes_ < limits_.stream_window_bytes;
  }

  /// Ends a body that nothing else ends.
  void input_ended() override {
    if (current_) {
      parser_.finish();
      byte_view nothing;
      if (parser_.next(nothing) == h1_event::end) end_response();
    }
    lose("the server closed the connection");
  }

  /// What takes too long is up to the deadline of the call. A connection that the server has said
  /// it would close is closed before that, so that no request crosses the end.
  [[nodiscard]] runtime::time_point deadline() const override { return idle_until_; }
  void expire() override {
    if (!current_ && host_.now() >= idle_until_) end_connection();
  }

 private:
  // As many as Go's client takes: more are an attack. @source RFC 9110, section 15.2
  static constexpr int interim_max_count = 5;

  // How long before the server a connection is left: as undici, keepAliveTimeoutThreshold.
  static constexpr std::chrono::seconds keep_alive_margin{1};

  [[nodiscard]] reach how_far() const noexcept {
    if (written_bytes_ == 0) return reach::unsent;
    return used_ && parser_.fresh() && interim_count_ == 0 ? reach::crossed : reach::unknown;
  }

  void receive_head() {
    const int status = parser_.head().status;
    if (status / 100 == 1) return receive_interim(status);
    if (status == 408 && used_ && writer_.complete() && !parser_.framing().persistent()) {
      return refuse();
    }
    const stream_ptr receiving = current_;
    std::swap(receiving->received_head(), parser_.head());
    receiving->head_complete();
  }

  // The server has waited for a request for too long, and says so as this one comes: it has not
  // read it. One that has begun to read it says so too, but not of a request that is complete.
  // @source RFC 9110, section 15.5.9
  void refuse() {
    end_connection();
    part_with_current(stream_error{stream_error::origin::peer, error_code::refused_stream,
                                   "408 Request Timeout", reach::refused});
  }

  // An interim response; the final one follows.
  void receive_interim(int status) {
    if (status == 101) return fail({400, "the server switches to a protocol nobody asked for"});
    if (++interim_count_ > interim_max_count) {
      return fail(
          {400, "there are more than " + std::to_string(interim_max_count) + " interim responses"});
    }
    interim_ = true;
  }

  void receive_body(byte_view bytes) {
    unread_bytes_ += bytes.size();
    const stream_ptr receiving = current_;
    receiving->receive_body(bytes);
  }

  void end_response() {
    if (std::exchange(interim_, false))
      return parser_.restart(current_->sent_head().method == "HEAD");
    // What is not asked to the end now never will be, so nothing can follow it.
    if (!parser_.framing().persistent() || !writer_.complete()) end_connection();
    used_ = true;
    if (const auto keeps = parser_.framing().keeps) {
      const auto usable = std::max<runtime::duration>(*keeps - keep_alive_margin, {});
      idle_until_ = runtime::saturating_add(host_.now(), usable);
      host_.output_pending();  // after which deadline() is asked for
    }
    const stream_ptr receiving = current_;
    unread_bytes_ = 0;
    if (!parser_.trailers().empty()) std::swap(receiving->start_trailers(), parser_.trailers());
    receiving->receive_end();
    part_with_current(std::nullopt, true);
    host_.input_wanted();
    host_.room_changed();
  }

  // The server does not speak HTTP/1.1, or more of it than this side takes.
  void fail(const h1_fault& wrong) {
    end_connection();
    if (!current_) return;
    if (wrong.status == 431) current_->mark_header_list_too_large();
    part_with_current(stream_error{stream_error::origin::connection, error_code::protocol_error,
                                   "the server broke the rules of HTTP/1.1: " + wrong.text});
  }

  // The request cannot be sent, or not to its end.
  void abandon(std::string why) {
    const bool begun = writer_.begun();
    if (begun) end_connection();
    part_with_current(stream_error{stream_error::origin::local, error_code::internal_error,
                                   std::move(why), begun ? reach::unknown : reach::unsent});
    host_.room_changed();
  }

  void end_connection() noexcept {
    over_ = true;
    host_.output_pending();
  }

  // The share of the session is given up later: who has called it may have no other.
  void part_with_current(std::optional<stream_error> failure, bool whole = false) noexcept {
    if (!current_) return;
    parted_ = std::move(current_);
    current_ = {};
    parted_->close(std::move(failure));
    host_.stream_ended(whole);
  }

  limits limits_;
  session_host& host_;
  h1_parser parser_;
  h1_writer writer_;
  stream_ptr current_;  // what is being asked
  stream_ptr parted_;
  std::size_t unread_bytes_ = 0;   // of the body, and not consumed
  std::size_t written_bytes_ = 0;  // of the request
  int interim_count_ = 0;
  runtime::time_point idle_until_ = runtime::never;
  bool used_ = false;     // for a request before
  bool interim_ = false;  // what has come is no final response
  bool over_ = false;
  bool given_up_ = false;
};

}  // namespace tern::http
