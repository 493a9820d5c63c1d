// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include <tern/reflect/message.hpp>

namespace tern::codec {
namespace detail {

template <class T>
concept clearable = requires(T& container) {
  container.clear();
  container.empty();
};

template <class M, class... Entries>
void clear_members(M& message, M& fresh, reflect::type_list<Entries...>);

template <class T>
void clear_member(T& member, T& fresh) {
  if constexpr (reflect::message<T>) {
    clear_members(member, fresh, reflect::members_of<T>{});
  } else if constexpr (clearable<T>) {
    // Assigning a moved container would drop the memory that is to be kept.
    member.clear();
    if (!fresh.empty()) member = std::as_const(fresh);
  } else {
    member = std::move(fresh);
  }
}

template <class M, class... Entries>
void clear_members(M& message, M& fresh, reflect::type_list<Entries...>) {
  (clear_member(message.*Entries::pointer, fresh.*Entries::pointer), ...);
}

}  // namespace detail

/// Makes a message what a new one is, initialisers of members included, and keeps the memory of its
/// strings, vectors and hash tables, and of those in nested plain messages. Then decode_into()
/// needs none for a message that is no larger:
///
///     clear(request);
///     decode_into(bytes, request);
///
/// What is in a vector, a map, a std::optional, a box or a oneof is gone, with its memory.
template <reflect::message M>
void clear(M& message) {
  M fresh{};
  detail::clear_members(message, fresh, reflect::members_of<M>{});
}

}  // namespace tern::codec
