// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include <tern/base/config.hpp>
#include <tern/base/status.hpp>
#include <tern/http/head.hpp>
#include <tern/protocol/message_form.hpp>
#include <tern/protocol/protocol.hpp>
#include <tern/rpc/metadata.hpp>

namespace tern::protocol {

/// gRPC over HTTP/2.
///
///     request   head: POST, te, content-type, grpc-timeout, metadata | envelopes
///     response  head: 200, content-type, metadata | envelopes | trailers: grpc-status, metadata
///     or        head: 200, content-type, grpc-status, metadata          ("Trailers-Only")
///
/// @source gRPC, doc/PROTOCOL-HTTP2.md
struct grpc final : protocol {
  [[nodiscard]] std::string_view name() const noexcept override { return "gRPC"; }

  [[nodiscard]] std::string_view media_types(message_forms offered) const noexcept override {
    return offered.json ? "application/grpc, application/grpc+json" : "application/grpc";
  }

  [[nodiscard]] bool needs_http2() const noexcept override { return true; }

  /// A request speaks gRPC if its content-type is `application/grpc`, with or without a codec
  /// (`+proto`) and parameters. `te: trailers` may be missing: proxies strip it.
  [[nodiscard]] std::optional<accepted> accept(const http::head& request,
                                               message_forms offered = {}) const override;

  [[nodiscard]] http::head response_head(const accepted& call,
                                         const rpc::metadata& initial) const override;

  [[nodiscard]] const http::head* common_head(const accepted& call) const override;
  [[nodiscard]] const http::headers* common_trailers() const override;

  /// Trailers; or one head alone if nothing was sent before and there is no initial metadata, which
  /// a client could not tell from the trailing one.
  [[nodiscard]] ending finish(const accepted& call, const status& outcome,
                              const rpc::metadata& initial, const rpc::metadata& trailers,
                              progress so_far) const override;

  [[nodiscard]] http::head request_head(const call_start& call) const override;

  /// A head that has `grpc-status` is Trailers-Only: its metadata belongs to the outcome.
  [[nodiscard]] response_start read_head(const http::head& response,
                                         message_form sent = message_form::proto) const override;

  [[nodiscard]] outcome read_outcome(const http::head& response, response_end end) const override;
};

inline constexpr grpc grpc_protocol{};

}  // namespace tern::protocol

#if !TERN_COMPILED
#include <tern/protocol/grpc.ipp>
#endif
