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

/// Unary calls of Connect: plain HTTP, which curl can speak.
///
///     request   head: POST, content-type, connect-timeout-ms, metadata | message
///     or        head: GET, the message in the query, metadata
///     response  head: 200, content-type, metadata, trailer-metadata    | message
///     or        head: 4xx or 5xx, application/json, metadata …         | error
///
/// The head of an answer holds what in other protocols comes last, so it is sent last: finish()
/// gives it, and what has been written of the body goes behind it if the call succeeded.
/// @source Connect, "Unary RPCs"
struct connect_unary final : protocol {
  [[nodiscard]] std::string_view name() const noexcept override { return "Connect"; }

  [[nodiscard]] std::string_view media_types(message_forms offered) const noexcept override {
    return offered.json ? "application/json, application/proto" : "application/proto";
  }

  [[nodiscard]] bool takes_get() const noexcept override { return true; }

  /// A request is a call if its content-type is `application/proto` or `application/json`, or if it
  /// is a GET with a query like that of a call.
  [[nodiscard]] std::optional<accepted> accept(const http::head& request,
                                               message_forms offered = {}) const override;

  [[nodiscard]] bool carries(bool streaming) const noexcept override { return !streaming; }

  /// The head of a reply, without trailing metadata.
  [[nodiscard]] http::head response_head(const accepted& call,
                                         const rpc::metadata& initial) const override;

  /// A head, and for a failure all of the body. Nothing has been sent before.
  [[nodiscard]] ending finish(const accepted& call, const status& outcome,
                              const rpc::metadata& initial, const rpc::metadata& trailers,
                              progress so_far) const override;

  /// A GET if the call has its message here, which may be compressed.
  [[nodiscard]] http::head request_head(const call_start& call) const override;

  [[nodiscard]] framing request_framing() const noexcept override {
    return {.body = framing::layout::message};
  }

  [[nodiscard]] response_start read_head(const http::head& response,
                                         message_form sent = message_form::proto) const override;

  [[nodiscard]] outcome read_outcome(const http::head& response, response_end end) const override;

  [[nodiscard]] outcome read_last(const http::head& response, byte_view last) const override;
};

inline constexpr connect_unary connect_unary_protocol{};

}  // namespace tern::protocol

#if !TERN_COMPILED
#include <tern/protocol/connect_unary.ipp>
#endif
