// SPDX-License-Identifier: MIT
#pragma once

#include <tern/base/compiled.hpp>

namespace tern {

template <int version_major, int version_minor, bool with_tls, bool with_zlib, bool keep_blocks>
void compiled_library() noexcept {}

#if TERN_COMPILED
template void compiled_library<TERN_VERSION_MAJOR, TERN_VERSION_MINOR, TERN_WITH_TLS,
                               TERN_WITH_ZLIB, TERN_KEEP_BLOCKS>() noexcept;
#endif

}  // namespace tern
