// SPDX-License-Identifier: MIT
#pragma once

#if TERN_WITH_TLS

#include <string>
#include <system_error>

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace tern::transport {

/// What can go wrong on a connection with TLS, beside what OpenSSL has numbers for.
enum class tls_error {
  truncated = 1,  ///< the connection ended without a close_notify. @source RFC 8446, section 6.1
  handshake,      ///< the handshake failed; the stream knows why
};

namespace detail {

/// What an alert of the peer says, in words; null for those that say no more than their name.
/// @source RFC 8446, section 6.2
[[nodiscard]] inline const char* sentence_of_alert(int alert) noexcept {
  switch (alert) {
    case SSL_AD_HANDSHAKE_FAILURE:
      return "the peer and this side have no cipher in common (alert handshake_failure)";
    case SSL_AD_BAD_CERTIFICATE:
      return "the peer does not accept this side's certificate (alert bad_certificate)";
    case SSL_AD_CERTIFICATE_REVOKED:
      return "the peer says that this side's certificate was revoked (alert certificate_revoked)";
    case SSL_AD_CERTIFICATE_EXPIRED:
      return "the peer says that this side's certificate has expired (alert certificate_expired)";
    case SSL_AD_CERTIFICATE_UNKNOWN:
      return "the peer does not accept this side's certificate (alert certificate_unknown)";
    case SSL_AD_UNKNOWN_CA:
      return "the peer does not trust who signed this side's certificate (alert unknown_ca)";
    case SSL_AD_ACCESS_DENIED:
      return "the peer does not let this side in (alert access_denied)";
    case SSL_AD_PROTOCOL_VERSION:
      return "the peer and this side have no version of TLS in common (alert protocol_version)";
    case SSL_AD_UNRECOGNIZED_NAME:
      return "the peer has no certificate for the name it was asked for (alert unrecognized_name)";
    case SSL_AD_CERTIFICATE_REQUIRED:
      return "the peer requires a certificate, and was shown none (alert certificate_required)";
    case SSL_AD_NO_APPLICATION_PROTOCOL:
      return "the peer speaks none of the offered versions of HTTP here (alert "
             "no_application_protocol)";
    default:
      return nullptr;
  }
}

/// What an error of OpenSSL says, for people.
[[nodiscard]] inline std::string text_of_openssl(unsigned long failure) {
  const int reason = ERR_GET_REASON(failure);
  if (ERR_GET_LIB(failure) == ERR_LIB_SSL && reason > SSL_AD_REASON_OFFSET) {
    if (const char* sentence = sentence_of_alert(reason - SSL_AD_REASON_OFFSET)) return sentence;
    const char* const name = SSL_alert_desc_string_long(reason - SSL_AD_REASON_OFFSET);
    return "the peer sent the alert \"" + std::string{name} + "\"";
  }
  const char* const text = ERR_reason_error_string(failure);
  return text != nullptr ? text : "error " + std::to_string(failure) + " of OpenSSL";
}

/// The oldest error that OpenSSL remembers on this thread, which it then forgets.
[[nodiscard]] inline std::string take_openssl_error() {
  const unsigned long failure = ERR_get_error();
  ERR_clear_error();
  return failure == 0 ? "OpenSSL says nothing" : text_of_openssl(failure);
}

struct tls_error_category final : std::error_category {
  [[nodiscard]] const char* name() const noexcept override { return "tls"; }
  [[nodiscard]] std::string message(int value) const override {
    switch (static_cast<tls_error>(value)) {
      case tls_error::truncated:
        return "the peer ended it without TLS's close_notify: something may be missing";
      case tls_error::handshake:
        return "the TLS handshake failed";
    }
    return "TLS: " + text_of_openssl(static_cast<unsigned long>(static_cast<unsigned>(value)));
  }
};

}  // namespace detail

[[nodiscard]] inline const std::error_category& tls_category() noexcept {
  static const detail::tls_error_category only;
  return only;
}

[[nodiscard]] inline std::error_code make_error_code(tls_error value) noexcept {
  return {static_cast<int>(value), tls_category()};
}

}  // namespace tern::transport

#endif
