// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <utility>

#include <tern/base/bytes.hpp>
#include <tern/base/call_tallies.hpp>
#include <tern/base/config.hpp>
#include <tern/base/result.hpp>
#include <tern/client/options.hpp>
#include <tern/codec/proto.hpp>
#include <tern/http/stream.hpp>
#include <tern/protocol/frame_cutter.hpp>
#include <tern/protocol/message_reader.hpp>
#include <tern/protocol/protocol.hpp>
#include <tern/rpc/metadata.hpp>
#include <tern/schema/make_message.hpp>
#include <tern/schema/message_codec.hpp>

namespace tern::client_side {

/// What a server answers to a call: a head, replies, and how the call ended. A call that is made
/// again gets another answer in the same place.
/// @thread the call's.
class response {
 public:
  using message = protocol::message_reader::message;

  /// @lifetime the channel's options outlive it.
  response(const protocol::protocol& speaks, const channel_options& how) noexcept
      : protocol_(speaks), how_(how) {}

  // ---- one attempt -------------------------------------------------------------------------

  /// The answer comes on `from`.
  void begin(http::stream& from, std::size_t receive_max_bytes, call_tallies& counts);

  /// There is no answer any more, and no stream.
  void leave() noexcept;

  [[nodiscard]] bool begun() const noexcept { return stream_ != nullptr; }

  // ---- the head ----------------------------------------------------------------------------

  /// Whether there is a head that nobody has read; then read_head() is to be called.
  [[nodiscard]] bool has_new_head() const noexcept {
    return !head_read_ && stream_->head_received();
  }

  /// @returns how the call ends if this is no answer of the protocol; ok otherwise.
  [[nodiscard]] status read_head();

  [[nodiscard]] const rpc::metadata& headers() const noexcept { return headers_; }
  [[nodiscard]] const rpc::metadata& trailers() const noexcept { return trailers_; }

  // ---- the replies -------------------------------------------------------------------------

  void ask_next() { reader_->ask_next(); }
  void ask_sole() { reader_->ask_sole(); }

  /// Whether take() has something to give, and whether that is a reply.
  [[nodiscard]] bool ready() { return head_read_ && reader_->ready(); }
  [[nodiscard]] bool has_message() const { return reader_->has_message(); }

  /// See message_reader::take().
  [[nodiscard]] result<message> take();

  /// Decodes a reply, in the form that the channel's messages have.
  template <class M>
  [[nodiscard]] result<M> decode(byte_view reply) const {
    const schema::message_codec* const codec = how_.codec.other();
    if (codec == nullptr) return tern::codec::decode<M>(reply, how_.decoding);
    result<M> decoded{std::in_place};
    auto done = codec->decode(reply, schema::message_info_of<M>(), &*decoded, how_.decoding);
    if (!done) decoded.fail(fault_of_server(done.status()));
    return decoded;
  }

  /// Whether the last reply that was read came compressed.
  [[nodiscard]] bool was_compressed() const noexcept {
    return reader_ && reader_->was_compressed();
  }

  // ---- the end -----------------------------------------------------------------------------

  /// How the call ended, as the server says it.
  [[nodiscard]] status hear_outcome();

  /// How a call that has one reply ended, of which `read` is what take() gave: if the server says
  /// that it failed there is none, and that says more.
  [[nodiscard]] status hear_outcome_of_sole(const result<message>& read);

 private:
  /// How a call ends whose response has header fields that nobody may keep.
  [[nodiscard]] static status fields_too_large();

  // What cannot be read is the caller's fault to a codec, and here it is the server's.
  [[nodiscard]] static status fault_of_server(const status& why);

  // What says how the call ended may be as long as header fields, which do so in gRPC.
  [[nodiscard]] protocol::size_limit limit_of_last() const noexcept;

  [[nodiscard]] protocol::outcome said_outcome() const;

  const protocol::protocol& protocol_;
  const channel_options& how_;
  http::stream* stream_ = nullptr;  // of the call
  bool head_read_ = false;
  bool replied_ = false;  // with a message at least
  std::size_t receive_max_bytes_ = 0;
  std::optional<protocol::message_reader> reader_;  // as long as there is a stream
  rpc::metadata headers_;
  rpc::metadata trailers_;
};

}  // namespace tern::client_side

#if !TERN_COMPILED
#include <tern/client/response.ipp>
#endif
