// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <nghttp2/nghttp2.h>

#include <tern/base/bytes.hpp>
#include <tern/http/allowance.hpp>
#include <tern/http/choose.hpp>
#include <tern/http/error.hpp>
#include <tern/http/h2_fields.hpp>
#include <tern/http/h2_goaway.hpp>
#include <tern/http/limits.hpp>
#include <tern/http/session.hpp>

namespace tern::http {

/// What nghttp2 means when it cannot go on with what has come in.
[[nodiscard]] inline h2_offence offence_of(int failure) {
  switch (failure) {
    case NGHTTP2_ERR_BAD_CLIENT_MAGIC:
      return {error_code::protocol_error, "this is not the connection preface of HTTP/2"};
    case NGHTTP2_ERR_FLOODED:
      return {error_code::enhance_your_calm,
              "too many PING and SETTINGS, limit unsent_answers_max_count"};
    case NGHTTP2_ERR_TOO_MANY_CONTINUATIONS:
      return {error_code::enhance_your_calm,
              "too many CONTINUATION frames, limit continuations_max_count"};
    default:
      return {error_code::internal_error, nghttp2_strerror(failure)};
  }
}

/// Looks at the heads of the frames that come in, before nghttp2 does, for what that lets pass:
///
/// - frames on streams that their sender has ended, or has skipped: nghttp2 ignores them;
/// - frames that cost work and serve nothing, in masses: nghttp2 works them off;
/// - the last stream that a client names in a GOAWAY: it means streams of the server, which has
///   none, but Go's client names its own, and nghttp2 would take that for an offence.
class h2_gate {
 public:
  /// How long the identifier is with which a GOAWAY begins. @source RFC 9113, section 6.8
  static constexpr std::size_t last_stream_bytes = 4;

  h2_gate(role side, const limits& allowed, const session_host& host)
      : side_(side),
        host_(host),
        left_bytes_(side == role::server ? h2_preface.size() : 0),
        wasted_frames_(allowed.wasted_frames_max_count, allowed.waste_interval, host.now()),
        wasted_streams_(allowed.wasted_streams_max_count, allowed.waste_interval, host.now()) {}

  /// What is to be done with the beginning of what has come in.
  struct passage {
    std::size_t bytes;          ///< so many go to the engine
    bool as_zeros;              ///< as zeros in place of what they are
    const h2_offence* offence;  ///< and after them the connection is given up; null: it goes on
  };

  /// @param bytes what has come in, from the end of the last passage on.
  [[nodiscard]] passage admit(byte_view bytes) {
    if (zero_bytes_ != 0) {
      const std::size_t size = std::min(zero_bytes_, bytes.size());
      zero_bytes_ -= size;
      left_bytes_ -= size;
      return {size, true, nullptr};
    }
    std::size_t at = 0;
    for (;;) {
      // The payload of the frame that has begun, and then the head of the next.
      const std::size_t there = bytes.size() - at;
      if (there <= left_bytes_) {
        left_bytes_ -= there;
        return {bytes.size(), false, nullptr};
      }
      at += std::exchange(left_bytes_, 0);
      const std::size_t head_at = at;
      const std::byte* head = bytes.data() + at;
      if (head_size_ == 0 && bytes.size() - at >= frame_header_bytes) {
        at += frame_header_bytes;
      } else {
        const std::size_t part = std::min(frame_header_bytes - head_size_, bytes.size() - at);
        std::copy_n(head, part, head_.data() + head_size_);
        head_size_ += part;
        at += part;
        if (head_size_ != frame_header_bytes) return {at, false, nullptr};
        head_size_ = 0;
        head = head_.data();
      }
      const frame begun = read(head);
      left_bytes_ = begun.payload_bytes;
      if (!judge(begun)) return {head_at, false, &offence_};
      if (zero_bytes_ != 0) return {at, false, nullptr};
    }
  }

  /// `size` bytes, for a passage `as_zeros`.
  [[nodiscard]] static byte_view zeros(std::size_t size) noexcept {
    static constexpr std::array<std::byte, last_stream_bytes> all{};
    return byte_view{all}.first(size);
  }

  /// A request is served: its head was no waste, and it may need a reset, a change of priority, and
  /// a window.
  void opened() noexcept { wasted_frames_.earn(4); }

  /// A stream that a client had opened is over, and not by the will of the application; `answered`
  /// says that the head of a response had been sent. What is reset after that, such as a watch, has
  /// cost its client a round trip, and was no waste.
  void stream_ended(error_code how, bool answered) {
    const bool in_peace = how == error_code::no_error || how == error_code::cancel;
    if (answered && in_peace) return wasted_streams_.earn(1);
    if (!wasted_streams_.spend([this] { return host_.now(); })) wasted_too_much_ = true;
  }

  /// Whether too many of its streams were reset, since it was asked last. The count begins anew.
  [[nodiscard]] bool wasted_too_much() noexcept {
    if (!wasted_too_much_) return false;
    wasted_streams_.earn(wasted_streams_.max_count());
    wasted_too_much_ = false;
    return true;
  }

  /// What there is to say about that.
  [[nodiscard]] h2_offence waste_of_streams() const {
    return too_many("streams that were reset before they were answered", wasted_streams_,
                    "wasted_streams_max_count");
  }

