// SPDX-License-Identifier: MIT
#pragma once

/// The version of tern, as numbers for the preprocessor.
#define TERN_VERSION_MAJOR 0
#define TERN_VERSION_MINOR 1
#define TERN_VERSION_PATCH 0
#define TERN_VERSION "0.1.0"

/// Whether what is no template is compiled once, in a library or in one source of the program,
/// which includes tern/tern.ipp. All sources of a program say the same. See
/// docs/decisions/015-compiled-once.md.
#ifndef TERN_COMPILED
#define TERN_COMPILED 0
#endif

/// What a definition in an .ipp file begins with.
#if TERN_COMPILED
#define TERN_INLINE
#else
#define TERN_INLINE inline
#endif

/// The optional parts; each needs a library.
#ifndef TERN_WITH_TLS
#define TERN_WITH_TLS 0
#endif
#ifndef TERN_WITH_ZLIB
#define TERN_WITH_ZLIB 0
#endif

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
