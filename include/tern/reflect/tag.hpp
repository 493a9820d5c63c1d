// SPDX-License-Identifier: MIT
#pragma once

namespace tern::reflect {

/// Stands for a type in the functions that the macros define. They are found by argument-dependent
/// lookup, in the namespace of the described type.
template <class T>
struct tag {};

/// A type that the compiler looks at only when it knows `Other`. Where a macro needs a member's
/// name twice, a misspelt one is then one error.
template <class T, class Other>
struct dependent {
  using type = T;
};

/// A list of types that is never instantiated further.
template <class... Types>
struct type_list {};

}  // namespace tern::reflect