  /// This side has sent a frame that carries something: the peer may answer it with frames that
  /// carry nothing, ten as in Envoy.
  /// @source Envoy, max_inbound_window_update_frames_per_data_frame_sent
  void sent() noexcept { wasted_frames_.earn(10); }

 private:
  struct frame {
    std::uint32_t payload_bytes;
    std::uint8_t type;
    std::uint8_t flags;
    std::uint32_t stream;

    [[nodiscard]] bool ends_stream() const noexcept {
      return (flags & NGHTTP2_FLAG_END_STREAM) != 0;
    }
    [[nodiscard]] bool padded() const noexcept { return (flags & NGHTTP2_FLAG_PADDED) != 0; }
  };

  // Length 24, type 8, flags 8, reserved 1, stream 31. @source RFC 9113, section 4.1
  static frame read(const std::byte* head) noexcept {
    const auto byte = [&](std::size_t i) { return std::to_integer<std::uint32_t>(head[i]); };
    return {byte(0) << 16 | byte(1) << 8 | byte(2), static_cast<std::uint8_t>(byte(3)),
            static_cast<std::uint8_t>(byte(4)),
            (byte(5) & 0x7f) << 24 | byte(6) << 16 | byte(7) << 8 | byte(8)};
  }

  // Returns whether the frame may pass; if not, offence_ says why.
  bool judge(const frame& begun) {
    switch (begun.type) {
      case NGHTTP2_HEADERS:
        if (side_ == role::server && begun.stream > last_stream_) {
          open(begun.stream);
          if (begun.ends_stream()) end(begun.stream);
          return waste();  // unless it is opened()
        }
        if (!exists(begun)) return false;
        if (begun.ends_stream()) {
          end(begun.stream);
          return true;
        }
        // The head of a response, one of many interim ones before it, or nothing at all.
        return waste();
      case NGHTTP2_DATA:
        if (has_ended(begun.stream)) return refuse_ended("DATA", begun.stream);
        if (begun.ends_stream()) {
          end(begun.stream);
          return true;
        }
        // All of a payload so short may be padding. @source RFC 9113, section 6.1
        return begun.payload_bytes > (begun.padded() ? padding_max_bytes : 0) || waste();
      case NGHTTP2_CONTINUATION:
        return begun.payload_bytes != 0 || waste();
      case NGHTTP2_RST_STREAM:
        end(begun.stream);
        return waste();
      case NGHTTP2_GOAWAY:
        if (side_ == role::server && begun.payload_bytes >= last_stream_bytes) {
          zero_bytes_ = last_stream_bytes;
        }
        return waste();
      default:
        return waste();
    }
  }

  void open(std::uint32_t stream) noexcept {
    if (stream > last_stream_ + 2) skipped_ = {last_stream_ + 1, stream - 1};
    last_stream_ = stream;
  }

  bool exists(const frame& begun) {
    const std::uint32_t stream = begun.stream;
    if (has_ended(stream)) return refuse_ended("HEADERS", stream);
    if (stream < skipped_.first || stream > skipped_.second || stream % 2 == 0) return true;
    offence_ = {error_code::protocol_error, "HEADERS opens stream " + std::to_string(stream) +
                                                " after stream " + std::to_string(last_stream_)};
    return false;
  }

  bool refuse_ended(std::string_view what, std::uint32_t stream) {
    offence_ = {error_code::stream_closed,
                std::string{what} + " on stream " + std::to_string(stream) + ", which had ended"};
    return false;
  }

  // The streams that the peer has ended, as far as they were not overwritten by later ones.
  void end(std::uint32_t stream) noexcept { ended_[slot_of(stream)] = stream; }
  [[nodiscard]] bool has_ended(std::uint32_t stream) const noexcept {
    return stream != 0 && ended_[slot_of(stream)] == stream;
  }
  static std::size_t slot_of(std::uint32_t stream) noexcept { return stream / 2 % ended_count; }

  bool waste() {
    if (wasted_frames_.spend([this] { return host_.now(); })) return true;
    offence_ = too_many("frames that serve nothing", wasted_frames_, "wasted_frames_max_count");
    return false;
  }

  static h2_offence too_many(std::string_view what, const allowance& of, std::string_view limit) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(of.interval()).count();
    std::string text = "more than " + std::to_string(of.max_count()) + " ";
    text.append(what).append(" in ").append(std::to_string(seconds)).append(" s, limit ");
    return {error_code::enhance_your_calm, std::move(text.append(limit))};
  }

  static constexpr std::size_t ended_count = 64;
  static constexpr std::uint32_t padding_max_bytes = 256;  // and the byte that says how much it is

  role side_;
  const session_host& host_;
  std::size_t left_bytes_;      // of the payload of this frame
  std::size_t zero_bytes_ = 0;  // of these, to be zeros
  std::array<std::byte, frame_header_bytes> head_{};
  std::size_t head_size_ = 0;  // of a frame whose head has come in part

  std::uint32_t last_stream_ = 0;                          // that a client has opened
  std::pair<std::uint32_t, std::uint32_t> skipped_{1, 0};  // the last it left out: from, to
  std::array<std::uint32_t, ended_count> ended_{};
  allowance wasted_frames_;
  allowance wasted_streams_;
  bool wasted_too_much_ = false;  // of streams
  h2_offence offence_{};
};

}  // namespace tern::http
