// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <memory>
#include <memory_resource>
#include <type_traits>
#include <utility>

#include <tern/reflect/message.hpp>

namespace tern::codec {

/// Where the containers of std::pmr in messages take their memory from.
///
/// A container of std::pmr keeps the resource that it was made with. Its elements take theirs from
/// the same one if they are containers, but not if they are plain structs that have containers, and
/// a std::optional, a box or a oneof knows no resource at all. So decoding gives each message that
/// it makes its memory, as soon as it is made: what is in a container of std::pmr, at any depth,
/// that of the container; the rest decode_options::memory, if it is set.
namespace detail {

// The allocator that nearly all have: no need to ask what it could be made of.
template <class Allocator>
inline constexpr bool is_std_allocator = false;
template <class T>
inline constexpr bool is_std_allocator<std::allocator<T>> = true;

/// A container, or a message, that can be made with a memory resource.
template <class T>
concept takes_memory =
    requires { typename T::allocator_type; } && !is_std_allocator<typename T::allocator_type> &&
    std::constructible_from<typename T::allocator_type, std::pmr::memory_resource*> &&
    std::constructible_from<T, T&&, const typename T::allocator_type&>;

/// A container that can say where its memory is from.
template <class T>
concept knows_memory = requires(const T& container) {
  { container.get_allocator().resource() } -> std::convertible_to<std::pmr::memory_resource*>;
};

template <class T>
constexpr bool find_memory_user();

template <class M, class... Entries>
constexpr bool find_memory_member(reflect::type_list<Entries...>) {
  return (find_memory_user<std::remove_cvref_t<decltype(std::declval<M&>().*Entries::pointer)>>() ||
          ...);
}

// A new optional, box, vector or map has nothing in it, so plain members are all there is to see.
template <class T>
constexpr bool find_memory_user() {
  if constexpr (takes_memory<T>) {
    return true;
  } else if constexpr (reflect::message<T>) {
    return find_memory_member<T>(reflect::members_of<T>{});
  } else {
    return false;
  }
}

/// Whether there is something in a new `T` that takes memory from a resource.
template <class T>
inline constexpr bool uses_memory = find_memory_user<T>();

template <class T>
void give_memory(T& value, std::pmr::memory_resource* memory);

template <class M, class... Entries>
void give_members_memory(M& message, std::pmr::memory_resource* memory,
                         reflect::type_list<Entries...>) {
  (give_memory(message.*Entries::pointer, memory), ...);
}

template <class T>
void give_memory(T& value, std::pmr::memory_resource* memory) {
  if constexpr (takes_memory<T>) {
    // No assignment changes the resource of a container; a move that names one does.
    T moved{std::move(value), typename T::allocator_type{memory}};
    std::destroy_at(std::addressof(value));
    std::construct_at(std::addressof(value), std::move(moved));
  } else if constexpr (uses_memory<T>) {
    give_members_memory(value, memory, reflect::members_of<T>{});
  }
}

/// Gives what was made this moment its memory, if there is a resource to take it from.
template <class T>
void settle(T& fresh, std::pmr::memory_resource* memory) {
  if constexpr (uses_memory<T>) {
    if (memory != nullptr) give_memory(fresh, memory);
  }
}

/// The resource of a container, or null if it has none.
template <class Container>
std::pmr::memory_resource* memory_of(const Container& container) {
  if constexpr (knows_memory<Container>) {
    return container.get_allocator().resource();
  } else {
    return nullptr;
  }
}

/// While it lives, `memory` is the resource of a container that has one.
template <class Container>
class memory_scope {
 public:
  memory_scope(const Container&, std::pmr::memory_resource*&) {}
};
template <knows_memory Container>
class memory_scope<Container> {
 public:
  memory_scope(const Container& container, std::pmr::memory_resource*& memory)
      : memory_(memory), before_(std::exchange(memory, memory_of(container))) {}
  memory_scope(const memory_scope&) = delete;
  memory_scope& operator=(const memory_scope&) = delete;
  ~memory_scope() { memory_ = before_; }

 private:
  std::pmr::memory_resource*& memory_;
  std::pmr::memory_resource* before_;
};

}  // namespace detail

/// A new message whose containers of std::pmr, those of nested plain messages included, take their
/// memory from `memory`: to be filled, or decoded into.
/// @lifetime the message lives no longer than `memory`, which it holds on to.
template <reflect::message M>
[[nodiscard]] M make_in(std::pmr::memory_resource& memory) {
  M message{};
  detail::settle(message, &memory);
  return message;
}

}  // namespace tern::codec
