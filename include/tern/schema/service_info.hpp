// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include <tern/rpc/method.hpp>
#include <tern/schema/make_message.hpp>

namespace tern::schema {

/// A method of a service without its C++ type.
struct method_info {
  std::string_view name;
  const message_info* request = nullptr;
  const message_info* reply = nullptr;
  bool request_stream = false;
  bool reply_stream = false;
  bool no_side_effects = false;
  std::span<const reflect::http_rule> http_rules{};  ///< how it is called with plain HTTP
};

/// A service without its C++ type.
struct service_info {
  std::string_view full_name;
  std::span<const method_info> methods;  ///< in the order of the macro
};

namespace detail {

template <reflect::described_service S>
constexpr std::size_t count_methods() {
  std::size_t count = 0;
  reflect::for_each_method<S>([&]<auto, class>(std::string_view) { ++count; });
  return count;
}

template <reflect::described_service S>
inline constexpr auto methods_of = [] {
  std::array<method_info, count_methods<S>()> methods{};
  [[maybe_unused]] std::size_t at = 0;
  reflect::for_each_method<S>([&]<auto Pointer, class>(std::string_view name) {
    using traits = rpc::method_traits<Pointer>;
    // What is no method of a contract has been complained about already.
    if constexpr (requires { typename traits::signature; }) {
      methods[at++] = {name,
                       &message_info_of<typename traits::request>(),
                       &message_info_of<typename traits::reply>(),
                       traits::request_stream,
                       traits::reply_stream,
                       reflect::has_no_side_effects<Pointer>,
                       reflect::http_rules<Pointer>};
    }
  });
  return methods;
}();

}  // namespace detail

/// The service that a TERN_SERVICE describes.
template <reflect::described_service S>
inline constexpr service_info service_info_of{reflect::service_name<S>(), detail::methods_of<S>};

}  // namespace tern::schema
