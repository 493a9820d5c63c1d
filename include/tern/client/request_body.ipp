// SPDX-License-Identifier: MIT
#pragma once

#include <tern/client/request_body.hpp>

#include <utility>

#include <tern/compress/compression.hpp>
#include <tern/protocol/envelope.hpp>
#include <tern/protocol/frame_writer.hpp>

namespace tern::client_side {

TERN_INLINE void request_body::begin(http::stream& stream, call_tallies& counts) {
  stream_ = &stream;
  counts_ = &counts;
  if (uncounted_count_ != 0) {
    counts.send_messages(std::exchange(uncounted_count_, 0),
                         early_.size() - std::exchange(counted_bytes_, 0));
  }
  if (in_head_) return;
  stream.keep_sent(keep_max_bytes_);
  if (!early_.empty()) {
    stream.output() = std::move(early_);
    stream.flush();
  }
  if (ended_) stream.end();
}

TERN_INLINE void request_body::pass_on(std::size_t before) {
  counts_->send_messages(1, stream_->output().size() - before);
  stream_->flush();
}

TERN_INLINE void request_body::end() {
  ended_ = true;
  if (stream_ != nullptr) stream_->end();
}

TERN_INLINE void request_body::take_back() noexcept {
  http::stream* const failed = std::exchange(stream_, nullptr);
  if (!in_head_) early_ = std::move(failed->output());
  counted_bytes_ = early_.size();
}

TERN_INLINE result<void> request_body::write_encoded(buffer& out, byte_view message,
                                                     const compress::encoding* encoding) const {
  if (message.size() > send_max_bytes_) {
    return protocol::check_message_size(message.size(), send_max_bytes_, "send_max_bytes");
  }
  const auto when = framing_.body == protocol::framing::layout::envelopes
                        ? protocol::compress_when::shorter
                        : protocol::compress_when::always;
  auto written = protocol::write_message_frame(message, out, framing_, encoding, when);
  return written ? result<void>{} : std::move(written).status();
}

TERN_INLINE request_body body_of(const call_options& how, const channel_options& defaults,
                                 const protocol::protocol& speaks) noexcept {
  return request_body{
      {.encoding = compress::encoding_of(how.compression.value_or(defaults.compression)),
       .codec = defaults.codec.other(),
       .framing = speaks.request_framing()},
      defaults.retry_buffer_max_bytes,
      how.send_max_bytes.value_or(defaults.send_max_bytes)};
}

}  // namespace tern::client_side
