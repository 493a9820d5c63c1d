// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>
#include <tern/base/config.hpp>
#include <tern/base/result.hpp>
#include <tern/compress/encoding.hpp>

#if TERN_WITH_ZLIB

namespace tern::compress {

/// @source RFC 1952
struct gzip_encoding final : encoding {
  [[nodiscard]] std::string_view name() const noexcept override { return "gzip"; }
  [[nodiscard]] result<void> compress(byte_view bytes, buffer& out) const override;
  [[nodiscard]] result<void> decompress(byte_view bytes, buffer& out, std::size_t limit_bytes,
                                        std::string_view limit_name) const override;
};

/// What HTTP calls deflate: the format of RFC 1950 around that of RFC 1951.
/// @source RFC 9110, section 8.4.1.2; gRPC, doc/compression.md
struct deflate_encoding final : encoding {
  [[nodiscard]] std::string_view name() const noexcept override { return "deflate"; }
  [[nodiscard]] result<void> compress(byte_view bytes, buffer& out) const override;
  [[nodiscard]] result<void> decompress(byte_view bytes, buffer& out, std::size_t limit_bytes,
                                        std::string_view limit_name) const override;
};

}  // namespace tern::compress

#endif

#if !TERN_COMPILED
#include <tern/compress/gzip.ipp>
#endif
