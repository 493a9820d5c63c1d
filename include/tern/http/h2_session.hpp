// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <nghttp2/nghttp2.h>
#include <sys/types.h>

#include <tern/http/h2_body_writer.hpp>
#include <tern/http/h2_callbacks.hpp>
#include <tern/http/h2_engine.hpp>
#include <tern/http/h2_fields.hpp>
#include <tern/http/h2_gate.hpp>
#include <tern/http/h2_goaway.hpp>
#include <tern/http/h2_head_reader.hpp>
#include <tern/http/h2_pings.hpp>
#include <tern/http/h2_streams.hpp>
#include <tern/http/h2_windows.hpp>
#include <tern/http/limits.hpp>
#include <tern/http/session.hpp>
#include <tern/http/stream.hpp>

namespace tern::http {

/// HTTP/2, on nghttp2.
/// @source RFC 9113
class h2_session final : public session {
 public:
  h2_session(role side, const limits& allowed, session_host& host)
      : side_(side),
        limits_(allowed),
        host_(host),
        owned_engine_(open_h2_engine(side, allowed, callbacks::make(side).get(), this)) {
    host_.output_pending();  // the settings
  }
  h2_session(const h2_session&) = delete;
  h2_session& operator=(const h2_session&) = delete;
  ~h2_session() override { lose("the connection was closed"); }

  void send_head(stream& of, bool end) override {
    fields_.assign(of.sent_head(), of.sends_common_head());
    end = end || of.received_head().method == "HEAD";
    const nghttp2_data_provider body = callbacks::provider_of(of);
    check(nghttp2_submit_response(engine_, of.id, fields_.data(), fields_.size(),
                                  end ? nullptr : &body));
  }

  void outbound_ready(stream& of) override {
    if (std::exchange(of.starved, false)) {
      static_cast<void>(nghttp2_session_resume_data(engine_, of.id));
    }
    host_.output_pending();
    if (of.complete() && !receiving_to_ && !bodies_.collecting()) host_.stream_completed();
  }

  void consumed(stream& of, std::size_t bytes) override {
    windows_.consumed(of, bytes);
    host_.output_pending();
  }

  void reset(stream& of, error_code code) override {
    check(nghttp2_submit_rst_stream(engine_, NGHTTP2_FLAG_NONE, of.id,
                                    static_cast<std::uint32_t>(code)));
  }

  [[nodiscard]] stream_ptr open(head&& request, bool end) override {
    if (!accepts_requests()) return {};
    stream_ptr opened{new stream(*this, limits_.write_high_water_bytes)};
    opened->keep_request(std::move(request), end);
    fields_.assign(opened->sent_head());
    const nghttp2_data_provider provider = callbacks::provider_of(*opened);
    const std::int32_t id = nghttp2_submit_request(engine_, nullptr, fields_.data(), fields_.size(),
                                                   end ? nullptr : &provider, opened.get());
    if (id < 0) return {};
    opened->id = id;
    streams_.add(opened);
    host_.output_pending();
    return opened;
  }

  [[nodiscard]] bool feed(byte_view bytes) override {
    while (!bytes.empty() && !goaway_.gave_up()) {
      const h2_gate::passage next = gate_.admit(bytes);
      take(next.as_zeros ? gate_.zeros(next.bytes) : bytes.first(next.bytes));
      if (next.offence != nullptr) check(goaway_.give_up(*next.offence));
      bytes = bytes.subspan(next.bytes);
    }
    windows_.arrived(std::exchange(arrived_bytes_, 0));
    host_.output_pending();
    return !goaway_.gave_up();
  }

  [[nodiscard]] bool drain(buffer& output, std::size_t limit_bytes) override {
    bodies_.open(output, limit_bytes);
    said_bytes_ -= bodies_.written_bytes();
    bool alive = true;
    while (bodies_.written_bytes() < limit_bytes) {
      const std::uint8_t* bytes = nullptr;
      const auto size = nghttp2_session_mem_send(engine_, &bytes);
      alive = size >= 0;
      if (size <= 0) break;
      output.append({reinterpret_cast<const std::byte*>(bytes), static_cast<std::size_t>(size)});
    }
    said_bytes_ += bodies_.written_bytes();
    bodies_.close();
    if (offence_) lose("the peer broke the rules of HTTP/2: " + *std::exchange(offence_, {}));
    return alive;
  }

