// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

#include <tern/base/buffer.hpp>
#include <tern/base/call_tallies.hpp>
#include <tern/base/result.hpp>
#include <tern/client/options.hpp>
#include <tern/compress/compression.hpp>
#include <tern/compress/encoding.hpp>
#include <tern/http/stream.hpp>
#include <tern/protocol/message_writer.hpp>

namespace tern::client_side {

/// What a call sends. It is written into the call's stream, or kept until there is one; a stream
/// that was of no use gives it back, to be sent by the next, as long as it still has all of it.
class request_body {
 public:
  /// @param encoding how messages are compressed; null: they are not
  /// @param keep_max_bytes what a stream may hold back of what it has sent; see stream::keep_sent()
  /// @param send_max_bytes how long a message may be
  request_body(const compress::encoding* encoding, std::size_t keep_max_bytes,
               std::size_t send_max_bytes = std::numeric_limits<std::size_t>::max()) noexcept
      : encoding_(encoding), keep_max_bytes_(keep_max_bytes), send_max_bytes_(send_max_bytes) {}

  [[nodiscard]] const compress::encoding* encoding() const noexcept { return encoding_; }

  /// Whether the messages that follow are compressed, if messages are at all.
  void compress_messages(bool compressed) noexcept { compresses_ = compressed; }

  /// Writes the only message; before there is a stream.
  template <class M>
  [[nodiscard]] result<void> write_sole(const M& message) {
    early_.clear();
    uncounted_count_ = 1;
    counted_bytes_ = 0;
    ended_ = true;
    return protocol::write_message(message, early_, encoding_, send_max_bytes_);
  }

  template <class M>
  [[nodiscard]] result<void> write(const M& message) {
    const auto* const encoding = compresses_ ? encoding_ : nullptr;
    if (stream_ == nullptr) {
      ++uncounted_count_;
      return protocol::write_message(message, early_, encoding, send_max_bytes_);
    }
    const std::size_t before = stream_->output().size();
    auto written = protocol::write_message(message, stream_->output(), encoding, send_max_bytes_);
    if (!written) return written;
    counts_->send_messages(1, stream_->output().size() - before);
    stream_->flush();
    return written;
  }

  /// No more messages follow.
  void end() {
    ended_ = true;
    if (stream_ != nullptr) stream_->end();
  }

  /// From now on goes into `stream`, which has sent nothing yet, and is counted.
  void begin(http::stream& stream, call_tallies& counts) {
    stream_ = &stream;
    counts_ = &counts;
    stream.keep_sent(keep_max_bytes_);
    if (!early_.empty()) {
      counts.send_messages(std::exchange(uncounted_count_, 0),
                           early_.size() - std::exchange(counted_bytes_, 0));
      stream.output() = std::move(early_);
      stream.flush();
    }
    if (ended_) stream.end();
  }

  /// Whether the stream still has everything that was written.
  [[nodiscard]] bool whole() const noexcept { return stream_ != nullptr && stream_->keeps_sent(); }

  /// Takes everything back from a stream that has failed, in which it is whole().
  void take_back() noexcept {
    early_ = std::move(std::exchange(stream_, nullptr)->output());
    counted_bytes_ = early_.size();
  }

  /// The stream goes.
  void leave() noexcept { stream_ = nullptr; }

 private:
  const compress::encoding* encoding_;
  std::size_t keep_max_bytes_;
  std::size_t send_max_bytes_;
  bool compresses_ = true;
  bool ended_ = false;
  buffer early_;                       // what was written while there was no stream
  std::uint64_t uncounted_count_ = 0;  // of messages in it
  std::size_t counted_bytes_ = 0;      // at its front, which another stream has had
  http::stream* stream_ = nullptr;
  call_tallies* counts_ = nullptr;  // while there is a stream
};

/// What a call with these options sends.
[[nodiscard]] inline request_body body_of(const call_options& how,
                                          const channel_options& defaults) noexcept {
  return request_body{compress::encoding_of(how.compression.value_or(defaults.compression)),
                      defaults.retry_buffer_max_bytes,
                      how.send_max_bytes.value_or(defaults.send_max_bytes)};
}

}  // namespace tern::client_side
