// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include <tern/schema/make_message.hpp>

namespace tern::intercept {

/// A message of any type that is on its way: what an interceptor sees.
/// @lifetime borrows the message.
class message_ref {
 public:
  template <reflect::message M>
  explicit message_ref(M& message) noexcept
      : type_(&schema::message_info_of<M>()), message_(&message) {}

  /// The message as an `M`, which may be changed; null if it is of another type.
  template <reflect::message M>
  [[nodiscard]] M* as() const noexcept {
    return type_ == &schema::message_info_of<M>() ? static_cast<M*>(message_) : nullptr;
  }

  /// The full name of its type: `hello.v1.HelloRequest`.
  [[nodiscard]] std::string_view type_name() const noexcept { return type_->full_name; }

  /// For those who walk messages of all types.
  [[nodiscard]] const schema::message_info& type() const noexcept { return *type_; }
  [[nodiscard]] void* address() const noexcept { return message_; }

 private:
  const schema::message_info* type_;
  void* message_;
};

}  // namespace tern::intercept
