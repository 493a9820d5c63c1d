// SPDX-License-Identifier: MIT
#pragma once

/// The version of tern, as numbers for the preprocessor.
#define TERN_VERSION_MAJOR 0
#define TERN_VERSION_MINOR 1
#define TERN_VERSION_PATCH 0
#define TERN_VERSION "0.1.0"

/// Whether threads keep freed blocks for the next call: see base/blocks.hpp. Sanitizers want to see
/// every allocation.
#ifndef TERN_KEEP_BLOCKS
#define TERN_KEEP_BLOCKS 1
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#undef TERN_KEEP_BLOCKS
#define TERN_KEEP_BLOCKS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#undef TERN_KEEP_BLOCKS
#define TERN_KEEP_BLOCKS 0
#endif
#endif
#endif

#if !defined(__clang__) && defined(__GNUC__) && __GNUC__ < 13
#error \
    "tern needs GCC 13 or newer, or Clang 16 or newer: GCC 12 and older destroy the members of an aggregate temporary twice inside a co_await or co_yield expression."
#endif
#if defined(__clang__) && !defined(__apple_build_version__) && __clang_major__ < 16
#error "tern needs Clang 16 or newer, or GCC 13 or newer."
#endif
