// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include <tern/protocol/connect_stream.hpp>
#include <tern/protocol/connect_unary.hpp>
#include <tern/protocol/grpc.hpp>
#include <tern/protocol/grpc_web.hpp>
#include <tern/protocol/protocol.hpp>

namespace tern::client_side {

/// What a channel speaks: gRPC, gRPC-Web or Connect.
///
///     tern::channel channel{"https://example.com", {.protocol = tern::connect}};
///
/// A value: it refers to constants. Connect's calls with streams are made in another way than those
/// without.
class channel_protocol {
 public:
  /// gRPC.
  constexpr channel_protocol() noexcept
      : channel_protocol(protocol::grpc_protocol, protocol::grpc_protocol) {}

  /// @lifetime the protocols outlive the channel.
  constexpr channel_protocol(const protocol::protocol& unary,
                             const protocol::protocol& streaming) noexcept
      : unary_(&unary), streaming_(&streaming) {}

  /// How a call is made, by whether there are streams in it.
  [[nodiscard]] constexpr const protocol::protocol& of(bool streaming) const noexcept {
    return streaming ? *streaming_ : *unary_;
  }

  /// As people write it: Connect.
  [[nodiscard]] std::string_view name() const noexcept { return unary_->name(); }

  /// Whether it cannot do without HTTP/2.
  [[nodiscard]] bool needs_http2() const noexcept { return unary_->needs_http2(); }

  friend bool operator==(const channel_protocol&, const channel_protocol&) = default;

 private:
  const protocol::protocol* unary_;
  const protocol::protocol* streaming_;
};

/// gRPC over HTTP/2: what channels speak unless they are told otherwise.
inline constexpr channel_protocol grpc{};

/// gRPC-Web, which does without trailers of HTTP; and the same as text, base64, for what stands
/// between and passes nothing else on.
inline constexpr channel_protocol grpc_web{protocol::grpc_web_protocol,
                                           protocol::grpc_web_protocol};
inline constexpr channel_protocol grpc_web_text{protocol::grpc_web_text_protocol,
                                                protocol::grpc_web_text_protocol};

/// Connect.
inline constexpr channel_protocol connect{protocol::connect_unary_protocol,
                                          protocol::connect_stream_protocol};

/// Which HTTP a channel speaks.
enum class http_version {
  automatic,  ///< HTTP/2 for gRPC; for the others what the server chooses when TLS begins, HTTP/2
              ///< first, and HTTP/2 without TLS
  http1,      ///< HTTP/1.1; not for gRPC
  http2,
};

}  // namespace tern::client_side