  // What a client does not read are answers of this side. A client never waits with reading.
  [[nodiscard]] bool wants_input() const override {
    const std::size_t queued_count = nghttp2_session_get_outbound_queue_size(engine_);
    return side_ == role::client || queued_count < limits_.unread_frames_max_count;
  }

  [[nodiscard]] bool finished() const override {
    return nghttp2_session_want_read(engine_) == 0 && nghttp2_session_want_write(engine_) == 0;
  }

  [[nodiscard]] bool accepts_requests() const override {
    return side_ == role::client && !goaway_.warned() &&
           nghttp2_session_check_request_allowed(engine_) != 0;
  }

  [[nodiscard]] bool has_room() override { return streams_.has_room(accepts_requests()); }

  [[nodiscard]] bool has_streams() const noexcept override { return !streams_.empty(); }

  void go_away(std::string_view why) override { check(goaway_.warn(why)); }
  void go_away_now() override { check(goaway_.end()); }
  void give_up(error_code code, std::string_view text) override {
    check(goaway_.give_up({code, std::string{text}}));
  }
  [[nodiscard]] const std::string& peer_farewell() const noexcept override {
    return goaway_.peer_text();
  }
  [[nodiscard]] bool peer_counts_pings() const noexcept override {
    return goaway_.peer_counts_pings();
  }

  [[nodiscard]] bool ping() override {
    check(submit(engine_, h2_ping::keepalive));
    return true;
  }

  void lend_bodies(body_loans& loans) noexcept override { bodies_.lend_to(loans); }
  void take_back(std::size_t bytes) noexcept override { said_bytes_ -= bytes; }

  void lose(const std::string& reason) override {
    lost_ = true;
    while (!streams_.empty()) {
      fail(streams_.front(), {stream_error::origin::connection, error_code::cancel, reason});
    }
  }

 private:
  using callbacks = h2_callbacks_of<h2_session>;
  friend callbacks;

  // Whether all streams were failed: what nghttp2 still has of them are loose ends.
  [[nodiscard]] bool lost() const noexcept { return lost_ || offence_; }

  // ---- what nghttp2 calls: it fills streams and returns; nothing here sends or receives --------

  int on_begin_headers(const nghttp2_headers& frame) noexcept {
    stream* into = nullptr;
    const bool opens = side_ == role::server && frame.cat == NGHTTP2_HCAT_REQUEST;
    if (opens && !goaway_.serves(frame.hd.stream_id)) {
      check(nghttp2_submit_rst_stream(engine_, NGHTTP2_FLAG_NONE, frame.hd.stream_id,
                                      NGHTTP2_REFUSED_STREAM));
    } else if (opens) {
      stream_ptr opened{new (std::nothrow) stream(*this, limits_.write_high_water_bytes)};
      if (!opened) return NGHTTP2_ERR_CALLBACK_FAILURE;
      opened->id = frame.hd.stream_id;
      nghttp2_session_set_stream_user_data(engine_, frame.hd.stream_id, opened.get());
      into = opened.get();
      gate_.opened();
      streams_.add(std::move(opened));
    } else {
      into = streams_.find(frame.hd.stream_id);
    }
    heads_.begin(into);
    return 0;
  }

  int on_header(nghttp2_rcbuf* name, nghttp2_rcbuf* value) noexcept {
    if (stream* const malformed = heads_.add(name, value)) refuse(*malformed);
    return 0;
  }

  int on_frame_received(const nghttp2_frame& frame) noexcept {
    switch (frame.hd.type) {
      case NGHTTP2_HEADERS:
      case NGHTTP2_DATA:
        if (stream* const of = streams_.find(frame.hd.stream_id)) receive_frame(*of, frame);
        break;
      case NGHTTP2_GOAWAY:
        goaway_.hear(frame.goaway);
        host_.room_changed();
        break;
      case NGHTTP2_SETTINGS:
        if ((frame.hd.flags & NGHTTP2_FLAG_ACK) == 0) hear_settings();
        break;
      case NGHTTP2_PING:
        receive_ping(frame);
        break;
      default:
        break;
    }
    return 0;
  }

