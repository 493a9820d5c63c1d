// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>
#include <tern/http/h1_parser.hpp>
#include <tern/http/h1_refusal.hpp>
#include <tern/http/h1_request.hpp>
#include <tern/http/h1_session.hpp>
#include <tern/http/h1_text.hpp>
#include <tern/http/h1_writer.hpp>
#include <tern/http/limits.hpp>
#include <tern/http/stream.hpp>
#include <tern/runtime/timer.hpp>

namespace tern::http {

/// HTTP/1.1, for a server: one request after another, answered in their order.
///
/// A request that is malformed is answered with what is wrong, and is the last one of its
/// connection: where the next one begins is not known for sure.
///
///     waiting ── head ── body ──┐ the stream is open, and answers when it likes
///        └───────────────── answered
///                               └── lingering ── over
///
/// @source RFC 9112
class h1_server_session final : public h1_session {
 public:
  /// @param scheme what requests came over: http or https.
  /// @lifetime borrows `scheme`, which is a literal.
  h1_server_session(std::string_view scheme, const limits& allowed, session_host& host)
      : scheme_(scheme),
        limits_(allowed),
        host_(host),
        parser_(role::server, allowed),
        since_(host.now()) {}
  h1_server_session(const h1_server_session&) = delete;
  h1_server_session& operator=(const h1_server_session&) = delete;
  ~h1_server_session() override { lose("the connection was closed"); }

  void send_head(stream&, bool) override { host_.output_pending(); }
  void outbound_ready(stream&) override { host_.output_pending(); }

  void consumed(stream&, std::size_t bytes) override {
    const bool wanted = wants_input();
    unread_bytes_ -= std::min(unread_bytes_, bytes);
    if (!wanted && wants_input()) {
      since_ = host_.now();
      host_.input_wanted();
      host_.output_pending();
    }
  }

  /// What has begun to be answered cannot be taken back: the peer sees a body that has no end.
  void reset(stream& of, error_code code) override {
    if (current_.get() != &of) return;
    part_with_current(std::nullopt);
    if (writer_.begun()) return end_connection(phase::over);
    answer({code == error_code::refused_stream ? 503 : 500, "the request was not answered"});
  }

  [[nodiscard]] stream_ptr open(head&&, bool) override { return {}; }
  [[nodiscard]] bool accepts_requests() const override { return false; }
  [[nodiscard]] bool has_streams() const noexcept override { return static_cast<bool>(current_); }

  [[nodiscard]] bool feed(byte_view bytes) override {
    parted_ = {};
    if (given_up_ || phase_ == phase::over) return !given_up_;
    if (phase_ == phase::lingering) return true;
    if (!parser_.in_head() || parser_.fresh()) since_ = host_.now();
    if (held_.empty() && !dropping_) read(bytes);
    hold(bytes);
    host_.output_pending();
    return true;
  }

  [[nodiscard]] bool drain(buffer& output, std::size_t limit_bytes) override {
    parted_ = {};
    while (output.size() < limit_bytes) {
      output.append(last_words_.view());
      last_words_.clear();
      if (!current_ || !continue_writing(output, limit_bytes)) break;
    }
    return true;
  }

  [[nodiscard]] bool finished() const override {
    return phase_ == phase::over && last_words_.empty();
  }

  void go_away(std::string_view) override {
    going_away_ = true;
    go_away_now();
  }

  /// A request whose head has begun to come in is still served.
  void go_away_now() override {
    if (going_away_ && phase_ == phase::open && !current_ && parser_.fresh() && held_.empty()) {
      end_connection(phase::over);
    }
  }

  void give_up(error_code code, std::string_view text) override {
    given_up_ = true;
    fail({code == error_code::enhance_your_calm ? 429 : 400, std::string{text}});
  }

  void lose(const std::string& reason) override {
    phase_ = phase::over;
    held_.clear();
    last_words_.clear();
    part_with_current(stream_error{stream_error::origin::connection, error_code::cancel, reason});
  }

  [[nodiscard]] bool wants_input() const override {
    if (phase_ == phase::open) return unread_bytes_ < limits_.stream_window_bytes;
    return phase_ == phase::lingering;
  }

  /// A client that stops to send has gone, as far as a server can tell.
  void input_ended() override { lose("the client closed the connection"); }

  /// The patience with a client begins when it has all that was said.
  void note_writing(bool moved, bool left) override {
    unwritten_ = left;
    if (moved && !current_) since_ = host_.now();
  }

