// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

namespace tern::reflect::detail {

// Becomes a member of any type, but neither the struct itself (that would be a copy) nor a base of
// it (a base is not a member).
template <class Struct>
struct any_member {
  template <class Member>
    requires(!std::is_base_of_v<Member, Struct>)
  // Never called, but defined: members that convert instantiate it, and Clang warns of what is not
  // defined in a type of an anonymous namespace.
  operator Member() const {
    __builtin_unreachable();
  }
};

template <class Struct, std::size_t... Indices>
constexpr bool takes_initializers(std::index_sequence<Indices...>) {
  return requires { Struct{(static_cast<void>(Indices), any_member<Struct>{})...}; };
}

// Whether an aggregate surely has more members than `Count`. Says no when it cannot tell.
template <class Struct, std::size_t Count>
constexpr bool has_more_members_than() {
  if constexpr (std::is_aggregate_v<Struct>) {
    return takes_initializers<Struct>(std::make_index_sequence<Count + 1>{});
  } else {
    return false;
  }
}

}  // namespace tern::reflect::detail
