// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>
#include <tern/base/call_tallies.hpp>
#include <tern/base/config.hpp>
#include <tern/base/result.hpp>
#include <tern/client/options.hpp>
#include <tern/codec/proto.hpp>
#include <tern/compress/encoding.hpp>
#include <tern/http/stream.hpp>
#include <tern/protocol/framing.hpp>
#include <tern/protocol/message_writer.hpp>
#include <tern/protocol/protocol.hpp>
#include <tern/schema/make_message.hpp>
#include <tern/schema/message_codec.hpp>

namespace tern::client_side {

/// What a call sends. It is written into the call's stream, or kept until there is one; a stream
/// that was of no use gives it back, to be sent by the next, as long as it still has all of it.
class request_body {
 public:
  /// What messages become.
  struct format {
    const compress::encoding* encoding = nullptr;  ///< compresses them; null: nothing does
    const schema::message_codec* codec = nullptr;  ///< null: Protobuf's binary form
    protocol::framing framing{};                   ///< how they lie in the body
  };

  /// @param keep_max_bytes what a stream may hold back of what it has sent; see stream::keep_sent()
  /// @param send_max_bytes how long a message may be
  request_body(const format& how, std::size_t keep_max_bytes,
               std::size_t send_max_bytes = std::numeric_limits<std::size_t>::max()) noexcept
      : encoding_(how.encoding),
        codec_(how.codec),
        framing_(how.framing),
        keep_max_bytes_(keep_max_bytes),
        send_max_bytes_(send_max_bytes) {}

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
    return write_to(early_, message, encoding_);
  }

  /// The only message as it is sent, for a request that has it in its head; before there is a
  /// stream.
  [[nodiscard]] byte_view sole() const noexcept { return early_.view(); }

  /// Says whether the only message is sent in the head of the request, and the body is empty.
  void send_in_head(bool in_head) noexcept { in_head_ = in_head; }
  [[nodiscard]] bool in_head() const noexcept { return in_head_; }

  template <class M>
  [[nodiscard]] result<void> write(const M& message) {
    const auto* const encoding = compresses_ ? encoding_ : nullptr;
    if (stream_ == nullptr) {
      ++uncounted_count_;
      return write_to(early_, message, encoding);
    }
    const std::size_t before = stream_->output().size();
    auto written = write_to(stream_->output(), message, encoding);
    if (!written) return written;
    pass_on(before);
    return written;
  }

  /// No more messages follow.
  void end();

  /// From now on goes into `stream`, which has sent nothing yet, and is counted.
  void begin(http::stream& stream, call_tallies& counts);

  /// Whether the stream still has everything that was written.
  [[nodiscard]] bool whole() const noexcept {
    return stream_ != nullptr && (in_head_ || stream_->keeps_sent());
  }

  /// Takes everything back from a stream that has failed, in which it is whole().
  void take_back() noexcept;

  /// The stream goes.
  void leave() noexcept { stream_ = nullptr; }

 private:
  // A message was written into the stream's output, which had so many bytes before.
  void pass_on(std::size_t before);

  template <class M>
  [[nodiscard]] result<void> write_to(buffer& out, const M& message,
                                      const compress::encoding* encoding) const {
    if (codec_ != nullptr) {
      buffer encoded;
      auto done = codec_->encode(schema::message_info_of<M>(), &message, encoded);
      return done ? write_encoded(out, encoded.view(), encoding) : done;
    }
    if (framing_ != protocol::framing{}) {
      return write_encoded(out, codec::encode(message).view(), encoding);
    }
    return protocol::write_message(message, out, encoding, send_max_bytes_);
  }

  // A message in another layout, or in another form, than gRPC's mostly have. The head says of one
  // without an envelope whether it is compressed, and goes out before it.
  [[nodiscard]] result<void> write_encoded(buffer& out, byte_view message,
                                           const compress::encoding* encoding) const;

  const compress::encoding* encoding_;
  const schema::message_codec* codec_;
  protocol::framing framing_;
  std::size_t keep_max_bytes_;
  std::size_t send_max_bytes_;
  bool compresses_ = true;
  bool ended_ = false;
  bool in_head_ = false;
  buffer early_;                       // what was written while there was no stream
  std::uint64_t uncounted_count_ = 0;  // of messages in it
  std::size_t counted_bytes_ = 0;      // at its front, which another stream has had
  http::stream* stream_ = nullptr;
  call_tallies* counts_ = nullptr;  // while there is a stream
};

/// What a call with these options sends that speaks so.
[[nodiscard]] request_body body_of(const call_options& how, const channel_options& defaults,
                                   const protocol::protocol& speaks) noexcept;

}  // namespace tern::client_side

#if !TERN_COMPILED
#include <tern/client/request_body.ipp>
#endif