  [[nodiscard]] runtime::time_point deadline() const override {
    using runtime::saturating_add;
    if (unwritten_ && !current_) return saturating_add(since_, limits_.h1.idle_timeout);
    if (phase_ == phase::over) return runtime::never;
    if (phase_ == phase::lingering) return saturating_add(since_, limits_.h1.linger_timeout);
    if (parser_.fresh()) {
      return saturating_add(since_,
                            served_any_ ? limits_.h1.idle_timeout : limits_.h1.head_timeout);
    }
    if (parser_.in_head()) return saturating_add(since_, limits_.h1.head_timeout);
    if (!request_read_ && wants_input()) return saturating_add(since_, limits_.h1.body_timeout);
    return runtime::never;
  }

  void expire() override {
    if (host_.now() < deadline()) return;
    if (unwritten_ || phase_ != phase::open || (parser_.fresh() && served_any_)) {
      end_connection(phase::over);
    } else if (parser_.in_head()) {
      answer({408, "the head of a request has not come in time, limit head_timeout is " +
                       runtime::to_text(limits_.h1.head_timeout)});
    } else {
      fail({408, "nothing more has come of the body of a request, limit body_timeout is " +
                     runtime::to_text(limits_.h1.body_timeout)});
    }
    host_.output_pending();
  }

 private:
  enum class phase {
    open,
    lingering,  ///< everything was said; what still comes is thrown away for a while
    over,
  };

  // ---- what comes in -----------------------------------------------------------------------

  // Takes what belongs to the request that is being read; what follows it waits for its turn.
  void read(byte_view& bytes) {
    while (phase_ == phase::open && !request_read_) {
      switch (parser_.next(bytes)) {
        case h1_event::none:
          return;
        case h1_event::head:
          since_ = host_.now();
          begin_request();
          break;
        case h1_event::body:
          receive_body(parser_.body());
          break;
        case h1_event::end:
          end_request();
          break;
        case h1_event::fault:
          fail(parser_.fault());
          break;
      }
    }
    if (phase_ != phase::open) bytes = {};
  }

  // Requests wait for their turn, up to a limit. Those beyond it are not served, and the connection
  // ends with this answer; it is read all the same, as nothing else tells that the client has gone.
  void hold(byte_view bytes) {
    if (!dropping_ && bytes.size() <= limits_.h1.pipelined_max_bytes - held_.size()) {
      return held_.append(bytes);
    }
    dropping_ = going_away_ = true;
    held_.clear();
    skip(bytes.size());
  }

  void begin_request() {
    framing_ = parser_.framing();
    bodiless_ = parser_.head().method == "HEAD";
    if (const auto wrong = read_target(parser_.head(), framing_)) return answer(*wrong);
    parser_.head().version = 1;
    parser_.head().scheme = scheme_;
    current_ = stream_ptr{new stream(*this, limits_.write_high_water_bytes)};
    std::swap(current_->received_head(), parser_.head());
    const stream_ptr arrived = current_;
    arrived->head_complete();
    host_.request_arrived(arrived);
  }

  void receive_body(byte_view bytes) {
    body_begun_ = true;
    if (current_) {
      unread_bytes_ += bytes.size();
      const stream_ptr receiving = current_;
      receiving->receive_body(bytes);
    } else {
      skip(bytes.size());
    }
  }

  // The body of a request that was answered already.
  void skip(std::size_t bytes) {
    skipped_bytes_ += bytes;
    if (skipped_bytes_ > limits_.h1.unread_body_max_bytes) end_connection(phase::over);
  }

  void end_request() {
    request_read_ = true;
    unread_bytes_ = 0;
    if (!current_) return next_request();
    const stream_ptr receiving = current_;
    if (!parser_.trailers().empty()) std::swap(receiving->start_trailers(), parser_.trailers());
    receiving->receive_end();
  }

  // ---- what goes out -----------------------------------------------------------------------

  /// @returns whether there may be more to write at once.
  bool continue_writing(buffer& output, std::size_t limit_bytes) {
    const stream_ptr answering = current_;
    if (!answering->head_sent()) return invite_body(output), false;
    if (!writer_.begun()) {
      const bool last =
          going_away_ || !framing_.persistent() || expects_body() || leaves_too_much(*answering);
      closing_ = last;
      if (!writer_.write_head(*answering,
                              {.chunks = framing_.minor_version >= 1,
                               .trailers = framing_.takes_trailers,
                               .bodiless = bodiless_,
                               .close = last},
                              output)) {
        part_with_current(stream_error{stream_error::origin::local, error_code::internal_error,
                                       "the response holds what HTTP/1.1 cannot say"});
        answer({500, "the response cannot be sent"});
        return true;
      }
    }
    writer_.write_body(*answering, output, limit_bytes);
    if (writer_.broken()) {
      part_with_current(stream_error{stream_error::origin::local, error_code::internal_error,
                                     "the response has no end that HTTP/1.1 can say"});
      end_connection(phase::over);
    } else if (writer_.complete()) {
      end_answer();
      return true;
    }
    return false;
  }