  void receive_ping(const nghttp2_frame& frame) noexcept {
    if ((frame.hd.flags & NGHTTP2_FLAG_ACK) == 0) {
      return host_.ping_arrived(std::exchange(answered_, false));
    }
    switch (kind_of(frame.ping)) {
      case h2_ping::none:
        break;
      case h2_ping::farewell:
        return check(goaway_.answered());
      case h2_ping::keepalive:
        return host_.pong_arrived();
      case h2_ping::bandwidth:
        return windows_.answered();
    }
  }

  void hear_settings() noexcept {
    streams_.hear_settings();
    if (streams_.room_wanted()) host_.room_changed();
  }

  void receive_frame(stream& of, const nghttp2_frame& frame) noexcept {
    const bool ends = (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
    const bool has_fields = frame.hd.type == NGHTTP2_HEADERS;
    const bool in_order = has_fields ? heads_.complete(ends) : of.head_received();
    if (!in_order || (ends && of.body_is_short())) return refuse(of);
    if (has_fields && !of.head_received()) {
      // Of a response that is interim; the final one follows.
      if (of.received_head().status / 100 == 1) return of.received_head().clear();
      of.head_complete();
      if (side_ == role::server) host_.request_arrived(stream_ptr{&of});
    }
    if (ends) of.receive_end();
  }

  int on_data_chunk(std::int32_t id, byte_view bytes) noexcept {
    arrived_bytes_ += bytes.size();
    stream* const of = streams_.find(id);
    if (of == nullptr) {
      static_cast<void>(nghttp2_session_consume_stream(engine_, id, bytes.size()));
      return 0;
    }
    if (!of->head_received() || !of->count_body(bytes.size())) refuse(*of);
    const auto at_hand = static_cast<std::size_t>(receiving_to_ - bytes.data()) - bytes.size();
    if (!of->malformed) of->receive_body(bytes, at_hand);
    return 0;
  }

  // @source RFC 9113, section 8.1.1
  void refuse(stream& malformed) noexcept {
    if (!std::exchange(malformed.malformed, true)) reset(malformed, error_code::protocol_error);
  }

  int on_frame_begins(const nghttp2_frame& frame) noexcept {
    if (frame.hd.type != NGHTTP2_HEADERS) return 0;
    if (stream* const of = streams_.find(frame.hd.stream_id)) of->request_begins_at = position();
    return 0;
  }

  int on_frame_sent(const nghttp2_frame& frame) noexcept {
    const bool ends = (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
    const bool carries = frame.hd.type == NGHTTP2_HEADERS || frame.hd.type == NGHTTP2_DATA;
    if (carries || frame.hd.type == NGHTTP2_PING) gate_.sent();
    if (carries) {
      answered_ = true;
    } else if (frame.hd.type == NGHTTP2_WINDOW_UPDATE) {
      windows_.reopened(streams_.find(frame.hd.stream_id));
    } else if (frame.hd.type == NGHTTP2_GOAWAY) {
      check(goaway_.said(frame.goaway));
      // nghttp2 would only say that each stream was refused, and may still look at their heads.
      if (goaway_.ends_all(frame.goaway)) offence_ = words_of(frame.goaway);
    }
    if (side_ == role::server && carries && ends) {
      stream* const of = streams_.find(frame.hd.stream_id);
      if (of != nullptr && !of->received_end()) {
        // The answer is complete, the rest of the request of no use. @source RFC 9113, section 8.1
        reset(*of, error_code::no_error);
      }
    }
    return 0;
  }

  int on_frame_not_sent(const nghttp2_frame& frame, int failure) noexcept {
    if (frame.hd.type != NGHTTP2_HEADERS || offence_) return 0;
    if (frame.headers.cat != NGHTTP2_HCAT_REQUEST) {
      // A head or trailers that cannot be sent must not leave the peer waiting for them.
      static_cast<void>(nghttp2_submit_rst_stream(engine_, NGHTTP2_FLAG_NONE, frame.hd.stream_id,
                                                  NGHTTP2_INTERNAL_ERROR));
      return 0;
    }
    if (stream* of = streams_.search(frame.hd.stream_id)) fail(*of, h2_unsent_request(failure));
    if (streams_.room_wanted()) host_.room_changed();
    return 0;
  }

  int on_stream_closed(std::int32_t id, error_code reason) noexcept {
    stream* const of = streams_.find(id);
    if (of == nullptr || offence_) return 0;
    if (side_ == role::server && of->failure() == nullptr) {
      gate_.stream_ended(reason, of->head_sent());
    }
    // NO_ERROR after a complete response asks the client to stop sending; that is no failure.
    const bool complete = of->received_end() && (of->sent_end() || reason == error_code::no_error);
    if (complete && reason == error_code::no_error) {
      close(*of, std::nullopt);
    } else {
      std::string why = reason == error_code::refused_stream ? goaway_.peer_text() : "";
      fail(*of, {stream_error::origin::peer, reason, std::move(why)});
    }
    if (streams_.room_wanted()) host_.room_changed();
    return 0;
  }

  ssize_t on_read_body(stream& of, std::size_t size, std::uint32_t& flags) noexcept {
    streams_.expect(of);
    return h2_body_writer::read(engine_, of, size, flags, trailers_);
  }

  int on_send_body(stream& of, const std::uint8_t* frame_header, std::size_t size) noexcept {
    return bodies_.send(of, frame_header, size);
  }

  void take(byte_view bytes) {
    receiving_to_ = bytes.data() + bytes.size();
    const auto taken = nghttp2_session_mem_recv(
        engine_, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    receiving_to_ = nullptr;
    if (taken < 0) check(goaway_.give_up(offence_of(static_cast<int>(taken))));
    if (gate_.wasted_too_much()) check(goaway_.turn_away(gate_.waste_of_streams()));
  }

  // nghttp2 fails only for want of memory or by a mistake of ours; streams that have closed in the
  // meantime are no mistake.
  void check(int outcome) {
    if (outcome == NGHTTP2_ERR_NOMEM) throw std::bad_alloc();
    host_.output_pending();
  }

  // How much has been said, of which drain() may be in the middle.
  [[nodiscard]] std::uint64_t position() const noexcept {
    return said_bytes_ + bodies_.written_bytes();
  }

  void fail(stream& of, stream_error why) noexcept {
    if (side_ == role::client && why.from != stream_error::origin::local) {
      const bool left = of.request_begins_at < position();
      const bool refused = why.code == error_code::refused_stream;
      why.how_far = !left ? reach::unsent : refused ? reach::refused : reach::unknown;
    }
    nghttp2_session_set_stream_user_data(engine_, of.id, nullptr);  // it may go on with the stream
    close(of, std::move(why));
  }

  void close(stream& of, std::optional<stream_error> failure) noexcept {
    windows_.forget(of);
    heads_.forget(of);
    const bool whole = !failure;
    streams_.remove(of)->close(std::move(failure));
    host_.stream_ended(whole);
  }

  role side_;
  limits limits_;
  session_host& host_;
  h2_engine owned_engine_;
  nghttp2_session* engine_ = owned_engine_.get();
  h2_streams streams_{engine_};
  std::uint64_t said_bytes_ = 0;  // by drain(), of this connection
  h2_fields fields_, trailers_;   // scratch
  h2_gate gate_{side_, limits_, host_};
  h2_head_reader heads_{side_, limits_.header_list_max_bytes};
  h2_body_writer bodies_;
  std::size_t arrived_bytes_ = 0;  // of bodies, during feed()
  h2_windows windows_{engine_, limits_, host_};
  h2_goaway goaway_{engine_, side_};
  const std::byte* receiving_to_ = nullptr;  // nghttp2 is: it must not be asked for output
  bool answered_ = false;               // with HEADERS or DATA, since the last PING of the peer
  std::optional<std::string> offence_;  // of the peer, for which all streams fail after drain()
  bool lost_ = false;
};

}  // namespace tern::http
