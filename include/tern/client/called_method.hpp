// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>

#include <tern/base/status.hpp>
#include <tern/protocol/protocol.hpp>
#include <tern/reflect/service.hpp>
#include <tern/rpc/method.hpp>

namespace tern::client_side {

/// The method that a call is one of, without the types of its messages.
/// @lifetime borrows the path, which lives as long as the program.
struct called_method {
  const std::string& path;       ///< /hello.v1.Greeter/SayHello
  bool streaming = false;        ///< there is a stream of requests or of replies
  bool no_side_effects = false;  ///< it may be called with a GET

  template <auto Pointer>
  [[nodiscard]] static called_method of() {
    using traits = rpc::method_traits<Pointer>;
    return {.path = rpc::method_path<Pointer>(),
            .streaming = traits::request_stream || traits::reply_stream,
            .no_side_effects = reflect::has_no_side_effects<Pointer>};
  }
};

/// Whether a call of `method` can be a GET.
/// @error invalid_argument if it cannot, with the reason
[[nodiscard]] inline status check_get(const called_method& method,
                                      const protocol::protocol& speaks) {
  std::string what = "use_get: ";
  if (!method.no_side_effects) {
    what.append(method.path).append(" is not a method with tern::no_side_effects");
  } else if (method.streaming || !speaks.takes_get()) {
    what.append("only a unary call of Connect can be a GET, and ")
        .append(method.path)
        .append(method.streaming ? " has a stream" : " is called over ")
        .append(method.streaming ? "" : speaks.name());
  } else {
    return {};
  }
  return {code::invalid_argument, std::move(what)};
}

}  // namespace tern::client_side
