// SPDX-License-Identifier: MIT
#pragma once

#include <tern/base/connection_security.hpp>

#if TERN_WITH_TLS

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <asio/ip/address.hpp>

namespace tern::transport {

namespace detail {

/// The owner of an object of OpenSSL that `Free` destroys.
template <auto Free>
struct freed_by {
  template <class T>
  void operator()(T* object) const noexcept {
    Free(object);
  }
};
inline void free_names(GENERAL_NAMES* names) noexcept {
  GENERAL_NAMES_free(names);
}
inline void free_text(char* text) noexcept {
  OPENSSL_free(text);
}

using bio_ptr = std::unique_ptr<BIO, freed_by<BIO_free>>;
using x509_ptr = std::unique_ptr<X509, freed_by<X509_free>>;
using key_ptr = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using number_ptr = std::unique_ptr<BIGNUM, freed_by<BN_free>>;
using text_ptr = std::unique_ptr<char, freed_by<free_text>>;
using names_ptr = std::unique_ptr<GENERAL_NAMES, freed_by<free_names>>;
using ssl_ptr = std::unique_ptr<SSL, freed_by<SSL_free>>;
using ssl_context_ptr = std::unique_ptr<SSL_CTX, freed_by<SSL_CTX_free>>;

/// What was written to a BIO in memory.
[[nodiscard]] inline std::string text_of(BIO* memory) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory, &text);
  return size > 0 ? std::string{text, static_cast<std::size_t>(size)} : std::string{};
}

[[nodiscard]] inline std::string text_of(const X509_NAME* name) {
  const bio_ptr text{BIO_new(BIO_s_mem())};
  X509_NAME_print_ex(text.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  return text_of(text.get());
}

[[nodiscard]] inline std::chrono::sys_seconds time_of(const ASN1_TIME* when) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(when, &parts) != 1) return {};
  using namespace std::chrono;
  const year_month_day day{year{parts.tm_year + 1900},
                           month{static_cast<unsigned>(parts.tm_mon + 1)},
                           std::chrono::day{static_cast<unsigned>(parts.tm_mday)}};
  return sys_days{day} + hours{parts.tm_hour} + minutes{parts.tm_min} + seconds{parts.tm_sec};
}

/// `2026-11-21 10:00:00 UTC`
[[nodiscard]] inline std::string text_of(const ASN1_TIME* when) {
  std::tm parts{};
  std::array<char, 32> text{};
  if (ASN1_TIME_to_tm(when, &parts) != 1) return "a time that cannot be read";
  std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &parts);
  return text.data();
}

/// A name as text; nothing if it holds a NUL, which only those put there who mean to deceive.
inline void add_name(std::vector<std::string>& to, const ASN1_STRING* name) {
  const std::string_view text{reinterpret_cast<const char*>(ASN1_STRING_get0_data(name)),
                              static_cast<std::size_t>(ASN1_STRING_length(name))};
  if (text.find('\0') == std::string_view::npos) to.emplace_back(text);
}

inline void add_address(std::vector<std::string>& to, const ASN1_OCTET_STRING* bytes) {
  const unsigned char* const data = ASN1_STRING_get0_data(bytes);
  const auto size = static_cast<std::size_t>(ASN1_STRING_length(bytes));
  if (size == 4) {
    asio::ip::address_v4::bytes_type v4;
    std::copy_n(data, size, v4.begin());
    to.push_back(asio::ip::address_v4{v4}.to_string());
  } else if (size == 16) {
    asio::ip::address_v6::bytes_type v6;
    std::copy_n(data, size, v6.begin());
    to.push_back(asio::ip::address_v6{v6}.to_string());
  }
}

inline void read_names(X509* from, peer_certificate& into) {
  const names_ptr names{
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(from, NID_subject_alt_name, nullptr, nullptr))};
  if (names == nullptr) return;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_DNS) add_name(into.dns_names, name->d.dNSName);
    if (name->type == GEN_URI) add_name(into.uris, name->d.uniformResourceIdentifier);
    if (name->type == GEN_EMAIL) add_name(into.email_addresses, name->d.rfc822Name);
    if (name->type == GEN_IPADD) add_address(into.ip_addresses, name->d.iPAddress);
  }
}

[[nodiscard]] inline std::string sha256_of(const X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1) return {};
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    text.push_back(digits[digest[i] >> 4]);
    text.push_back(digits[digest[i] & 15]);
  }
  return text;
}

