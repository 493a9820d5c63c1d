// SPDX-License-Identifier: MIT
#pragma once

#include <tern/compress/gzip.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#if TERN_WITH_ZLIB
#include <zlib.h>

namespace tern::compress {
namespace detail {

/// A z_stream that ends with its scope. `End` is deflateEnd or inflateEnd.
template <int (*End)(z_stream*)>
struct zlib_stream : z_stream {
  zlib_stream() : z_stream{} {}
  zlib_stream(const zlib_stream&) = delete;
  zlib_stream& operator=(const zlib_stream&) = delete;
  ~zlib_stream() { End(this); }

  // zlib counts in unsigned ints: what is longer is given to it part by part.
  void feed(byte_view& input) {
    const std::size_t part = std::min<std::size_t>(input.size(), std::numeric_limits<uInt>::max());
    next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(input.data()));
    avail_in = static_cast<uInt>(part);
    input = input.subspan(part);
  }
  void offer(byte_span room) {
    next_out = reinterpret_cast<Bytef*>(room.data());
    avail_out =
        static_cast<uInt>(std::min<std::size_t>(room.size(), std::numeric_limits<uInt>::max()));
  }
};

/// One of zlib's formats. `window_bits` says which: 15 is zlib's own, 15 + 16 is gzip.
struct zlib_format {
  std::string_view name;
  int window_bits;

  [[nodiscard]] result<void> compress(byte_view bytes, buffer& out) const {
    zlib_stream<deflateEnd> stream;
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window_bits, memory_level,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
      return no_memory();
    }
    // One piece for nearly all: more than this is never needed.
    std::size_t wanted = deflateBound(&stream, static_cast<uLong>(bytes.size()));
    stream.feed(bytes);
    for (;;) {
      const byte_span room = out.prepare(wanted);
      stream.offer(room);
      const std::size_t offered = stream.avail_out;
      const int outcome = deflate(&stream, bytes.empty() ? Z_FINISH : Z_NO_FLUSH);
      out.commit(offered - stream.avail_out);
      if (outcome == Z_STREAM_END) return {};
      if (outcome != Z_OK && outcome != Z_BUF_ERROR) return no_memory();
      if (stream.avail_in == 0 && !bytes.empty()) stream.feed(bytes);
      wanted = piece_bytes;
    }
  }

  [[nodiscard]] result<void> decompress(byte_view bytes, buffer& out, std::size_t limit_bytes,
                                        std::string_view limit_name) const {
    zlib_stream<inflateEnd> stream;
    if (inflateInit2(&stream, window_bits) != Z_OK) return no_memory();
    std::size_t left = limit_bytes;
    // A text has about a third of its bytes left; a bomb has a thousandth, and waits for its turn.
    std::size_t wanted = std::max(piece_bytes, 4 * std::min(bytes.size(), limit_bytes / 4));
    stream.feed(bytes);
    for (;;) {
      // One more than allowed, so that it is seen when there is more.
      const byte_span room = out.prepare(std::min(wanted, left + 1));
      stream.offer(room.first(std::min(room.size(), left + 1)));
      const std::size_t offered = stream.avail_out;
      const int outcome = inflate(&stream, Z_NO_FLUSH);
      const std::size_t produced = offered - stream.avail_out;
      if (produced > left) return too_long(limit_bytes, limit_name);
      out.commit(produced);
      left -= produced;
      if (outcome == Z_STREAM_END) break;
      if (outcome == Z_MEM_ERROR) return no_memory();
      if (outcome != Z_OK && outcome != Z_BUF_ERROR) return malformed(stream.msg);
      if (stream.avail_in == 0 && stream.avail_out != 0) {
        if (bytes.empty()) return malformed("it ends too early");
        stream.feed(bytes);
      }
      wanted = std::max(wanted, piece_bytes);
    }
    if (stream.avail_in != 0 || !bytes.empty()) return malformed("there are bytes behind its end");
    return {};
  }

  static constexpr int memory_level = 8;  // zlib's own default
  static constexpr std::size_t piece_bytes = 16 * 1024;

  static status no_memory() {
    return {code::resource_exhausted, "there is no memory to compress or decompress a message"};
  }
  [[nodiscard]] status malformed(const char* why) const {
    std::string text = "a message is no ";
    text.append(name);
    if (why != nullptr) text.append(": ").append(why);
    return {code::internal, std::move(text)};
  }
  static status too_long(std::size_t limit_bytes, std::string_view limit_name) {
    std::string text = "a message is longer when decompressed than ";
    text.append(limit_name).append(", which is ").append(std::to_string(limit_bytes));
    return {code::resource_exhausted, std::move(text)};
  }
};

inline constexpr zlib_format gzip_format{"gzip", MAX_WBITS + 16};
inline constexpr zlib_format deflate_format{"deflate", MAX_WBITS};

}  // namespace detail

TERN_INLINE result<void> gzip_encoding::compress(byte_view bytes, buffer& out) const {
  return detail::gzip_format.compress(bytes, out);
}

TERN_INLINE result<void> gzip_encoding::decompress(byte_view bytes, buffer& out,
                                                   std::size_t limit_bytes,
                                                   std::string_view limit_name) const {
  return detail::gzip_format.decompress(bytes, out, limit_bytes, limit_name);
}

TERN_INLINE result<void> deflate_encoding::compress(byte_view bytes, buffer& out) const {
  return detail::deflate_format.compress(bytes, out);
}

TERN_INLINE result<void> deflate_encoding::decompress(byte_view bytes, buffer& out,
                                                      std::size_t limit_bytes,
                                                      std::string_view limit_name) const {
  return detail::deflate_format.decompress(bytes, out, limit_bytes, limit_name);
}

}  // namespace tern::compress

#endif
