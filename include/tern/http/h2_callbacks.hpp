// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <string_view>

#include <nghttp2/nghttp2.h>
#include <sys/types.h>

#include <tern/base/bytes.hpp>
#include <tern/http/session.hpp>
#include <tern/http/stream.hpp>

namespace tern::http {

/// The callbacks of a session of nghttp2.
using h2_callbacks =
    std::unique_ptr<nghttp2_session_callbacks, decltype(&nghttp2_session_callbacks_del)>;

/// Lets nghttp2 call the members of an object, with its arguments in the types of this library.
/// Each is `noexcept` and returns zero or an error of nghttp2.
/// @error make() throws std::bad_alloc.
template <class Session>
struct h2_callbacks_of {
  [[nodiscard]] static h2_callbacks make(role side) {
    nghttp2_session_callbacks* raw = nullptr;
    if (nghttp2_session_callbacks_new(&raw) != 0) throw std::bad_alloc();
    nghttp2_session_callbacks_set_on_begin_headers_callback(raw, begin_headers);
    nghttp2_session_callbacks_set_on_header_callback2(raw, header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(raw, data_chunk);
    nghttp2_session_callbacks_set_on_frame_recv_callback(raw, frame_received);
    if (side == role::client) {  // it has to know how far its requests got
      nghttp2_session_callbacks_set_before_frame_send_callback(raw, frame_begins);
    }
    nghttp2_session_callbacks_set_on_frame_send_callback(raw, frame_sent);
    nghttp2_session_callbacks_set_on_frame_not_send_callback(raw, frame_not_sent);
    nghttp2_session_callbacks_set_on_stream_close_callback(raw, stream_closed);
    nghttp2_session_callbacks_set_send_data_callback(raw, send_data);
    return {raw, nghttp2_session_callbacks_del};
  }

  /// Takes the body of `of` from `Session::on_read_body`.
  [[nodiscard]] static nghttp2_data_provider provider_of(stream& of) noexcept {
    nghttp2_data_provider provider{};
    provider.source.ptr = &of;
    provider.read_callback = read_body;
    return provider;
  }

 private:
  static Session& self(void* user) noexcept { return *static_cast<Session*>(user); }
  static stream& stream_of(nghttp2_data_source* source) noexcept {
    return *static_cast<stream*>(source->ptr);
  }

  static int begin_headers(nghttp2_session*, const nghttp2_frame* frame, void* user) noexcept {
    return self(user).on_begin_headers(frame->headers);
  }
  static int header(nghttp2_session*, const nghttp2_frame*, nghttp2_rcbuf* name,
                    nghttp2_rcbuf* value, std::uint8_t, void* user) noexcept {
    return self(user).on_header(name, value);
  }
  static int data_chunk(nghttp2_session*, std::uint8_t, std::int32_t id, const std::uint8_t* data,
                        std::size_t size, void* user) noexcept {
    return self(user).on_data_chunk(id, {reinterpret_cast<const std::byte*>(data), size});
  }
  static int frame_received(nghttp2_session*, const nghttp2_frame* frame, void* user) noexcept {
    return self(user).on_frame_received(*frame);
  }
  static int frame_begins(nghttp2_session*, const nghttp2_frame* frame, void* user) noexcept {
    return self(user).on_frame_begins(*frame);
  }
  static int frame_sent(nghttp2_session*, const nghttp2_frame* frame, void* user) noexcept {
    return self(user).on_frame_sent(*frame);
  }
  static int frame_not_sent(nghttp2_session*, const nghttp2_frame* frame, int failure,
                            void* user) noexcept {
    return self(user).on_frame_not_sent(*frame, failure);
  }
  static int stream_closed(nghttp2_session*, std::int32_t id, std::uint32_t code,
                           void* user) noexcept {
    return self(user).on_stream_closed(id, static_cast<error_code>(code));
  }
  static ssize_t read_body(nghttp2_session*, std::int32_t, std::uint8_t*, std::size_t size,
                           std::uint32_t* flags, nghttp2_data_source* source, void* user) noexcept {
    // nghttp2 goes on to send what the session has given up.
    if (self(user).lost()) return NGHTTP2_ERR_DEFERRED;
    return self(user).on_read_body(stream_of(source), size, *flags);
  }
  static int send_data(nghttp2_session*, nghttp2_frame*, const std::uint8_t* frame_header,
                       std::size_t size, nghttp2_data_source* source, void* user) noexcept {
    return self(user).on_send_body(stream_of(source), frame_header, size);
  }
};

}  // namespace tern::http
