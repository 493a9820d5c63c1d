// SPDX-License-Identifier: MIT
#pragma once

namespace tern::reflect {

/// Stands for a type in the functions that the macros define. They are found by argument-dependent
/// lookup, in the namespace of the described type.
template <class T>
struct tag {};

/// A list of types that is never instantiated further.
template <class... Types>
struct type_list {};

}  // namespace tern::reflect
