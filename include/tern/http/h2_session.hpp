// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <nghttp2/nghttp2.h>
#include <sys/types.h>

#include <tern/base/intrusive_list.hpp>
#include <tern/http/h2_body_writer.hpp>
#include <tern/http/h2_engine.hpp>
#include <tern/http/h2_fields.hpp>
#include <tern/http/h2_head_reader.hpp>
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
        owned_engine_(open_h2_engine(side, allowed,
                                     {.begin_headers = on_begin_headers,
                                      .header = on_header,
                                      .data_chunk = on_data_chunk,
                                      .frame_received = on_frame_recv,
                                      .frame_begins = before_frame_send,
                                      .frame_sent = on_frame_send,
                                      .frame_not_sent = on_frame_not_send,
                                      .stream_closed = on_stream_close,
                                      .send_data = send_body},
                                     this)) {
    host_.output_pending();  // the settings
  }
  h2_session(const h2_session&) = delete;
  h2_session& operator=(const h2_session&) = delete;
  ~h2_session() override { lose("the connection was closed"); }

  void send_head(stream& of, bool end) override {
    fields_.assign(of.sent_head());
    const nghttp2_data_provider provider = provider_of(of);
    check(nghttp2_submit_response(engine_, of.id, fields_.data(), fields_.size(),
                                  end ? nullptr : &provider));
  }

  void outbound_ready(stream& of) override {
    if (std::exchange(of.starved, false)) {
      static_cast<void>(nghttp2_session_resume_data(engine_, of.id));
    }
    host_.output_pending();
  }

  void consumed(stream& of, std::size_t bytes) override {
    static_cast<void>(nghttp2_session_consume_stream(engine_, of.id, bytes));
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
    const nghttp2_data_provider provider = provider_of(*opened);
    const std::int32_t id = nghttp2_submit_request(engine_, nullptr, fields_.data(), fields_.size(),
                                                   end ? nullptr : &provider, opened.get());
    if (id < 0) return {};
    opened->id = id;
    add(opened);
    host_.output_pending();
    return opened;
  }

  [[nodiscard]] bool feed(byte_view bytes) override {
    const auto taken = nghttp2_session_mem_recv(
        engine_, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    static_cast<void>(
        nghttp2_session_consume_connection(engine_, std::exchange(arrived_bytes_, 0)));
    host_.output_pending();
    return taken >= 0;
  }

  [[nodiscard]] bool drain(buffer& output, std::size_t limit_bytes) override {
    bodies_.open(output, limit_bytes);
    said_bytes_ -= output.size();
    bool alive = true;
    while (output.size() < limit_bytes) {
      const std::uint8_t* bytes = nullptr;
      const auto size = nghttp2_session_mem_send(engine_, &bytes);
      alive = size >= 0;
      if (size <= 0) break;
      output.append({reinterpret_cast<const std::byte*>(bytes), static_cast<std::size_t>(size)});
    }
    bodies_.close();
    said_bytes_ += output.size();
    return alive;
  }

  [[nodiscard]] bool finished() const override {
    return nghttp2_session_want_read(engine_) == 0 && nghttp2_session_want_write(engine_) == 0;
  }

  [[nodiscard]] bool accepts_requests() const override {
    return side_ == role::client && nghttp2_session_check_request_allowed(engine_) != 0;
  }

  [[nodiscard]] bool has_room() override {
    // Before the peer's settings have come it allows nothing that one could know of.
    room_wanted_ = !accepts_requests() || stream_count_ >= peer_streams_max_count_;
    return !room_wanted_;
  }

  /// A server first warns its peer, and names the last stream it serves one round trip later, so
  /// that requests under way are not lost. @source RFC 9113, section 6.8
  void go_away() override {
    if (going_away_) return;
    going_away_ = true;
    if (side_ == role::server) {
      check(nghttp2_submit_shutdown_notice(engine_));
      check(nghttp2_submit_ping(engine_, NGHTTP2_FLAG_NONE, farewell.data()));
    } else {
      check(nghttp2_submit_goaway(engine_, NGHTTP2_FLAG_NONE, 0, NGHTTP2_NO_ERROR, nullptr, 0));
    }
  }

  void go_away_now() override {
    if (side_ == role::client || std::exchange(gone_away_, true)) return;
    going_away_ = true;
    check(nghttp2_submit_goaway(engine_, NGHTTP2_FLAG_NONE,
                                nghttp2_session_get_last_proc_stream_id(engine_), NGHTTP2_NO_ERROR,
                                nullptr, 0));
  }

  void take_back(std::size_t bytes) noexcept override { said_bytes_ -= bytes; }

  void lose(const std::string& reason) override {
    while (!streams_.empty()) {
      stream& each = streams_.front();
      fail(each, {stream_error::origin::connection, error_code::cancel, reason});
    }
  }

 private:
  static constexpr std::array<std::uint8_t, 8> farewell{'t', 'e', 'r', 'n', '-', 'b', 'y', 'e'};

  // ---- nghttp2 callbacks: they fill streams and return; they never call back into nghttp2 ------

  static h2_session& self(void* user) noexcept { return *static_cast<h2_session*>(user); }

  stream* find(std::int32_t id) const noexcept {
    return static_cast<stream*>(nghttp2_session_get_stream_user_data(engine_, id));
  }

  static int on_begin_headers(nghttp2_session* engine, const nghttp2_frame* frame,
                              void* user) noexcept {
    h2_session& here = self(user);
    stream* into = nullptr;
    if (here.side_ == role::server && frame->headers.cat == NGHTTP2_HCAT_REQUEST) {
      stream_ptr opened{new (std::nothrow) stream(here, here.limits_.write_high_water_bytes)};
      if (!opened) return NGHTTP2_ERR_CALLBACK_FAILURE;
      opened->id = frame->hd.stream_id;
      nghttp2_session_set_stream_user_data(engine, frame->hd.stream_id, opened.get());
      into = opened.get();
      here.add(std::move(opened));
    } else {
      into = here.find(frame->hd.stream_id);
    }
    here.heads_.begin(into);
    return 0;
  }

  static int on_header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                       std::size_t name_size, const std::uint8_t* value, std::size_t value_size,
                       std::uint8_t, void* user) noexcept {
    self(user).heads_.add({reinterpret_cast<const char*>(name), name_size},
                          {reinterpret_cast<const char*>(value), value_size});
    return 0;
  }

  static int on_frame_recv(nghttp2_session*, const nghttp2_frame* frame, void* user) noexcept {
    h2_session& here = self(user);
    switch (frame->hd.type) {
      case NGHTTP2_HEADERS:
      case NGHTTP2_DATA:
        if (stream* const of = here.find(frame->hd.stream_id)) here.receive_frame(*of, *frame);
        break;
      case NGHTTP2_GOAWAY:
        here.goaway_text_ = text_of(frame->goaway);
        here.host_.room_changed();
        break;
      case NGHTTP2_SETTINGS:
        if ((frame->hd.flags & NGHTTP2_FLAG_ACK) == 0) here.hear_settings();
        break;
      case NGHTTP2_PING:
        if ((frame->hd.flags & NGHTTP2_FLAG_ACK) != 0 && here.going_away_ &&
            std::equal(farewell.begin(), farewell.end(), frame->ping.opaque_data)) {
          here.go_away_now();
        }
        break;
      default:
        break;
    }
    return 0;
  }

  void hear_settings() noexcept {
    peer_streams_max_count_ =
        nghttp2_session_get_remote_settings(engine_, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS);
    if (room_wanted_) host_.room_changed();
  }

  void receive_frame(stream& of, const nghttp2_frame& frame) noexcept {
    const bool ends = (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
    if (frame.hd.type == NGHTTP2_HEADERS && !of.head_received()) {
      if (side_ == role::client && of.received_head().status / 100 == 1) {
        return of.received_head().clear();  // an interim response; the final one follows
      }
      of.head_complete();
      if (side_ == role::server) host_.request_arrived(stream_ptr{&of});
    }
    if (ends) of.receive_end();
  }

  static int on_data_chunk(nghttp2_session* engine, std::uint8_t, std::int32_t id,
                           const std::uint8_t* data, std::size_t size, void* user) noexcept {
    h2_session& here = self(user);
    here.arrived_bytes_ += size;
    stream* const of = here.find(id);
    if (of == nullptr) {
      static_cast<void>(nghttp2_session_consume_stream(engine, id, size));
      return 0;
    }
    of->receive_body({reinterpret_cast<const std::byte*>(data), size});
    return 0;
  }

  static int before_frame_send(nghttp2_session*, const nghttp2_frame* frame, void* user) noexcept {
    h2_session& here = self(user);
    if (frame->hd.type != NGHTTP2_HEADERS || here.side_ != role::client) return 0;
    stream* const of = here.find(frame->hd.stream_id);
    if (of != nullptr) of->request_begins_at = here.position();
    return 0;
  }

  static int on_frame_send(nghttp2_session* engine, const nghttp2_frame* frame,
                           void* user) noexcept {
    h2_session& here = self(user);
    const bool ends = (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
    const bool carries = frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
    if (frame->hd.type == NGHTTP2_GOAWAY && frame->goaway.error_code != NGHTTP2_NO_ERROR) {
      // This side gives up; nghttp2 would only say that each stream was refused.
      const auto offence = static_cast<error_code>(frame->goaway.error_code);
      here.lose("the peer broke the rules of HTTP/2: " + std::string{to_string(offence)});
    }
    if (here.side_ == role::server && carries && ends) {
      stream* const of = here.find(frame->hd.stream_id);
      if (of != nullptr && !of->received_end()) {
        // The answer is complete, the rest of the request of no use. @source RFC 9113, section 8.1
        static_cast<void>(
            nghttp2_submit_rst_stream(engine, NGHTTP2_FLAG_NONE, of->id, NGHTTP2_NO_ERROR));
      }
    }
    return 0;
  }

  static int on_frame_not_send(nghttp2_session* engine, const nghttp2_frame* frame, int failure,
                               void* user) noexcept {
    h2_session& here = self(user);
    if (frame->hd.type != NGHTTP2_HEADERS) return 0;
    if (frame->headers.cat != NGHTTP2_HCAT_REQUEST) {
      // A head or trailers that cannot be sent must not leave the peer waiting for them.
      static_cast<void>(nghttp2_submit_rst_stream(engine, NGHTTP2_FLAG_NONE, frame->hd.stream_id,
                                                  NGHTTP2_INTERNAL_ERROR));
      return 0;
    }
    stream_error why{stream_error::origin::peer, error_code::refused_stream, {}};
    if (failure == NGHTTP2_ERR_FRAME_SIZE_ERROR || failure == NGHTTP2_ERR_HEADER_COMP) {
      why = {stream_error::origin::local, error_code::internal_error,
             "the header fields of the request are too large to be sent"};
    }
    here.streams_.for_each([&](stream& each) {
      if (each.id == frame->hd.stream_id) here.fail(each, why);
    });
    return 0;
  }

  static int on_stream_close(nghttp2_session*, std::int32_t id, std::uint32_t code,
                             void* user) noexcept {
    h2_session& here = self(user);
    stream* const of = here.find(id);
    if (of == nullptr) return 0;
    const auto reason = static_cast<error_code>(code);
    // NO_ERROR after a complete response asks the client to stop sending; that is no failure.
    const bool complete = of->received_end() && (of->sent_end() || reason == error_code::no_error);
    if (complete && reason == error_code::no_error) {
      here.close(*of, std::nullopt);
    } else {
      std::string why = reason == error_code::refused_stream ? here.goaway_text_ : "";
      here.fail(*of, {stream_error::origin::peer, reason, std::move(why)});
    }
    if (here.room_wanted_) here.host_.room_changed();
    return 0;
  }

  static ssize_t read_body(nghttp2_session* engine, std::int32_t, std::uint8_t*, std::size_t size,
                           std::uint32_t* flags, nghttp2_data_source* source, void* user) noexcept {
    return h2_body_writer::read(engine, h2_body_writer::stream_of(*source), size, *flags,
                                self(user).fields_);
  }

  static int send_body(nghttp2_session*, nghttp2_frame*, const std::uint8_t* frame_header,
                       std::size_t size, nghttp2_data_source* source, void* user) noexcept {
    return self(user).bodies_.send(h2_body_writer::stream_of(*source), frame_header, size);
  }

  // ---- the rest ----------------------------------------------------------------------------

  // nghttp2 fails only for want of memory or by a mistake of ours; streams that have closed in the
  // meantime are no mistake.
  void check(int outcome) {
    if (outcome == NGHTTP2_ERR_NOMEM) throw std::bad_alloc();
    host_.output_pending();
  }

  static nghttp2_data_provider provider_of(stream& of) noexcept {
    return h2_body_writer::provider_of(of, read_body);
  }

  void add(stream_ptr opened) noexcept {
    ++stream_count_;
    streams_.push_back(*opened.release());
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
    close(of, std::move(why));
  }

  void close(stream& of, std::optional<stream_error> failure) noexcept {
    --stream_count_;
    of.unlink();
    heads_.forget(of);
    nghttp2_session_set_stream_user_data(engine_, of.id, nullptr);
    stream_ptr::adopt(&of)->close(std::move(failure));
  }

  role side_;
  limits limits_;
  session_host& host_;
  h2_engine owned_engine_;
  nghttp2_session* engine_ = owned_engine_.get();
  intrusive_list<stream> streams_;  // each with a share
  std::size_t stream_count_ = 0;
  std::size_t peer_streams_max_count_ = 0;
  bool room_wanted_ = false;      // by has_room()
  std::uint64_t said_bytes_ = 0;  // by drain(), of this connection
  h2_fields fields_;              // scratch
  h2_head_reader heads_{limits_.header_list_max_bytes};
  h2_body_writer bodies_;
  std::size_t arrived_bytes_ = 0;  // of bodies, during feed()
  std::string goaway_text_;        // what the peer said last
  bool going_away_ = false;        // the peer was warned
  bool gone_away_ = false;         // and knows the last stream that is served
};

}  // namespace tern::http
