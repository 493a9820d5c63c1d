// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>
#include <tern/base/result.hpp>

namespace tern::compress {

/// A way to write bytes so that there are fewer. Each run of bytes stands for itself: nothing is
/// remembered from one to the next, so that what a message says cannot be guessed from how short
/// another one became.
/// @thread any: it has no state.
struct encoding {
  /// As `grpc-encoding` and `content-encoding` say it.
  [[nodiscard]] virtual std::string_view name() const noexcept = 0;

  /// Appends the encoded form of `bytes` to `out`.
  /// @error resource_exhausted when there is no memory for it
  [[nodiscard]] virtual result<void> compress(byte_view bytes, buffer& out) const = 0;

  /// Appends what `bytes` is the encoded form of, which may be `limit_bytes` long; `limit_name` is
  /// the option that the user can change.
  /// @error internal when it is the encoded form of nothing; resource_exhausted when it is longer.
  /// Memory is taken for what comes out, and not for what the input claims.
  [[nodiscard]] virtual result<void> decompress(byte_view bytes, buffer& out,
                                                std::size_t limit_bytes,
                                                std::string_view limit_name) const = 0;

 protected:
  ~encoding() = default;
};

}  // namespace tern::compress
