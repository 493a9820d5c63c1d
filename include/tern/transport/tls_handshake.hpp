// SPDX-License-Identifier: MIT
#pragma once

#include <tern/base/bytes.hpp>
#include <tern/transport/tls_certificate.hpp>
#include <tern/transport/tls_context.hpp>
#include <tern/transport/tls_error.hpp>

#if TERN_WITH_TLS

#include <algorithm>
#include <array>
#include <cstddef>
#include <ctime>
#include <string>
#include <string_view>

#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

namespace tern::transport {

/// The first bytes that a peer sends: enough to tell TLS from other protocols.
class tls_first_bytes {
 public:
  void add(byte_view received) noexcept {
    const std::size_t part = std::min(received.size(), bytes_.size() - count_);
    std::copy_n(as_text(received).data(), part, bytes_.data() + count_);
    count_ += part;
  }

  [[nodiscard]] bool none() const noexcept { return count_ == 0; }

  /// Whether these are no TLS records: the peer speaks something else, in the clear.
  /// @source RFC 8446, section 5.1: a handshake or an alert comes first
  [[nodiscard]] bool plain() const noexcept {
    return count_ != 0 && bytes_[0] != '\x16' && bytes_[0] != '\x15';
  }

  [[nodiscard]] std::string_view text() const noexcept { return {bytes_.data(), count_}; }

 private:
  std::array<char, 8> bytes_{};
  std::size_t count_ = 0;
};

/// What a server with TLS answers to a client without: an alert to HTTP/2, words to HTTP/1.1. Empty
/// if the client spoke no HTTP.
///
/// HTTP/2 would have words too, in a GOAWAY. But a client that has read SETTINGS takes the
/// connection for one that was good, and connects again at once, without end and without failing
/// its calls.
/// @source RFC 8446, section 6; RFC 9110, section 15.5.1
[[nodiscard]] inline std::string_view plaintext_refusal(std::string_view first) noexcept {
  using namespace std::string_view_literals;
  // Fatal, protocol_version, as of TLS 1.0: the version of the first record of a connection.
  constexpr auto alert = "\x15\3\1\0\2\2\x46"sv;
  constexpr auto http1 =
      "HTTP/1.1 400 Bad Request\r\n"
      "content-type: text/plain; charset=utf-8\r\n"
      "content-length: 42\r\n"
      "connection: close\r\n"
      "\r\n"
      "This port speaks TLS: connect with https.\n"sv;
  if (first.starts_with("PRI ")) return alert;
  const auto letters = static_cast<std::size_t>(
      std::ranges::find_if(first, [](char c) { return c < 'A' || c > 'Z'; }) - first.begin());
  return letters >= 3 && (letters == first.size() || first[letters] == ' ') ? http1 : ""sv;
}

namespace detail {

/// Why a certificate was not accepted, from inside OpenSSL's verification.
/// @param wanted the name that it has to hold for; empty for a client's certificate.
[[nodiscard]] inline std::string verification_failure(X509_STORE_CTX* verification,
                                                      const std::string& wanted) {
  X509* const at = X509_STORE_CTX_get_current_cert(verification);
  const int why = X509_STORE_CTX_get_error(verification);
  if (at == nullptr) return X509_verify_cert_error_string(why);
  const std::string subject = text_of(X509_get_subject_name(at));
  const std::string whose = "the certificate of " + (subject.empty() ? "the peer" : subject);
  switch (why) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return mismatch(at, wanted);
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return whose + " has expired: it was valid until " + text_of(X509_get0_notAfter(at));
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return whose + " is not valid yet: it is from " + text_of(X509_get0_notBefore(at));
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return whose + " was signed by " + text_of(X509_get_issuer_name(at)) +
             ", which is not trusted";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return whose + " was signed by itself and is not trusted";
    default:
      return whose + " is not accepted: " + X509_verify_cert_error_string(why);
  }
}

/// Whether a resumed session's certificate has expired since the handshake that verified it.
[[nodiscard]] inline bool has_expired(const peer_certificate& certificate) {
  return std::chrono::system_clock::now() > certificate.not_after;
}

}  // namespace detail
}  // namespace tern::transport

#endif
