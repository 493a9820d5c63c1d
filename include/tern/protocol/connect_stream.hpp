// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include <tern/base/bytes.hpp>
#include <tern/base/config.hpp>
#include <tern/base/status.hpp>
#include <tern/http/head.hpp>
#include <tern/protocol/message_form.hpp>
#include <tern/protocol/protocol.hpp>
#include <tern/rpc/metadata.hpp>

namespace tern::protocol {

/// Calls of Connect in which a side sends a stream of messages.
///
///     request   head: POST, content-type, connect-timeout-ms, metadata | envelopes
///     response  head: 200, content-type, metadata | envelopes | envelope 0x02: error, metadata
///
/// @source Connect, "Streaming RPCs"
struct connect_stream final : protocol {
  [[nodiscard]] std::string_view name() const noexcept override { return "Connect"; }

  [[nodiscard]] std::string_view media_types(message_forms offered) const noexcept override {
    return offered.json ? "application/connect+json, application/connect+proto"
                        : "application/connect+proto";
  }

  [[nodiscard]] std::optional<accepted> accept(const http::head& request,
                                               message_forms offered = {}) const override;

  [[nodiscard]] bool carries(bool streaming) const noexcept override { return streaming; }

  [[nodiscard]] http::head response_head(const accepted& call,
                                         const rpc::metadata& initial) const override;

  [[nodiscard]] ending finish(const accepted& call, const status& outcome,
                              const rpc::metadata& initial, const rpc::metadata& trailers,
                              progress so_far) const override;

  [[nodiscard]] http::head request_head(const call_start& call) const override;

  [[nodiscard]] response_start read_head(const http::head& response,
                                         message_form sent = message_form::proto) const override;

  [[nodiscard]] outcome read_outcome(const http::head& response, response_end end) const override;

  [[nodiscard]] outcome read_last(const http::head& response, byte_view last) const override;
};

inline constexpr connect_stream connect_stream_protocol{};

}  // namespace tern::protocol

#if !TERN_COMPILED
#include <tern/protocol/connect_stream.ipp>
#endif
