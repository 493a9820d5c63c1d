// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <limits>
#include <new>

#include <nghttp2/nghttp2.h>

#include <tern/base/blocks.hpp>

namespace tern::http {

namespace detail {

// nghttp2 does not say how large what it frees is, so each block begins with that.
inline constexpr std::size_t h2_block_head_bytes = alignof(std::max_align_t);

inline std::size_t& h2_block_bytes(void* block) noexcept {
  return *static_cast<std::size_t*>(block);
}

inline void* h2_allocate(std::size_t bytes, void*) noexcept {
  if (bytes > std::numeric_limits<std::size_t>::max() - h2_block_head_bytes) return nullptr;
  try {
    void* const block = blocks::allocate(h2_block_head_bytes + bytes);
    ::new (block) std::size_t(h2_block_head_bytes + bytes);
    return static_cast<std::byte*>(block) + h2_block_head_bytes;
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

inline void h2_free(void* memory, void*) noexcept {
  if (memory == nullptr) return;
  void* const block = static_cast<std::byte*>(memory) - h2_block_head_bytes;
  blocks::free(block, h2_block_bytes(block));
}

inline void* h2_allocate_zeroed(std::size_t count, std::size_t bytes, void* user) noexcept {
  if (bytes != 0 && count > std::numeric_limits<std::size_t>::max() / bytes) return nullptr;
  void* const memory = h2_allocate(count * bytes, user);
  if (memory != nullptr) std::memset(memory, 0, count * bytes);
  return memory;
}

inline void* h2_resize(void* memory, std::size_t bytes, void* user) noexcept {
  void* const moved = h2_allocate(bytes, user);
  if (moved == nullptr || memory == nullptr) return moved;
  void* const block = static_cast<std::byte*>(memory) - h2_block_head_bytes;
  std::memcpy(moved, memory, std::min(bytes, h2_block_bytes(block) - h2_block_head_bytes));
  h2_free(memory, user);
  return moved;
}

}  // namespace detail

/// Lets nghttp2, which makes seven objects for each call, take them from blocks.
inline nghttp2_mem h2_memory() noexcept {
  return {nullptr, detail::h2_allocate, detail::h2_free, detail::h2_allocate_zeroed,
          detail::h2_resize};
}

}  // namespace tern::http
