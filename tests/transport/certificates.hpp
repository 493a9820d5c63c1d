// SPDX-License-Identifier: MIT
#pragma once

#if TERN_WITH_TLS

#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <tern/transport/tls_certificate.hpp>
#include <tern/transport/tls_options.hpp>

namespace certificates {

using tern::transport::tls::key_pair;

/// What a certificate is to say.
struct wish {
  std::string name = "server";  ///< the common name
  std::string names =
      "DNS:localhost";        ///< alternative names, as OpenSSL writes them; none if empty
  long from_seconds = -3600;  ///< valid from, relative to now
  long until_seconds = 3600;  ///< and until
  bool authority = false;     ///< may sign others
};

inline void require(bool condition, const char* what) {
  if (!condition) throw std::runtime_error(std::string{"a certificate could not be made: "} + what);
}

/// Signs certificates, made anew for each test.
class authority {
 public:
  explicit authority(const std::string& name = "tern's tests")
      : key_(EVP_EC_gen("P-256")),
        certificate_(make({.name = name, .names = {}, .authority = true}, key_.get(), nullptr,
                          key_.get())) {}

  /// An authority that another one vouches for.
  authority(const std::string& name, const authority& above)
      : key_(EVP_EC_gen("P-256")),
        certificate_(make({.name = name, .names = {}, .authority = true}, key_.get(),
                          above.certificate_.get(), above.key_.get())) {}

  [[nodiscard]] std::string pem() const { return text_of(certificate_.get()); }

  [[nodiscard]] key_pair issue(const wish& what = {}) const {
    const tern::transport::detail::key_ptr key{EVP_EC_gen("P-256")};
    const auto made = make(what, key.get(), certificate_.get(), key_.get());
    return {text_of(made.get()), text_of(key.get())};
  }

 private:
  static void extend(X509* to, X509* issuer, int what, const std::string& how) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
    X509_EXTENSION* const made = X509V3_EXT_conf_nid(nullptr, &context, what, how.c_str());
    require(made != nullptr, how.c_str());
    X509_add_ext(to, made, -1);
    X509_EXTENSION_free(made);
  }

  static tern::transport::detail::x509_ptr make(const wish& what, EVP_PKEY* key, X509* issuer,
                                                EVP_PKEY* issuer_key) {
    tern::transport::detail::x509_ptr made{X509_new()};
    X509* const to = made.get();
    X509_set_version(to, 2);
    std::uint64_t serial = 0;
    RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(to), serial >> 1);
    X509_gmtime_adj(X509_getm_notBefore(to), what.from_seconds);
    X509_gmtime_adj(X509_getm_notAfter(to), what.until_seconds);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(to), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(what.name.c_str()), -1, -1,
                               0);
    if (issuer == nullptr) issuer = to;
    X509_set_issuer_name(to, X509_get_subject_name(issuer));
    X509_set_pubkey(to, key);
    extend(to, issuer, NID_basic_constraints, what.authority ? "critical,CA:TRUE" : "CA:FALSE");
    extend(to, issuer, NID_subject_key_identifier, "hash");
    if (!what.names.empty()) extend(to, issuer, NID_subject_alt_name, what.names);
    require(X509_sign(to, issuer_key, EVP_sha256()) != 0, "the signature");
    return made;
  }

  static std::string text_of(X509* certificate) {
    const tern::transport::detail::bio_ptr text{BIO_new(BIO_s_mem())};
    PEM_write_bio_X509(text.get(), certificate);
    return tern::transport::detail::text_of(text.get());
  }
  static std::string text_of(EVP_PKEY* key) {
    const tern::transport::detail::bio_ptr text{BIO_new(BIO_s_mem())};
    PEM_write_bio_PKCS8PrivateKey(text.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
    return tern::transport::detail::text_of(text.get());
  }

  tern::transport::detail::key_ptr key_;
  tern::transport::detail::x509_ptr certificate_;
};

/// Every name under which the tests reach servers.
inline const std::string every_name = "DNS:localhost,DNS:in-process,IP:127.0.0.1,IP:::1";

/// One authority and one server for all tests that need no others.
inline const authority& usual_authority() {
  static const authority only;
  return only;
}
inline const key_pair& usual_server() {
  static const key_pair only = usual_authority().issue({.names = every_name});
  return only;
}

/// How a server and a client of these tests speak TLS.
inline tern::transport::tls::server server_side() {
  return {.certificate = usual_server().certificate, .key = usual_server().key};
}
inline tern::transport::tls::client client_side() {
  return {.ca = usual_authority().pem()};
}

}  // namespace certificates

#endif