  // Whether the client waits for an invitation that it will not get, so that what it sends next may
  // be the body or another request. @source RFC 9110, section 10.1.1
  [[nodiscard]] bool expects_body() const noexcept {
    return framing_.expects_continue && !invited_ && !body_begun_ && !request_read_;
  }

  // Whether the rest of a request that has its whole answer is more than is read in vain, or may
  // be.
  [[nodiscard]] bool leaves_too_much(const stream& answering) const noexcept {
    const auto left = parser_.body_left_bytes();
    return answering.sent_end() && (!left || *left > limits_.h1.unread_body_max_bytes);
  }

  void invite_body(buffer& output) {
    if (!expects_body()) return;
    invited_ = true;
    output.append(as_bytes("HTTP/1.1 100 Continue\r\n\r\n"));
  }

  void end_answer() {
    const bool whole = request_read_;
    const bool last = closing_ || going_away_;
    if (whole) {
      part_with_current(std::nullopt, true);
    } else {
      part_with_current(stream_error{stream_error::origin::peer, error_code::no_error, {}});
    }
    if (last) {
      // To close with unread bytes would take the answer away. @source RFC 9112, section 9.6
      end_connection(whole && held_.empty() && !dropping_ ? phase::over : phase::lingering);
    } else if (whole) {
      next_request();
    } else {
      skipped_bytes_ = unread_bytes_;
      unread_bytes_ = 0;
      host_.input_wanted();
    }
  }

  void next_request() {
    served_any_ = true;
    request_read_ = invited_ = body_begun_ = closing_ = false;
    skipped_bytes_ = 0;
    parser_.restart();
    writer_.restart();
    since_ = host_.now();
    if (held_.empty()) return go_away_now();
    const buffer held = std::move(held_);
    held_ = {};
    byte_view bytes = held.view();
    read(bytes);
    held_.append(bytes);
  }

  // ---- the end -----------------------------------------------------------------------------

  // The request that is being read cannot be read to its end.
  void fail(h1_fault wrong) {
    const bool answered = writer_.begun();
    if (current_) {
      part_with_current(
          stream_error{stream_error::origin::peer, error_code::protocol_error, wrong.text});
    }
    if (answered) return end_connection(phase::over);
    answer(wrong);
  }

  // Says what is wrong, and no more.
  void answer(const h1_fault& wrong) {
    last_words_.append(as_bytes(h1_refusal(wrong)));
    end_connection(phase::lingering);
  }

  void end_connection(phase last) noexcept {
    if (phase_ == phase::over) return;
    phase_ = last;
    since_ = host_.now();
    skipped_bytes_ = held_.size();
    held_.clear();
    host_.output_pending();
    if (last == phase::lingering) host_.input_wanted();
  }

  // The share of the session is given up later: who has called it may have no other.
  void part_with_current(std::optional<stream_error> failure, bool whole = false) noexcept {
    if (!current_) return;
    parted_ = std::move(current_);
    current_ = {};
    parted_->close(std::move(failure));
    host_.stream_ended(whole);
  }

  std::string_view scheme_;
  limits limits_;
  session_host& host_;
  h1_parser parser_;
  h1_writer writer_;
  h1_framing framing_;  // of the request that is being served
  phase phase_ = phase::open;
  stream_ptr current_;  // what is being answered
  stream_ptr parted_;
  buffer held_;                    // what came after the request that is being served
  buffer last_words_;              // what the session itself has to say
  runtime::time_point since_;      // what deadline() counts from
  std::size_t unread_bytes_ = 0;   // of the body, and not consumed
  std::size_t skipped_bytes_ = 0;  // thrown away
  bool request_read_ = false;      // to its end
  bool bodiless_ = false;          // its answer
  bool body_begun_ = false;
  bool invited_ = false;  // to send its body
  bool closing_ = false;  // and told so
  bool served_any_ = false;
  bool dropping_ = false;   // what comes: there was too much
  bool unwritten_ = false;  // something that was said
  bool going_away_ = false;
  bool given_up_ = false;
};

}  // namespace tern::http
