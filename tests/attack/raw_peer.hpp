// SPDX-License-Identifier: MIT
#pragma once

// A peer that says frames by hand, to a server or to a client of tern in memory, and what it costs.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#if defined(__GLIBC__)
#include <malloc.h>
#endif
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define TERN_TEST_SANITIZED
#endif
#endif
#if defined(TERN_TEST_SANITIZED) || defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#include <sanitizer/allocator_interface.h>
#endif

#include <nghttp2/nghttp2.h>

#include <tern/testing/manual_executor.hpp>
#include <tern/transport/byte_stream.hpp>

#include "tests/http/h2_pair.hpp"

namespace attack {

/// What the process holds on its heap; 0 where that cannot be told.
inline std::size_t live_bytes() {
#if defined(TERN_TEST_SANITIZED) || defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return __sanitizer_get_current_allocated_bytes();
#elif defined(__GLIBC__)
  const auto heap = ::mallinfo2();
  return heap.uordblks + heap.hblkhd;
#else
  return 0;
#endif
}

/// Turns the header blocks of one connection into lines: `:status: 200`.
class block_reader {
 public:
  block_reader() { nghttp2_hd_inflate_new(&inflater_); }
  block_reader(const block_reader&) = delete;
  block_reader& operator=(const block_reader&) = delete;
  ~block_reader() { nghttp2_hd_inflate_del(inflater_); }

  [[nodiscard]] std::string read(std::string_view block) {
    std::string lines;
    for (;;) {
      nghttp2_nv field;
      int flags = 0;
      const auto taken = nghttp2_hd_inflate_hd2(inflater_, &field, &flags,
                                                reinterpret_cast<const std::uint8_t*>(block.data()),
                                                block.size(), 1);
      if (taken < 0) return "broken HPACK";
      block.remove_prefix(static_cast<std::size_t>(taken));
      if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0) {
        lines.append(reinterpret_cast<const char*>(field.name), field.namelen).append(": ");
        lines.append(reinterpret_cast<const char*>(field.value), field.valuelen).append("\n");
      }
      if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0) break;
    }
    nghttp2_hd_inflate_end_headers(inflater_);
    return lines;
  }

 private:
  nghttp2_hd_inflater* inflater_ = nullptr;
};

/// One end of a connection, by hand.
class raw_peer final : private tern::transport::io_watcher {
 public:
  raw_peer(tern::testing::manual_executor& home,
           std::unique_ptr<tern::transport::byte_stream> bytes)
      : home_(home), bytes_(std::move(bytes)) {
    bytes_->watch(*this);
    home_.run_ready();
  }

  /// Says `bytes`, after what was not taken before, and lets the other side run. With `reads` it
  /// hears what that says meanwhile.
  /// @returns whether all of it was taken; not, if the connection is closed or the other side does
  /// not read.
  bool say(std::string_view bytes) {
    unsaid_ += bytes;
    while (!unsaid_.empty()) {
      if (reads) hear();
      const auto put = bytes_->write_some(tern::as_bytes(unsaid_));
      if (put.error) closed_ = true;
      unsaid_.erase(0, put.bytes);
      said_bytes_ += put.bytes;
      if ((!home_.run_ready() && put.bytes == 0) || closed_) return false;
    }
    if (reads) hear();
    return !closed_;
  }

  /// Takes in what the other side has said.
  void hear() {
    std::string piece(64 * 1024, '\0');
    for (;;) {
      home_.run_ready();
      const auto got = bytes_->read_some(std::as_writable_bytes(std::span{piece}));
      if (got.ended || got.error) closed_ = true;
      if (got.bytes == 0) return;
      heard_.append(piece, 0, got.bytes);
    }
  }

  /// The frames that were heard.
  [[nodiscard]] std::vector<h2::parsed_frame> frames() const { return h2::parse(heard_); }

  /// Those that were heard since this was called last; the payload of HEADERS as lines.
  std::vector<h2::parsed_frame> new_frames() {
    hear();
    auto all = h2::parse(std::exchange(heard_, {}));
    for (h2::parsed_frame& each : all) {
      if (each.type == h2::headers_) each.payload = blocks_.read(each.payload);
    }
    return all;
  }

  void close() { bytes_->close(); }

  [[nodiscard]] bool closed() const noexcept { return closed_; }
  [[nodiscard]] std::size_t said_bytes() const noexcept { return said_bytes_; }
  [[nodiscard]] std::size_t heard_bytes() const noexcept { return heard_.size(); }

  bool reads = true;

 private:
  void on_readable() noexcept override {}
  void on_writable() noexcept override {}

  tern::testing::manual_executor& home_;
  std::unique_ptr<tern::transport::byte_stream> bytes_;
  std::string unsaid_;
  std::string heard_;
  block_reader blocks_;
  std::size_t said_bytes_ = 0;
  bool closed_ = false;
};

/// What a GOAWAY says to people.
inline std::string text_of(const h2::parsed_frame& goaway) {
  return goaway.payload.size() > 8 ? goaway.payload.substr(8) : std::string{};
}

}  // namespace attack
