// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>

#include <tern/http/head.hpp>
#include <tern/protocol/connect_get.hpp>
#include <tern/protocol/connect_stream.hpp>
#include <tern/protocol/connect_unary.hpp>
#include <tern/protocol/grpc.hpp>
#include <tern/protocol/grpc_web.hpp>
#include <tern/protocol/message_form.hpp>
#include <tern/protocol/protocol.hpp>
#include <tern/protocol/refusal.hpp>

namespace tern::protocol {

/// The protocols that a server speaks unless it is told otherwise, in the order they are asked.
inline constexpr std::array<const protocol*, 4> all_protocols = {
    &grpc_protocol, &grpc_web_protocol, &connect_unary_protocol, &connect_stream_protocol};

/// A request that is a call.
struct recognised {
  const tern::protocol::protocol* protocol;  ///< the one it speaks
  accepted call;
};

/// The protocols that one server speaks.
/// @lifetime borrows the list and what its pointers refer to.
struct registry {
  std::span<const protocol* const> protocols = all_protocols;
  message_forms forms{};  ///< of messages that the server has

  /// Finds out which protocol a request speaks, or how to answer a request that is no call.
  [[nodiscard]] std::variant<recognised, refusal> recognise(const http::head& request) const {
    using answer = std::variant<recognised, refusal>;
    const bool post = request.method == "POST";
    if (!post && !is_get(request)) return method_not_allowed(request);
    for (const protocol* each : protocols) {
      if (!post && !each->takes_get()) continue;
      auto call = each->accept(request, forms);
      if (!call) continue;
      if (request.version < 2 && each->needs_http2()) return http2_required(each->name());
      return answer{std::in_place_type<recognised>, each, *std::move(call)};
    }
    if (!post) return unsupported_get_encoding(request);
    return unsupported_media_type(request, media_types(std::nullopt));
  }

  /// How to answer a call whose protocol does not carry calls of the shape that its method has.
  [[nodiscard]] refusal refuse_shape(const http::head& request, bool streaming) const {
    return unsupported_media_type(request, media_types(streaming));
  }

 private:
  [[nodiscard]] static bool is_get(const http::head& request) noexcept {
    return request.method == "GET" && is_connect_get(request.path);
  }

  // What is taken, for people and for `accept-post`: for all methods, or for those of one shape.
  [[nodiscard]] std::string media_types(std::optional<bool> streaming) const {
    std::string all;
    for (const protocol* each : protocols) {
      if (streaming && !each->carries(*streaming)) continue;
      if (!all.empty()) all.append(", ");
      all.append(each->media_types(forms));
    }
    return all;
  }
};

}  // namespace tern::protocol
