// SPDX-License-Identifier: MIT
#pragma once

/// The name of Asio's loop, for what only passes one on.

#include <asio/detail/config.hpp>

namespace asio {
#ifdef ASIO_INLINE_NAMESPACE_BEGIN  // of newer versions
ASIO_INLINE_NAMESPACE_BEGIN
class io_context;
ASIO_INLINE_NAMESPACE_END
#else
class io_context;
#endif
}  // namespace asio
