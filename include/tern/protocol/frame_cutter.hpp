// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/bytes.hpp>
#include <tern/base/status.hpp>
#include <tern/protocol/envelope.hpp>
#include <tern/protocol/framing.hpp>

namespace tern::protocol {

/// A limit in bytes, and the option that a user can change.
struct size_limit {
  std::size_t bytes = 0;
  std::string_view name{};
};

/// Cuts a body into frames: messages, and what says how the call ended if that is in the body.
///
/// It keeps no bytes: it is shown what is there of the body, says what that begins with, and is
/// told when that has been taken away. A copy of it can look ahead.
///
///     look(body) -> message    body: | frame_bytes() of payload() and its envelope | …
///     pass()                   … and the body is shown from behind it
class frame_cutter {
 public:
  enum class found : std::uint8_t {
    nothing_yet,  ///< more has to come
    message,
    last,    ///< how the call ended, as the protocol writes it
    end,     ///< the body has ended, where it may
    failed,  ///< this is no such body, or a message is too long: failure() says what is wrong
  };

  explicit frame_cutter(framing how = {}, std::size_t receive_max_bytes = 0) noexcept
      : how_(how), receive_max_bytes_(receive_max_bytes) {}

  /// How long the frame may be that says how the call ended. That of a message is not meant for it:
  /// whoever receives only short messages wants to know all the same why there was none. Until this
  /// is called, that limit counts.
  void set_last_limit(size_limit limit) noexcept { last_limit_ = limit; }

  /// Says that frames may be compressed; without it none may be.
  void allow_compressed(bool allowed) noexcept { compressed_allowed_ = allowed; }

  /// The longest message from now on.
  void set_receive_max_bytes(std::size_t bytes) noexcept { receive_max_bytes_ = bytes; }

  /// What `body` begins with; `ended` says that nothing follows it. A length is checked against the
  /// limit as soon as it is known.
  [[nodiscard]] found look(byte_view body, bool ended) {
    if (prefix_ && body.size() >= envelope::size_bytes + prefix_->length) return whole();
    if (!failure_.ok()) return found::failed;
    return how_.body == framing::layout::envelopes ? look_for_envelope(body, ended)
                                                   : look_at_whole(body, ended);
  }

  /// The message, or the last frame, that `body` begins with.
  /// @lifetime borrows from `body`.
  [[nodiscard]] byte_view payload(byte_view body) const noexcept {
    return prefix_ ? body.subspan(envelope::size_bytes, prefix_->length) : body;
  }

  /// Whether it is compressed. No bytes at all are never.
  /// @source Connect, "Bare-Message": zero-length content is not decompressed
  [[nodiscard]] bool compressed(byte_view body) const noexcept {
    return prefix_ ? prefix_->compressed() : compressed_allowed_ && !body.empty();
  }

  /// How long the frame is that `body` begins with, or will be once it is there; 0 if that is not
  /// known yet.
  [[nodiscard]] std::size_t frame_bytes(byte_view body) const noexcept {
    if (prefix_) return envelope::size_bytes + prefix_->length;
    return how_.body == framing::layout::envelopes ? 0 : body.size();
  }

  /// Whether the body begins with a message, as far as is known of it: it may still be on its way.
  [[nodiscard]] bool at_message() const noexcept { return prefix_ && !is_last(); }

  /// The frame that was found has been taken away.
  void pass() noexcept {
    done_ = !prefix_ || is_last();
    prefix_.reset();
  }

  /// Says what is wrong with a frame that was found.
  void refuse(status what) {
    failure_ = std::move(what);
    prefix_.reset();
  }

  /// The first thing that was wrong.
  [[nodiscard]] const status& failure() const noexcept { return failure_; }

 private:
  found look_for_envelope(byte_view body, bool ended) {
    if (done_) {
      if (!body.empty()) {
        return fail({code::internal,
                     std::to_string(body.size()) + " bytes follow the frame that ends the stream"});
      }
      return ended ? found::end : found::nothing_yet;
    }
    if (!prefix_) {
      if (body.size() < envelope::size_bytes) {
        if (!ended) return found::nothing_yet;
        return body.empty() ? found::end : fail(truncated_envelope(body.size()));
      }
      if (!read_prefix(body)) return found::failed;
    }
    if (body.size() >= envelope::size_bytes + prefix_->length) return whole();
    if (!ended) return found::nothing_yet;
    return fail(truncated_message(body.size() - envelope::size_bytes, prefix_->length));
  }

  // The limit is one of the message, and what comes may be compressed: then it is shorter.
  found look_at_whole(byte_view body, bool ended) {
    if (done_) return ended ? found::end : found::nothing_yet;
    const bool ending = how_.body == framing::layout::ending;
    if (auto fits = check_size(body.size(), ending); !fits) return fail(std::move(fits).status());
    if (!ended) return found::nothing_yet;
    return ending ? found::last : found::message;
  }

  bool read_prefix(byte_view body) {
    const auto allowed_flags = static_cast<std::uint8_t>(
        how_.last_flag | (compressed_allowed_ ? envelope::compressed_flag : 0));
    auto prefix = read_envelope(body, allowed_flags);
    if (!prefix) return fail(std::move(prefix).status()), false;
    auto fits = check_size(prefix->length, (prefix->flags & how_.last_flag) != 0);
    if (!fits) return fail(std::move(fits).status()), false;
    prefix_ = *prefix;
    return true;
  }

  [[nodiscard]] result<void> check_size(std::size_t bytes, bool last) const {
    if (!last || last_limit_.name.empty()) return check_message_size(bytes, receive_max_bytes_);
    return check_message_size(bytes, last_limit_.bytes, last_limit_.name);
  }

  [[nodiscard]] found whole() const noexcept { return is_last() ? found::last : found::message; }

  [[nodiscard]] bool is_last() const noexcept { return (prefix_->flags & how_.last_flag) != 0; }

  found fail(status what) {
    failure_ = std::move(what);
    return found::failed;
  }

  framing how_;
  bool compressed_allowed_ = false;
  bool done_ = false;  // what may be last has been passed
  std::size_t receive_max_bytes_;
  size_limit last_limit_;
  std::optional<envelope> prefix_;  // of the frame at the front of the body
  status failure_;
};

}  // namespace tern::protocol
