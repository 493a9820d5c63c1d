// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <variant>

#include <tern/http/head.hpp>
#include <tern/protocol/grpc.hpp>
#include <tern/protocol/protocol.hpp>
#include <tern/protocol/refusal.hpp>

namespace tern::protocol {

/// The protocols that a server speaks unless it is told otherwise, in the order they are asked.
inline constexpr std::array<const protocol*, 1> all_protocols = {&grpc_protocol};

/// What these protocols take, for people and for `accept-post`.
inline constexpr std::string_view all_media_types = "application/grpc";

/// A request that is a call.
struct recognised {
  const tern::protocol::protocol* protocol;  ///< the one it speaks
  accepted call;
};

/// The protocols that one server speaks.
/// @lifetime borrows the list and what its pointers refer to.
struct registry {
  std::span<const protocol* const> protocols = all_protocols;
  std::string_view media_types = all_media_types;

  /// Finds out which protocol a request speaks, or how to answer a request that is no call.
  [[nodiscard]] std::variant<recognised, refusal> recognise(const http::head& request) const {
    if (request.method != "POST") return method_not_allowed(request);
    for (const protocol* each : protocols) {
      if (auto call = each->accept(request)) return recognised{each, *std::move(call)};
    }
    return unsupported_media_type(request, media_types);
  }
};

}  // namespace tern::protocol
