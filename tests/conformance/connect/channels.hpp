// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <stdexcept>
#include <string>

#include <tern/client.hpp>
#include <tern/json.hpp>

#include "contract.hpp"

namespace conformance {

/// The channels of a client under test: calls that are made in the same way to the same server
/// share one.
class channels {
 public:
  /// The channel for the call that is wanted.
  /// @error throws tern::error if the certificates cannot be used, std::runtime_error if tern does
  /// not have what is wanted
  [[nodiscard]] tern::channel& of(const ClientCompatRequest& wanted) {
    const ClientCompatRequest way{
        .http_version = wanted.http_version,
        .protocol = wanted.protocol,
        .codec = wanted.codec,
        .compression = wanted.compression,
        .host = wanted.host,
        .port = wanted.port,
        .server_tls_cert = wanted.server_tls_cert,
        .client_tls_creds = wanted.client_tls_creds,
        .message_receive_limit = wanted.message_receive_limit,
    };
    auto& found = all_[std::string{tern::as_text(tern::codec::encode(way).view())}];
    if (found == nullptr) {
      const std::string scheme = way.server_tls_cert.empty() ? "http://" : "https://";
      found = std::make_unique<tern::channel>(scheme + way.host + ":" + std::to_string(way.port),
                                              options_for(way));
    }
    return *found;
  }

 private:
  [[nodiscard]] tern::channel_options options_for(const ClientCompatRequest& way) const {
    tern::channel_options how{
        .protocol = protocol_of(way.protocol),
        .http_version = version_of(way.http_version),
        .receive_max_bytes = way.message_receive_limit,
    };
    if (way.codec == Codec::CODEC_JSON) how.codec = json_;
    if (way.compression == Compression::COMPRESSION_GZIP) {
      how.compression = tern::compression::gzip;
    }
    if (!way.server_tls_cert.empty()) {
      const TLSCreds creds = way.client_tls_creds.value_or(TLSCreds{});
      how.tls =
          tern::tls::client{.ca = way.server_tls_cert, .certificate = creds.cert, .key = creds.key};
    }
    return how;
  }

  [[nodiscard]] static decltype(tern::channel_options::protocol) protocol_of(Protocol wanted) {
    switch (wanted) {
      case Protocol::PROTOCOL_CONNECT:
        return tern::connect;
      case Protocol::PROTOCOL_GRPC:
        return tern::grpc;
      case Protocol::PROTOCOL_GRPC_WEB:
        return tern::grpc_web;
      default:
        throw std::runtime_error{"no protocol that tern knows"};
    }
  }

  [[nodiscard]] static tern::http_version version_of(HTTPVersion wanted) {
    switch (wanted) {
      case HTTPVersion::HTTP_VERSION_1:
        return tern::http_version::http1;
      case HTTPVersion::HTTP_VERSION_2:
        return tern::http_version::http2;
      default:
        throw std::runtime_error{"no version of HTTP that tern knows"};
    }
  }

  tern::json::call_codec json_{types()};  // before the channels, which use it to their end
  std::map<std::string, std::unique_ptr<tern::channel>> all_;
};

}  // namespace conformance
