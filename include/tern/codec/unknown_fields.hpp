// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include <tern/base/bytes.hpp>

namespace tern::codec {

/// The fields of a message that this program does not know, tags included, in the order in which
/// they came. Encoding writes them behind the known ones, byte for byte.
///
/// A member of this type is listed without a number: `(unknown, member)`.
class unknown_fields {
 public:
  [[nodiscard]] bool empty() const noexcept { return bytes_.empty(); }
  [[nodiscard]] byte_view bytes() const noexcept { return {bytes_.data(), bytes_.size()}; }
  void clear() noexcept { bytes_.clear(); }

  /// Adds whole fields, already encoded.
  void append(byte_view fields) {
    bytes_.insert(bytes_.end(), fields.data(), fields.data() + fields.size());
  }

  friend bool operator==(const unknown_fields&, const unknown_fields&) = default;

 private:
  std::vector<std::byte> bytes_;
};

}  // namespace tern::codec
