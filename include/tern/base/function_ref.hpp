// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace tern {

template <class Signature>
class function_ref;

/// A callable that belongs to somebody else: what a function takes that calls it before it returns.
template <class Result, class... Arguments>
class function_ref<Result(Arguments...)> {
 public:
  template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, function_ref> &&
             std::is_invocable_r_v<Result, F&, Arguments...>)
  function_ref(F&& f) noexcept
      : object_(address(f)), call_([](void* object, Arguments... arguments) -> Result {
          using callable = std::remove_reference_t<F>;
          return std::invoke(*reinterpret_cast<callable*>(object),
                             std::forward<Arguments>(arguments)...);
        }) {}

  Result operator()(Arguments... arguments) const {
    return call_(object_, std::forward<Arguments>(arguments)...);
  }

 private:
  template <class F>
  static void* address(F& f) noexcept {
    if constexpr (std::is_function_v<F>) {
      return reinterpret_cast<void*>(&f);
    } else {
      return const_cast<void*>(static_cast<const void*>(std::addressof(f)));
    }
  }

  void* object_;
  Result (*call_)(void*, Arguments...);
};

}  // namespace tern
