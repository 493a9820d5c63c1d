// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include <nghttp2/nghttp2.h>

#include <tern/base/intrusive_list.hpp>
#include <tern/http/stream.hpp>

namespace tern::http {

/// The open streams of a session, and how many the peer lets a client have.
/// @source RFC 9113, section 5.1.2
class h2_streams {
 public:
  explicit h2_streams(nghttp2_session* engine) noexcept : engine_(engine) {}

  [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
  [[nodiscard]] stream& front() noexcept { return list_.front(); }

  /// Keeps a share until remove().
  void add(stream_ptr opened) noexcept {
    ++count_;
    last_ = opened.get();
    list_.push_back(*opened.release());
  }
  [[nodiscard]] stream_ptr remove(stream& which) noexcept {
    --count_;
    if (last_ == &which) last_ = nullptr;
    which.unlink();
    return stream_ptr::adopt(&which);
  }

  /// The one that a frame is about, mostly the same as the one before; null if there is none.
  [[nodiscard]] stream* find(std::int32_t id) noexcept {
    if (last_ == nullptr || last_->id != id) {
      last_ = static_cast<stream*>(nghttp2_session_get_stream_user_data(engine_, id));
    }
    return last_;
  }
  /// The frames that follow are about this one.
  void expect(stream& which) noexcept { last_ = &which; }

  /// The same for one that the engine does not know any more. It looks at all of them.
  [[nodiscard]] stream* search(std::int32_t id) noexcept {
    stream* found = nullptr;
    list_.for_each([&](stream& each) {
      if (each.id == id) found = &each;
    });
    return found;
  }

  /// The peer's settings have come. Before that it allows nothing that one could know of.
  void hear_settings() noexcept {
    peer_max_count_ =
        nghttp2_session_get_remote_settings(engine_, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS);
  }

  /// Whether one more may be opened, if the connection takes requests at all.
  [[nodiscard]] bool has_room(bool accepts_requests) noexcept {
    room_wanted_ = !accepts_requests || count_ >= peer_max_count_;
    return !room_wanted_;
  }

  /// Whether has_room() has said no.
  [[nodiscard]] bool room_wanted() const noexcept { return room_wanted_; }

 private:
  nghttp2_session* engine_;
  intrusive_list<stream> list_;  // each with a share
  stream* last_ = nullptr;       // that was found
  std::size_t count_ = 0;
  std::size_t peer_max_count_ = 0;
  bool room_wanted_ = false;
};

}  // namespace tern::http
