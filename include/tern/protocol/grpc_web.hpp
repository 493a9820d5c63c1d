// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include <tern/base/bytes.hpp>
#include <tern/base/config.hpp>
#include <tern/base/status.hpp>
#include <tern/http/head.hpp>
#include <tern/protocol/framing.hpp>
#include <tern/protocol/message_form.hpp>
#include <tern/protocol/protocol.hpp>
#include <tern/rpc/metadata.hpp>

namespace tern::protocol {

/// gRPC-Web: gRPC without HTTP trailers, for browsers, and for HTTP/1.1.
///
///     request   head: POST, content-type, grpc-timeout, metadata | envelopes
///     response  head: 200, content-type, metadata | envelopes | envelope 0x80: grpc-status,
///     metadata or        head: 200, content-type, grpc-status, metadata ("Trailers-Only")
///
/// As `application/grpc-web-text` all of a body is base64, for browsers that cannot read bytes as
/// they come.
/// @source gRPC, doc/PROTOCOL-WEB.md
struct grpc_web final : protocol {
  /// @param as_text whether this client sends and asks for text. A server takes both.
  explicit constexpr grpc_web(bool as_text = false) noexcept : as_text_(as_text) {}

  [[nodiscard]] std::string_view name() const noexcept override { return "gRPC-Web"; }

  [[nodiscard]] std::string_view media_types(message_forms offered) const noexcept override {
    return offered.json ? "application/grpc-web, application/grpc-web+json, "
                          "application/grpc-web-text, application/grpc-web-text+json"
                        : "application/grpc-web, application/grpc-web-text";
  }

  /// The answer is text if the client accepts text, and if it does not say, like the request.
  [[nodiscard]] std::optional<accepted> accept(const http::head& request,
                                               message_forms offered = {}) const override;

  [[nodiscard]] http::head response_head(const accepted& call,
                                         const rpc::metadata& initial) const override;

  /// The trailers are always in the body: a page of another origin can read that without being
  /// allowed each header field.
  [[nodiscard]] ending finish(const accepted& call, const status& outcome,
                              const rpc::metadata& initial, const rpc::metadata& trailers,
                              progress so_far) const override;

  [[nodiscard]] http::head request_head(const call_start& call) const override;

  [[nodiscard]] framing request_framing() const noexcept override { return {.base64 = as_text_}; }

  /// A head that has `grpc-status` is Trailers-Only, unless trailers follow in the body.
  [[nodiscard]] response_start read_head(const http::head& response,
                                         message_form sent = message_form::proto) const override;

  [[nodiscard]] outcome read_outcome(const http::head& response, response_end end) const override;

  [[nodiscard]] outcome read_last(const http::head& response, byte_view last) const override;

 private:
  bool as_text_;
};

inline constexpr grpc_web grpc_web_protocol{};
inline constexpr grpc_web grpc_web_text_protocol{true};

}  // namespace tern::protocol

#if !TERN_COMPILED
#include <tern/protocol/grpc_web.ipp>
#endif