/// What a certificate says.
[[nodiscard]] inline peer_certificate read_certificate(X509* from) {
  peer_certificate into;
  into.subject = text_of(X509_get_subject_name(from));
  into.issuer = text_of(X509_get_issuer_name(from));
  const number_ptr serial{ASN1_INTEGER_to_BN(X509_get0_serialNumber(from), nullptr)};
  if (serial) into.serial = text_ptr{BN_bn2hex(serial.get())}.get();
  read_names(from, into);
  into.not_before = time_of(X509_get0_notBefore(from));
  into.not_after = time_of(X509_get0_notAfter(from));
  into.sha256 = sha256_of(from);
  const bio_ptr pem{BIO_new(BIO_s_mem())};
  PEM_write_bio_X509(pem.get(), from);
  into.pem = text_of(pem.get());
  return into;
}

/// How a connection is protected, once its handshake is done.
[[nodiscard]] inline connection_security read_security(SSL* from) {
  connection_security into;
  into.protocol = SSL_get_version(from);
  into.cipher = SSL_get_cipher_name(from);
  const unsigned char* chosen = nullptr;
  unsigned chosen_bytes = 0;
  SSL_get0_alpn_selected(from, &chosen, &chosen_bytes);
  if (chosen != nullptr) {
    into.application_protocol.assign(reinterpret_cast<const char*>(chosen), chosen_bytes);
  }
  if (const char* name = SSL_get_servername(from, TLSEXT_NAMETYPE_host_name)) {
    into.server_name = name;
  }
  into.resumed = SSL_session_reused(from) != 0;
  // Without a certificate the result of the verification is "ok" as well.
  const x509_ptr peer{SSL_get1_peer_certificate(from)};
  if (peer && SSL_get_verify_result(from) == X509_V_OK) into.peer = read_certificate(peer.get());
  return into;
}

}  // namespace detail

/// The name of a server, as certificates have it: a DNS name or an IP address.
struct tls_name {
  std::string text;  ///< without a dot at its end, without brackets and zone
  bool is_address = false;
};

/// Reads the host of an address or an authority: `example.com`, `example.com:443`, `[::1]:443`,
/// `::1`, `fe80::1%eth0`.
[[nodiscard]] inline tls_name parse_tls_name(std::string_view host) {
  if (host.starts_with('[')) {
    host = host.substr(1, host.find(']') - 1);
  } else if (const auto colon = host.find(':'); host.find(':', colon + 1) == host.npos) {
    host = host.substr(0, colon);
  }
  if (host.find(':') != host.npos) host = host.substr(0, host.find('%'));
  if (host.ends_with('.')) host.remove_suffix(1);
  std::error_code no_address;
  tls_name name{std::string{host}};
  static_cast<void>(asio::ip::make_address(name.text, no_address));
  name.is_address = !no_address;
  return name;
}

namespace detail {

// The common name of the subject is no name of a server. @source RFC 9525, section 2
inline constexpr unsigned name_check_flags =
    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;

/// Whether a certificate holds for a name.
[[nodiscard]] inline bool holds_for(X509* certificate, const tls_name& name) {
  if (name.text.empty()) return false;
  if (name.is_address) return X509_check_ip_asc(certificate, name.text.c_str(), 0) == 1;
  return X509_check_host(certificate, name.text.data(), name.text.size(), name_check_flags,
                         nullptr) == 1;
}

/// `the certificate holds for example.com, 127.0.0.1, not for localhost`
[[nodiscard]] inline std::string mismatch(X509* certificate, std::string_view wanted) {
  peer_certificate names;
  read_names(certificate, names);
  std::string list;
  for (const auto* each : {&names.dns_names, &names.ip_addresses}) {
    for (const std::string& name : *each) list.append(list.empty() ? "" : ", ").append(name);
  }
  if (list.empty()) {
    list = "no name (its subject is " + text_of(X509_get_subject_name(certificate)) +
           ", but only alternative names count)";
  }
  return "the certificate holds for " + list + ", not for " + std::string{wanted};
}

/// Why the server at the other end of a session must not be called `authority`; empty if it may.
[[nodiscard]] inline std::string why_not_named(const SSL* session, std::string_view authority) {
  const x509_ptr shown{SSL_get1_peer_certificate(session)};
  const tls_name name = parse_tls_name(authority);
  if (!shown) return "the server has shown no certificate";
  return holds_for(shown.get(), name) ? "" : mismatch(shown.get(), name.text);
}

}  // namespace detail
}  // namespace tern::transport

#endif
