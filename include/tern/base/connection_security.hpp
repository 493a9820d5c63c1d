// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace tern {

/// A certificate whose owner has proved to have its key.
struct peer_certificate {
  /// `CN=client,O=example`, in the order of RFC 4514. For people: names that are to be compared
  /// stand below.
  std::string subject;
  std::string issuer;
  std::string serial;  ///< upper-case hexadecimal

  // The subject's alternative names. @source RFC 5280, section 4.2.1.6
  std::vector<std::string> dns_names;
  std::vector<std::string> uris;  ///< a SPIFFE ID is one of these: `spiffe://example.org/billing`
  std::vector<std::string> ip_addresses;
  std::vector<std::string> email_addresses;

  std::chrono::sys_seconds not_before;
  std::chrono::sys_seconds not_after;

  std::string sha256;  ///< of the certificate, lower-case hexadecimal: what one pins
  std::string pem;     ///< the certificate itself, for everything else
};

/// How a connection is protected, and who is at its other end.
struct connection_security {
  std::string protocol;              ///< `TLSv1.3`
  std::string cipher;                ///< `TLS_AES_256_GCM_SHA384`
  std::string application_protocol;  ///< what ALPN agreed on: `h2`
  std::string server_name;           ///< what the client asked for by SNI; empty if nothing
  bool resumed = false;              ///< whether an earlier handshake was taken up again

  /// The peer's certificate, which has been verified. A server's client may have none.
  std::optional<peer_certificate> peer;
};

}  // namespace tern
