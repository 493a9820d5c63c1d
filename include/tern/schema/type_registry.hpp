// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/base/function_ref.hpp>
#include <tern/base/result.hpp>
#include <tern/codec/proto.hpp>
#include <tern/schema/make_message.hpp>

namespace tern::schema {

/// A message type that can be made, decoded and encoded without its C++ type.
struct registered_type {
  const message_info* message = nullptr;

  /// Calls `use` with a new message that `bytes` encode. What is wrong with them, or OK.
  status (*decode)(byte_view bytes, const codec::decode_options& options,
                   function_ref<void(const void* message)> use) = nullptr;

  /// Lets `fill` fill a new message; if it returns true, calls `use` with its encoding.
  void (*encode)(function_ref<bool(void* message)> fill,
                 function_ref<void(byte_view bytes)> use) = nullptr;
};

/// Which messages may be in a `google.protobuf.Any`, for the formats that show what is in it: JSON
/// and texts for people. It is a value, to be made where it is needed and to be passed on.
///
///     const auto types = tern::schema::type_registry{}.add<Gift, Coupon>();
///     tern::json::encode(order, {.types = &types});
class type_registry {
 public:
  /// Adds messages by their full names. Adding one twice changes nothing.
  template <reflect::message... Messages>
  type_registry& add() & {
    (insert(type_of<Messages>), ...);
    return *this;
  }
  template <reflect::message... Messages>
  type_registry&& add() && {
    return std::move(add<Messages...>());
  }

  /// The type with that full name, or null.
  [[nodiscard]] const registered_type* find(std::string_view full_name) const noexcept {
    const auto at = place_of(full_name);
    return at != types_.end() && (*at)->message->full_name == full_name ? *at : nullptr;
  }

  [[nodiscard]] std::size_t size() const noexcept { return types_.size(); }

 private:
  template <reflect::message M>
  static status decode(byte_view bytes, const codec::decode_options& options,
                       function_ref<void(const void*)> use) {
    M message{};
    if (auto outcome = codec::decode_into(bytes, message, options); !outcome) {
      return std::move(outcome).status();
    }
    use(&message);
    return {};
  }

  template <reflect::message M>
  static void encode(function_ref<bool(void*)> fill, function_ref<void(byte_view)> use) {
    M message{};
    if (fill(&message)) use(codec::encode(message).view());
  }

  template <reflect::message M>
  static constexpr registered_type type_of{&message_info_of<M>(), &decode<M>, &encode<M>};

  std::vector<const registered_type*>::const_iterator place_of(
      std::string_view full_name) const noexcept {
    return std::lower_bound(types_.begin(), types_.end(), full_name,
                            [](const registered_type* type, std::string_view name) {
                              return type->message->full_name < name;
                            });
  }

  void insert(const registered_type& type) {
    const auto at = place_of(type.message->full_name);
    if (at != types_.end() && (*at)->message->full_name == type.message->full_name) return;
    types_.insert(at, &type);
  }

  std::vector<const registered_type*> types_;  // in the order of their names
};

}  // namespace tern::schema
