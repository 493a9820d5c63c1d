// SPDX-License-Identifier: MIT

#include <tern/transport/tls_error.hpp>

#include <doctest/doctest.h>

#if TERN_WITH_TLS

using tern::transport::tls_category;
using tern::transport::tls_error;

namespace {

// OpenSSL loads its texts with its first context.
const int texts_are_loaded = OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS, nullptr);

}  // namespace

TEST_CASE("errors of TLS have texts") {
  REQUIRE(texts_are_loaded == 1);
  CHECK(make_error_code(tls_error::truncated).message().find("close_notify") != std::string::npos);
  CHECK(make_error_code(tls_error::handshake).message() == "the TLS handshake failed");
  CHECK(std::string{tls_category().name()} == "tls");
  const auto alert = [](int number) {
    const unsigned long packed = ERR_PACK(ERR_LIB_SSL, 0, SSL_AD_REASON_OFFSET + number);
    return std::error_code{static_cast<int>(packed), tls_category()}.message();
  };
  CHECK(alert(SSL_AD_CERTIFICATE_REQUIRED) ==
        "TLS: the peer requires a certificate, and was shown none (alert certificate_required)");
  CHECK(alert(SSL_AD_NO_APPLICATION_PROTOCOL) ==
        "TLS: the peer speaks none of the offered versions of HTTP here (alert "
        "no_application_protocol)");
  CHECK(alert(SSL_AD_INTERNAL_ERROR) == "TLS: the peer sent the alert \"internal error\"");
  const unsigned long own = ERR_PACK(ERR_LIB_SSL, 0, SSL_R_WRONG_VERSION_NUMBER);
  CHECK(std::error_code{static_cast<int>(own), tls_category()}.message() ==
        "TLS: wrong version number");
}

TEST_CASE("the oldest error of OpenSSL is told, and all are forgotten") {
  ERR_clear_error();
  ERR_raise(ERR_LIB_SSL, SSL_R_WRONG_VERSION_NUMBER);
  ERR_raise(ERR_LIB_SSL, SSL_R_NO_RENEGOTIATION);
  CHECK(tern::transport::detail::take_openssl_error() == "wrong version number");
  CHECK(ERR_peek_error() == 0);
  CHECK(tern::transport::detail::take_openssl_error() == "OpenSSL says nothing");
}

#endif
