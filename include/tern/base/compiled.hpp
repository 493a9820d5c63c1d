// SPDX-License-Identifier: MIT
#pragma once

#include <tern/base/config.hpp>

namespace tern {

/// What a program and the compiled library have to agree about is in the name of this function: a
/// linker that does not find it says what the program was built with.
template <int version_major, int version_minor, bool with_tls, bool with_zlib, bool keep_blocks>
void compiled_library() noexcept;

#if TERN_COMPILED
/// Refers to it from every source that includes this, in vain; also where a linker drops what
/// nobody needs, and would forgive what that lacks.
[[gnu::used, gnu::retain]] inline constexpr auto* needs_compiled_library =
    &compiled_library<TERN_VERSION_MAJOR, TERN_VERSION_MINOR, TERN_WITH_TLS, TERN_WITH_ZLIB,
                      TERN_KEEP_BLOCKS>;
#endif

}  // namespace tern

#if !TERN_COMPILED
#include <tern/base/compiled.ipp>
#endif
