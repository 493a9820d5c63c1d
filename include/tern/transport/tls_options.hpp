// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <vector>

#include <tern/base/connection_security.hpp>
#include <tern/base/status.hpp>
#include <tern/runtime/timer.hpp>

/// What users say about TLS. Certificates and keys are PEM: the path of a file, or the text itself,
/// which is recognised by its `-----BEGIN`.
namespace tern::transport::tls {

/// The oldest versions of TLS that can be allowed. There is nothing older: RFC 8996.
enum class version { tls1_2, tls1_3 };

/// A certificate with the chain that leads to its authority, and its key.
struct key_pair {
  std::string certificate{};
  std::string key{};
};

/// What a server asks of its clients, if it has a client_ca.
enum class client_certificate {
  required,  ///< a client without one is refused
  optional,  ///< a client may have none; one that is shown must be valid
};

/// One more check, after all others have passed: it can refuse a peer, never admit one.
/// @returns ok, or why not; a peer is refused as well if it throws.
/// @thread the connection's.
using verifier = std::function<status(const connection_security&)>;

/// Asks `check`, if there is one.
[[nodiscard]] inline status ask(const verifier& check, const connection_security& about) noexcept {
  try {
    return check ? check(about) : status{};
  } catch (const std::exception& failure) {
    return {code::internal, std::string{"verify has failed: "} + failure.what()};
  } catch (...) {
    return {code::internal, "verify has failed with an exception"};
  }
}

/// A handshake that failed, for the log.
struct handshake_failure {
  std::string peer;  ///< its address
  tern::status status;
};

/// How a server listens with TLS.
///
///     server.listen("0.0.0.0:443", tern::tls::server{.certificate = "server.pem",
///                                                    .key = "server.key"});
struct server {
  std::string certificate{};  ///< the server's own first, then the chain
  std::string key{};

  /// For servers with several names: the first whose certificate holds for the name that the client
  /// asks for is shown, else the one above. @source RFC 6066, section 3
  std::vector<key_pair> more_certificates{};

  /// Who signs the certificates of clients. Without one, clients are not asked for any.
  std::string client_ca{};
  client_certificate clients = client_certificate::required;

  version minimum_version = version::tls1_2;

  /// How long a client may take for the handshake. Default 10 s.
  /// @source Go, net/http, DefaultTransport.TLSHandshakeTimeout
  runtime::duration handshake_timeout = std::chrono::seconds{10};

  /// How often it is looked whether the files have changed, at most, when a client connects. New
  /// connections get what is in them; what does not load is not used. Default one minute; zero
  /// never looks, see server::reload_certificates().
  runtime::duration reload_interval = std::chrono::minutes{1};

  verifier verify{};

  /// Is told of every handshake that fails. What it throws is dropped.
  /// @thread the connection's; with several I/O threads any of them.
  std::function<void(const handshake_failure&)> on_failure{};
};

/// How a channel connects with TLS. The server's certificate is always verified, its name too.
///
///     tern::channel channel{"https://example.com", {.tls = tern::tls::client{.ca = "ca.pem"}}};
struct client {
  /// Whom to trust: certificates of authorities, or of the one server that is meant. Empty: those
  /// that the system trusts.
  std::string ca{};

  /// What the client shows to a server that asks.
  std::string certificate{};
  std::string key{};

  /// The name that the certificate has to hold for, and that the server is asked for by SNI. By
  /// default the host of the channel's authority, or of its target; `localhost` behind a Unix
  /// socket.
  std::string server_name{};

  version minimum_version = version::tls1_2;

  /// As server::reload_interval, at each attempt to connect.
  runtime::duration reload_interval = std::chrono::minutes{1};

  verifier verify{};
};

/// What has happened on the TLS listeners of a server.
struct counters {
  std::uint64_t handshakes = 0;         ///< that succeeded
  std::uint64_t failed_handshakes = 0;  ///< for any reason
  std::uint64_t reloads = 0;            ///< that brought new certificates
  std::uint64_t failed_reloads = 0;     ///< the old ones are still in use
};

}  // namespace tern::transport::tls
