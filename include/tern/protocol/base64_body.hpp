// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <tern/base/base64.hpp>
#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>
#include <tern/base/result.hpp>
#include <tern/protocol/excerpt.hpp>

namespace tern::protocol {

/// Decodes a body that is base64, as it comes in.
///
/// A sender pads whenever it flushes, so that padding may stand in the middle; behind it a new
/// group of four characters begins. The last group may lack its padding.
/// @source gRPC, doc/PROTOCOL-WEB.md, "application/grpc-web-text"
class base64_body {
 public:
  /// Appends to `bytes` what `text` stands for, together with what was left over before.
  /// @error internal when it is no base64
  [[nodiscard]] result<void> decode(std::string_view text, buffer& bytes) {
    while (!text.empty()) {
      if (held_ == 0 && text.size() >= group) {
        // As many groups as are whole, or as there are through one with padding.
        const std::size_t whole = text.size() - text.size() % group;
        const std::size_t padding = text.find('=');
        const std::size_t part = padding < whole ? padding - padding % group + group : whole;
        if (!decode_groups(text.substr(0, part), bytes)) return malformed(text.substr(0, part));
        text.remove_prefix(part);
        continue;
      }
      const std::size_t taken = std::min(group - held_, text.size());
      std::copy_n(text.begin(), taken, left_over_.begin() + held_);
      held_ += taken;
      text.remove_prefix(taken);
      if (held_ == group) {
        held_ = 0;
        if (!decode_groups(left_over(group), bytes)) return malformed(left_over(group));
      }
    }
    return {};
  }

  /// The text has ended: appends what was left over.
  /// @error internal when it ends within a byte
  [[nodiscard]] result<void> finish(buffer& bytes) {
    const std::string_view rest = left_over(held_);
    held_ = 0;
    if (!decode_groups(rest, bytes)) return malformed(rest);
    return {};
  }

 private:
  static constexpr std::size_t group = 4;

  [[nodiscard]] std::string_view left_over(std::size_t count) const noexcept {
    return {left_over_.data(), count};
  }

  static bool decode_groups(std::string_view text, buffer& bytes) {
    const std::size_t most_bytes = base64_decoded_max_bytes(text.size());
    const auto written = base64_decode(text, bytes.prepare(most_bytes));
    if (written) bytes.commit(*written);
    return written.has_value();
  }

  static status malformed(std::string_view text) {
    return {code::internal, "the body is no base64: " + excerpt(text)};
  }

  std::array<char, group> left_over_{};
  std::size_t held_ = 0;
};

/// Appends `bytes` to a body as base64, padded: what follows may be appended so, too.
inline void append_base64(buffer& body, byte_view bytes) {
  const std::size_t size = base64_encoded_size(bytes.size(), base64_padding::full);
  base64_encode_to(reinterpret_cast<char*>(body.prepare(size).data()), bytes, base64_padding::full);
  body.commit(size);
}

}  // namespace tern::protocol
