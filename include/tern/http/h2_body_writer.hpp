// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include <nghttp2/nghttp2.h>
#include <sys/types.h>

#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>
#include <tern/http/body_loans.hpp>
#include <tern/http/h2_fields.hpp>
#include <tern/http/stream.hpp>

namespace tern::http {

/// Moves what streams have queued of their bodies into the output of their connection, when and as
/// much as nghttp2 says: with one copy, or without if long pieces can be lent.
class h2_body_writer {
 public:
  /// Frames go to `output` from now on, until it holds `limit_bytes`.
  void open(buffer& output, std::size_t limit_bytes) noexcept {
    output_ = &output;
    limit_bytes_ = limit_bytes;
  }
  void close() noexcept { output_ = nullptr; }
  [[nodiscard]] bool collecting() const noexcept { return output_ != nullptr; }

  /// Lends long pieces from now on. @lifetime `loans` outlives this object.
  void lend_to(body_loans& loans) noexcept { loans_ = &loans; }

  /// What the output holds at the moment, with what is lent; nothing is open: nothing.
  [[nodiscard]] std::size_t written_bytes() const noexcept {
    if (output_ == nullptr) return 0;
    return output_->size() + (loans_ == nullptr ? 0 : loans_->bytes());
  }

  /// How much of at most `size` bytes the next DATA frame of `of` takes, and what follows it.
  /// @param scratch for the trailers.
  static ssize_t read(nghttp2_session* engine, stream& of, std::size_t size, std::uint32_t& flags,
                      h2_fields& scratch) {
    const std::size_t available = of.unsent().size();
    const std::size_t taken = std::min(available, size);
    flags |= NGHTTP2_DATA_FLAG_NO_COPY;
    if (taken == available && of.sent_end()) {
      flags |= NGHTTP2_DATA_FLAG_EOF;
      if (const headers* const trailers = of.sent_trailers()) {
        flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
        scratch.assign(*trailers, of.sends_common_trailers());
        if (nghttp2_submit_trailer(engine, of.id, scratch.data(), scratch.size()) != 0) {
          return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
        }
      }
    } else if (taken == 0) {
      of.starved = true;
      return NGHTTP2_ERR_DEFERRED;
    }
    return static_cast<ssize_t>(taken);
  }

  /// Writes a DATA frame with the first `size` bytes of what `of` has queued.
  int send(stream& of, const std::uint8_t* frame_header, std::size_t size) {
    const bool put_off = loans_ != nullptr && loans_->puts_off(size);
    if (put_off || written_bytes() >= limit_bytes_) return NGHTTP2_ERR_WOULDBLOCK;
    const byte_view piece = of.unsent().first(size);
    if (lends(of, size)) {
      output_->append(std::as_bytes(std::span{frame_header, frame_header_bytes}));
      loans_->add(output_->size(), piece, stream_ptr{&of});
    } else {
      const byte_span room = output_->prepare(room_for(of.unsent().size(), size));
      std::memcpy(room.data(), frame_header, frame_header_bytes);
      std::copy_n(piece.data(), size, room.data() + frame_header_bytes);
      output_->commit(frame_header_bytes + size);
    }
    of.took_output(size);
    return 0;
  }

 private:
  // What a stream keeps to send it again may be moved while it is lent.
  [[nodiscard]] bool lends(const stream& of, std::size_t size) const noexcept {
    return loans_ != nullptr && loans_->takes(size) && !of.keeps_sent();
  }

  // Of a frame with `size` bytes, and of those that follow with the rest, as far as they are let.
  [[nodiscard]] std::size_t room_for(std::size_t unsent_bytes, std::size_t size) const noexcept {
    const std::size_t frame_bytes = frame_header_bytes + size;
    if (size == 0 || unsent_bytes <= size) return frame_bytes;
    const std::size_t frame_count = (unsent_bytes + size - 1) / size;
    return std::min(frame_count * frame_bytes, limit_bytes_ - written_bytes() + frame_bytes);
  }

  buffer* output_ = nullptr;  // where session::drain() collects
  body_loans* loans_ = nullptr;
  std::size_t limit_bytes_ = 0;
};

}  // namespace tern::http
