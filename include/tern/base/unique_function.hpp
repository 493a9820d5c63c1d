// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace tern {

template <class Signature>
class unique_function;

/// A callable of any type behind one signature, moved and never copied: `std::move_only_function`
/// of C++23. Small callables that move without throwing are kept in place.
template <class Result, class... Args>
class unique_function<Result(Args...)> {
 public:
  unique_function() = default;

  template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, unique_function> &&
             std::is_invocable_r_v<Result, std::decay_t<F>&, Args...>)
  unique_function(F&& callable) {
    using callable_type = std::decay_t<F>;
    if constexpr (fits<callable_type>) {
      ::new (static_cast<void*>(storage_)) callable_type(std::forward<F>(callable));
      operations_ = &in_place<callable_type>;
    } else {
      ::new (static_cast<void*>(storage_))
          callable_type*(new callable_type(std::forward<F>(callable)));
      operations_ = &on_heap<callable_type>;
    }
  }

  unique_function(unique_function&& other) noexcept { take(other); }

  unique_function& operator=(unique_function&& other) noexcept {
    if (this != &other) {
      reset();
      take(other);
    }
    return *this;
  }

  ~unique_function() { reset(); }

  explicit operator bool() const noexcept { return operations_ != nullptr; }

  Result operator()(Args... args) {
    return operations_->invoke(storage_, std::forward<Args>(args)...);
  }

 private:
  struct operations {
    Result (*invoke)(void*, Args&&...);
    void (*relocate)(void* from, void* to) noexcept;
    void (*destroy)(void*) noexcept;
  };

  static constexpr std::size_t in_place_bytes = 4 * sizeof(void*);

  template <class F>
  static constexpr bool fits = sizeof(F) <= in_place_bytes && alignof(F) <= alignof(void*) &&
                               std::is_nothrow_move_constructible_v<F>;

  template <class F>
  static Result call(F& callable, Args&&... args) {
    if constexpr (std::is_void_v<Result>) {
      static_cast<void>(std::invoke(callable, std::forward<Args>(args)...));
    } else {
      return std::invoke(callable, std::forward<Args>(args)...);
    }
  }

  template <class F>
  static constexpr operations in_place{
      [](void* at, Args&&... args) -> Result {
        return call(*static_cast<F*>(at), std::forward<Args>(args)...);
      },
      [](void* from, void* to) noexcept {
        ::new (to) F(std::move(*static_cast<F*>(from)));
        std::destroy_at(static_cast<F*>(from));
      },
      [](void* at) noexcept { std::destroy_at(static_cast<F*>(at)); }};

  template <class F>
  static constexpr operations on_heap{
      [](void* at, Args&&... args) -> Result {
        return call(**static_cast<F**>(at), std::forward<Args>(args)...);
      },
      [](void* from, void* to) noexcept { ::new (to) F*(*static_cast<F**>(from)); },
      [](void* at) noexcept { delete *static_cast<F**>(at); }};

  void take(unique_function& other) noexcept {
    operations_ = std::exchange(other.operations_, nullptr);
    if (operations_ != nullptr) operations_->relocate(other.storage_, storage_);
  }

  void reset() noexcept {
    if (operations_ != nullptr) std::exchange(operations_, nullptr)->destroy(storage_);
  }

  alignas(void*) std::byte storage_[in_place_bytes];
  const operations* operations_ = nullptr;
};

}  // namespace tern
