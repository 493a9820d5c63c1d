// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace protoc_gen_tern {

/// How many entries TERN_MESSAGE, TERN_ENUM and TERN_SERVICE take behind the type: the full name,
/// fields, oneofs, what is reserved, unknown fields.
/// @source tern/reflect/for_each_macro.hpp
inline constexpr std::size_t max_entries = 256;

/// How many alternatives a oneof has at most.
/// @source tern/reflect/for_each_macro.hpp
inline constexpr std::size_t max_alternatives = 64;

/// How many characters a reserved name has at most.
/// @source tern/reflect/reserved.hpp
inline constexpr std::size_t max_reserved_name_chars = 79;

}  // namespace protoc_gen_tern
