// SPDX-License-Identifier: MIT
#pragma once

// A peer that is no program of ours: it writes frames by hand and keeps what it gets as frames, so
// that a test sees the bytes and the header fields of the wire, and not what tern makes of them.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nghttp2/nghttp2.h>

#include <tern/base/buffer.hpp>
#include <tern/transport/byte_stream.hpp>

#include "tests/http/h2_pair.hpp"

namespace checklist {

/// Header fields in the order of the wire, pseudo-header fields among them.
using field_list = std::vector<std::pair<std::string, std::string>>;

/// The first value of a name; `none` if there is none.
inline std::string value_of(const field_list& fields, std::string_view name) {
  for (const auto& [each, value] : fields) {
    if (each == name) return value;
  }
  return "none";
}

inline bool has(const field_list& fields, std::string_view name) {
  for (const auto& field : fields) {
    if (field.first == name) return true;
  }
  return false;
}

/// `value` behind a prefix of seven bits. @source RFC 7541, section 5.1
inline std::string hpack_length(std::size_t value) {
  if (value < 127) return h2::number(value, 1);
  std::string text = "\x7f";
  for (value -= 127; value >= 128; value /= 128) text += h2::number(128 + value % 128, 1);
  return text + h2::number(value, 1);
}

/// A header block of literals without indexing. @source RFC 7541, section 6.2.2
inline std::string block(const field_list& fields) {
  std::string text;
  for (const auto& [name, value] : fields) {
    text += '\0';
    text.append(hpack_length(name.size())).append(name);
    text.append(hpack_length(value.size())).append(value);
  }
  return text;
}

/// HEADERS, and CONTINUATION for what one frame has no room for.
inline std::string head_frames(std::uint32_t id, const field_list& fields, bool ends) {
  constexpr std::size_t frame_bytes = 16'384;
  std::string rest = block(fields);
  std::string frames;
  int type = h2::headers_;
  int flags = ends ? h2::end_stream : 0;
  do {
    const std::string piece = rest.substr(0, frame_bytes);
    rest.erase(0, frame_bytes);
    if (rest.empty()) flags |= h2::end_headers;
    frames += h2::frame(type, flags, id, piece);
    type = h2::continuation;
    flags = 0;
  } while (!rest.empty());
  return frames;
}

/// A message behind its prefix. @source gRPC, doc/PROTOCOL-HTTP2.md, Length-Prefixed-Message
inline std::string message(std::string_view payload, int flags = 0) {
  return h2::number(static_cast<std::uint64_t>(flags), 1) + h2::number(payload.size(), 4) +
         std::string{payload};
}

/// The prefix alone of a message that long.
inline std::string prefix(std::uint32_t length, int flags = 0) {
  return h2::number(static_cast<std::uint64_t>(flags), 1) + h2::number(length, 4);
}

/// A frame that came in. HEADERS with their CONTINUATIONs are one, their fields decoded.
struct frame : h2::parsed_frame {
  field_list fields{};

  [[nodiscard]] bool ends() const {
    return (type == h2::data || type == h2::headers_) && (flags & h2::end_stream) != 0;
  }
  /// The number of a WINDOW_UPDATE, the last stream of a GOAWAY.
  [[nodiscard]] std::uint32_t number() const { return value_at(0) & 0x7fffffff; }
  /// The value of a setting; nothing if the frame does not mention it.
  [[nodiscard]] std::optional<std::uint32_t> setting(std::uint16_t which) const {
    for (std::size_t at = 0; at + 6 <= payload.size(); at += 6) {
      if (payload.substr(at, 2) == h2::number(which, 2)) return value_at(at + 2);
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] std::uint32_t value_at(std::size_t at) const {
    std::uint32_t value = 0;
    for (const char byte : std::string_view{payload}.substr(at, 4)) {
      value = value << 8 | static_cast<unsigned char>(byte);
    }
    return value;
  }
};

/// What came in on one stream.
struct answer {
  std::vector<field_list> heads{};  ///< in order: head, trailers; interim ones before
  std::string body{};               ///< the payloads of all DATA frames
  bool ended = false;
  bool ended_by_headers = false;
  std::optional<h2::error_code> reset{};

  [[nodiscard]] bool trailers_only() const { return heads.size() == 1 && ended_by_headers; }
  [[nodiscard]] std::string http_status() const {
    return heads.empty() ? "none" : value_of(heads.front(), ":status");
  }
  /// A field of the last head: of the trailers, if there are some.
  [[nodiscard]] std::string last(std::string_view name) const {
    return heads.empty() ? "none" : value_of(heads.back(), name);
  }
  [[nodiscard]] std::string grpc_status() const { return last("grpc-status"); }
  [[nodiscard]] std::string grpc_message() const { return last("grpc-message"); }
};

/// One end of a connection, written and read by hand.
class wire_end final : private tern::transport::io_watcher {
 public:
  enum class role { client, server };

  wire_end(std::unique_ptr<tern::transport::byte_stream> bytes, role side)
      : bytes_(std::move(bytes)), preface_bytes_(side == role::server ? preface.size() : 0) {
    if (nghttp2_hd_inflate_new(&inflater_) != 0) std::abort();
    bytes_->watch(*this);
    bytes_->wait_readable();
    if (side == role::client) say(preface);
  }
  wire_end(const wire_end&) = delete;
  wire_end& operator=(const wire_end&) = delete;
  ~wire_end() { nghttp2_hd_inflate_del(inflater_); }

  bool acknowledges_settings = true;
  bool answers_pings = true;
  bool returns_windows = true;  ///< gives back what DATA frames have taken

  /// Called with every frame, after it was kept.
  std::function<void(const frame&)> on_frame;

  std::vector<frame> frames;  ///< all that came in
  bool peer_left = false;

  void say(std::string_view text) {
    unsent_.append(text);
    write_out();
  }

  /// Says another SETTINGS_HEADER_TABLE_SIZE, and takes no header blocks that use more.
  void limit_header_table(std::uint32_t bytes) {
    constexpr std::uint16_t header_table_size = 1;
    say(h2::frame(h2::settings, 0, 0, h2::setting(header_table_size, bytes)));
    if (nghttp2_hd_inflate_change_table_size(inflater_, bytes) != 0) std::abort();
  }

  /// Ends the connection without a word.
  void leave() { bytes_->close(); }

  [[nodiscard]] const frame* first(int type, std::uint32_t id = 0) const {
    for (const frame& each : frames) {
      if (each.type == type && each.id == id) return &each;
    }
    return nullptr;
  }
  [[nodiscard]] std::size_t count(int type) const {
    std::size_t sum = 0;
    for (const frame& each : frames) sum += each.type == type ? 1 : 0;
    return sum;
  }

  [[nodiscard]] answer heard(std::uint32_t id) const {
    answer all;
    for (const frame& each : frames) {
      if (each.id != id) continue;
      if (each.type == h2::headers_) all.heads.push_back(each.fields);
      if (each.type == h2::data) all.body += each.payload;
      if (each.type == h2::rst_stream) all.reset = each.code();
      if (!each.ends()) continue;
      all.ended = true;
      all.ended_by_headers = each.type == h2::headers_;
    }
    return all;
  }

 private:
  static constexpr std::string_view preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  void on_readable() noexcept override {
    std::array<std::byte, 16 * 1024> scratch;
    for (;;) {
      const auto got = bytes_->read_some(scratch);
      unparsed_ += tern::as_text(std::span{scratch}.first(got.bytes));
      peer_left = peer_left || got.error || got.ended;
      if (peer_left || got.bytes == 0) break;
    }
    parse();
    if (!peer_left) bytes_->wait_readable();
  }

  void on_writable() noexcept override {
    blocked_ = false;
    write_out();
  }

  void write_out() {
    while (!unsent_.empty() && !blocked_) {
      const auto put = bytes_->write_some(tern::as_bytes(unsent_));
      if (put.error) return unsent_.clear();
      unsent_.erase(0, put.bytes);
      if (put.would_block) {
        blocked_ = true;
        bytes_->wait_writable();
      }
    }
  }

  void parse() {
    if (preface_bytes_ != 0) {
      if (unparsed_.size() < preface_bytes_) return;
      if (!unparsed_.starts_with(preface)) throw std::logic_error("no preface");
      unparsed_.erase(0, std::exchange(preface_bytes_, 0));
    }
    for (;;) {
      if (unparsed_.size() < 9) return;
      const std::size_t size =
          static_cast<std::size_t>(static_cast<unsigned char>(unparsed_[0])) << 16 |
          static_cast<std::size_t>(static_cast<unsigned char>(unparsed_[1])) << 8 |
          static_cast<std::size_t>(static_cast<unsigned char>(unparsed_[2]));
      if (unparsed_.size() < 9 + size) return;
      const auto one = h2::parse(unparsed_.substr(0, 9 + size));
      unparsed_.erase(0, 9 + size);
      take(frame{one.front()});
    }
  }

  void take(frame one) {
    if (one.type == h2::headers_ || one.type == h2::continuation) {
      if (one.type == h2::headers_) {
        block_ = one;
      } else {
        block_.payload += one.payload;
      }
      if ((one.flags & h2::end_headers) == 0) return;
      one = std::exchange(block_, {});
      one.fields = inflate(one);
    }
    // A copy: whoever is told may make more come in.
    frames.push_back(one);
    if (one.type == h2::settings && (one.flags & h2::ack) == 0 && acknowledges_settings) {
      say(h2::frame(h2::settings, h2::ack, 0, ""));
    }
    if (one.type == h2::ping && (one.flags & h2::ack) == 0 && answers_pings) {
      say(h2::frame(h2::ping, h2::ack, 0, one.payload));
    }
    if (one.type == h2::data && returns_windows && !one.payload.empty()) {
      for (const std::uint32_t id : {0U, one.id}) {
        say(h2::frame(h2::window_update, 0, id, h2::number(one.payload.size(), 4)));
      }
    }
    if (on_frame) on_frame(one);
  }

  field_list inflate(const frame& head) {
    std::string_view rest = head.payload;
    constexpr int priority_flag = 0x20;
    if ((head.flags & priority_flag) != 0) rest.remove_prefix(5);
    field_list fields;
    for (;;) {
      nghttp2_nv field{};
      int flags = 0;
      const auto used = nghttp2_hd_inflate_hd2(inflater_, &field, &flags,
                                               reinterpret_cast<const std::uint8_t*>(rest.data()),
                                               rest.size(), 1);
      if (used < 0) throw std::logic_error("a header block that HPACK does not know");
      rest.remove_prefix(static_cast<std::size_t>(used));
      if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0) {
        fields.emplace_back(
            std::string{reinterpret_cast<const char*>(field.name), field.namelen},
            std::string{reinterpret_cast<const char*>(field.value), field.valuelen});
      }
      if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0) break;
    }
    nghttp2_hd_inflate_end_headers(inflater_);
    return fields;
  }

  std::unique_ptr<tern::transport::byte_stream> bytes_;
  std::size_t preface_bytes_;  // still to be skipped
  nghttp2_hd_inflater* inflater_ = nullptr;
  std::string unsent_;
  std::string unparsed_;
  frame block_{};  // HEADERS whose CONTINUATIONs are coming
  bool blocked_ = false;
};

}  // namespace checklist
