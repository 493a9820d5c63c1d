// SPDX-License-Identifier: MIT
#pragma once

#include <tern/base/result.hpp>
#include <tern/http/versions.hpp>
#include <tern/transport/tls_certificate.hpp>
#include <tern/transport/tls_error.hpp>
#include <tern/transport/tls_files.hpp>
#include <tern/transport/tls_options.hpp>

#if TERN_WITH_TLS

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/tls1.h>
#include <openssl/x509.h>

namespace tern::transport {

/// What a client offers by ALPN, or a server takes, the best first, as it stands on the wire.
/// @source RFC 7301, section 3.1
[[nodiscard]] constexpr std::string_view tls_protocols(http::versions spoken) noexcept {
  constexpr std::string_view all{"\x02h2\x08http/1.1", 12};
  if (!spoken.http2) return all.substr(3);
  return spoken.http1 ? all : all.substr(0, 3);
}

namespace detail {

[[nodiscard]] inline status tls_setting_failure(const std::string& what) {
  return {code::unavailable, "TLS: " + what + ": " + take_openssl_error()};
}

[[nodiscard]] inline bio_ptr read_only(const std::string& text) {
  return bio_ptr{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

/// How messages call a PEM: by its path, never by its text.
[[nodiscard]] inline std::string name_of_pem(const std::string& given) {
  return is_pem_text(given) ? "a PEM in memory" : "\"" + given + "\"";
}

/// All certificates of a PEM; at least one.
[[nodiscard]] inline result<std::vector<x509_ptr>> read_certificates(const std::string& given) {
  const auto text = read_pem(given);
  if (!text) return text.status();
  const bio_ptr from = read_only(*text);
  std::vector<x509_ptr> all;
  while (x509_ptr next{PEM_read_bio_X509(from.get(), nullptr, nullptr, nullptr)}) {
    all.push_back(std::move(next));
  }
  const unsigned long last = ERR_peek_last_error();
  const bool at_end =
      ERR_GET_LIB(last) == ERR_LIB_PEM && ERR_GET_REASON(last) == PEM_R_NO_START_LINE;
  if (!at_end || all.empty()) {
    return tls_setting_failure("no certificate can be read from " + name_of_pem(given));
  }
  ERR_clear_error();
  return all;
}

// Nobody is there to type a pass phrase.
inline int no_pass_phrase(char*, int, int, void*) {
  return -1;
}

[[nodiscard]] inline result<key_ptr> read_key(const std::string& given) {
  const auto text = read_pem(given);
  if (!text) return text.status();
  key_ptr key{PEM_read_bio_PrivateKey(read_only(*text).get(), nullptr, no_pass_phrase, nullptr)};
  if (key) return key;
  return tls_setting_failure("no key can be read from " + name_of_pem(given) +
                             " (one with a pass phrase cannot)");
}

/// What server and client have in common.
[[nodiscard]] inline result<ssl_context_ptr> make_ssl_context(const SSL_METHOD* method,
                                                              tls::version minimum) {
  ERR_clear_error();
  ssl_context_ptr made{SSL_CTX_new(method)};
  if (!made) return tls_setting_failure("OpenSSL does not start");
  SSL_CTX* const context = made.get();
  SSL_CTX_set_min_proto_version(context,
                                minimum == tls::version::tls1_3 ? TLS1_3_VERSION : TLS1_2_VERSION);
  // What HTTP/2 forbids. @source RFC 9113, section 9.2
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  if (SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL") != 1) {
    return tls_setting_failure("OpenSSL has no cipher that HTTP/2 allows");
  }
  // An idle connection holds no buffers; a read takes all that is there.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(context, 1);
  // Sessions are kept in tickets, by the clients.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  return made;
}

/// Lets a context show a certificate.
[[nodiscard]] inline status use_certificate(SSL_CTX* context, const std::string& certificate,
                                            const std::string& key) {
  auto chain = read_certificates(certificate);
  if (!chain) return chain.status();
  auto secret = read_key(key);
  if (!secret) return secret.status();
  if (SSL_CTX_use_certificate(context, chain->front().get()) != 1) {
    return tls_setting_failure("the certificate of " + name_of_pem(certificate));
  }
  for (std::size_t i = 1; i < chain->size(); ++i) {
    if (SSL_CTX_add1_chain_cert(context, (*chain)[i].get()) != 1) {
      return tls_setting_failure("the chain of " + name_of_pem(certificate));
    }
  }
  if (SSL_CTX_use_PrivateKey(context, secret->get()) != 1 ||
      SSL_CTX_check_private_key(context) != 1) {
    return tls_setting_failure("the key of " + name_of_pem(key) +
                               " does not belong to the certificate of " +
                               name_of_pem(certificate));
  }
  return {};
}

/// Lets a context trust the certificates of a PEM, and nobody else.
[[nodiscard]] inline status trust(SSL_CTX* context, const std::string& ca, bool tell_clients) {
  auto all = read_certificates(ca);
  if (!all) return all.status();
  X509_STORE* const store = SSL_CTX_get_cert_store(context);
  // A certificate that is trusted itself needs no authority: a server's own, or an intermediate.
  X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
  for (const x509_ptr& each : *all) {
    if (X509_STORE_add_cert(store, each.get()) != 1 ||
        (tell_clients && SSL_CTX_add_client_CA(context, each.get()) != 1)) {
      return tls_setting_failure("the authorities of " + name_of_pem(ca));
    }
  }
  return {};
}

}  // namespace detail

/// What all connections of a client have in common. Immutable.
class tls_client_context {
 public:
  [[nodiscard]] static result<std::shared_ptr<const tls_client_context>> make(
      const tls::client& how, http::versions offered = {}) {
    auto opened = detail::make_ssl_context(TLS_client_method(), how.minimum_version);
    if (!opened) return opened.status();
    auto made = std::make_shared<tls_client_context>();
    made->context_ = *std::move(opened);
    SSL_CTX* const context = made->context_.get();
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    if (how.ca.empty()) {
      if (SSL_CTX_set_default_verify_paths(context) != 1) {
        return detail::tls_setting_failure("the system's authorities");
      }
    } else if (status trusted = detail::trust(context, how.ca, false); !trusted.ok()) {
      return trusted;
    }
    if (how.certificate.empty() != how.key.empty()) {
      return status{code::unavailable,
                    "TLS: a certificate needs its key, and a key its certificate"};
    }
    if (!how.certificate.empty()) {
      status shown = detail::use_certificate(context, how.certificate, how.key);
      if (!shown.ok()) return shown;
    }
    const std::string_view protocols = tls_protocols(offered);
    SSL_CTX_set_alpn_protos(context, reinterpret_cast<const unsigned char*>(protocols.data()),
                            static_cast<unsigned>(protocols.size()));
    return std::shared_ptr<const tls_client_context>{std::move(made)};
  }

  /// A connection to the server of that name, which is verified.
  [[nodiscard]] detail::ssl_ptr open(const tls_name& name) const {
    detail::ssl_ptr opened{SSL_new(context_.get())};
    if (!opened) return nullptr;
    X509_VERIFY_PARAM* const checks = SSL_get0_param(opened.get());
    X509_VERIFY_PARAM_set_hostflags(checks, detail::name_check_flags);
    const int set = name.is_address
                        ? X509_VERIFY_PARAM_set1_ip_asc(checks, name.text.c_str())
                        : X509_VERIFY_PARAM_set1_host(checks, name.text.data(), name.text.size());
    // An address is no name to ask for. @source RFC 6066, section 3
    const bool asked =
        name.is_address || SSL_set_tlsext_host_name(opened.get(), name.text.c_str()) == 1;
    if (set != 1 || !asked || name.text.empty()) return nullptr;
    SSL_set_connect_state(opened.get());
    return opened;
  }

 private:
  detail::ssl_context_ptr context_;
};

/// What all connections of a listener have in common. Immutable.
/// @lifetime longer than the connections.
class tls_server_context {
 public:
  [[nodiscard]] static result<std::shared_ptr<const tls_server_context>> make(
      const tls::server& how, http::versions taken = {}) {
    auto made = std::make_shared<tls_server_context>();
    made->taken_ = taken;
    std::vector<tls::key_pair> pairs{{how.certificate, how.key}};
    pairs.insert(pairs.end(), how.more_certificates.begin(), how.more_certificates.end());
    for (const tls::key_pair& each : pairs) {
      if (status added = made->add(each, how); !added.ok()) return added;
    }
    SSL_CTX* const first = made->contexts_.front().get();
    SSL_CTX_set_tlsext_servername_callback(first, &tls_server_context::choose_certificate);
    SSL_CTX_set_tlsext_servername_arg(first, made.get());
    return std::shared_ptr<const tls_server_context>{std::move(made)};
  }

  [[nodiscard]] detail::ssl_ptr open() const {
    detail::ssl_ptr opened{SSL_new(contexts_.front().get())};
    if (opened) SSL_set_accept_state(opened.get());
    return opened;
  }

 private:
  status add(const tls::key_pair& shown, const tls::server& how) {
    auto opened = detail::make_ssl_context(TLS_server_method(), how.minimum_version);
    if (!opened) return opened.status();
    SSL_CTX* const context = opened->get();
    SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE);
    if (shown.certificate.empty() || shown.key.empty()) {
      return {code::unavailable, "TLS: a server needs a certificate and its key"};
    }
    status used = detail::use_certificate(context, shown.certificate, shown.key);
    if (!used.ok()) return used;
    if (!how.client_ca.empty()) {
      if (status trusted = detail::trust(context, how.client_ca, true); !trusted.ok()) {
        return trusted;
      }
      const bool required = how.clients == tls::client_certificate::required;
      SSL_CTX_set_verify(
          context, SSL_VERIFY_PEER | (required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), nullptr);
    }
    // A ticket is good for this listener only; without this OpenSSL takes none from clients that
    // have shown a certificate.
    static constexpr unsigned char session_context[] = {'t', 'e', 'r', 'n'};
    SSL_CTX_set_session_id_context(context, session_context, sizeof session_context);
    // Who offers nothing speaks HTTP/1.1. @source RFC 9113, section 3.2
    if (!taken_.http1) {
      SSL_CTX_set_client_hello_cb(context, &tls_server_context::require_alpn, nullptr);
    }
    SSL_CTX_set_alpn_select_cb(context, &tls_server_context::choose_protocol, this);
    contexts_.push_back(*std::move(opened));
    return {};
  }

  // OpenSSL would go on without a protocol.
  static int require_alpn(SSL* connection, int* alert, void*) noexcept {
    const unsigned char* list = nullptr;
    std::size_t size = 0;
    if (SSL_client_hello_get0_ext(connection, TLSEXT_TYPE_application_layer_protocol_negotiation,
                                  &list, &size) == 1) {
      return SSL_CLIENT_HELLO_SUCCESS;
    }
    *alert = SSL_AD_NO_APPLICATION_PROTOCOL;
    return SSL_CLIENT_HELLO_ERROR;
  }

  static int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_bytes,
                             const unsigned char* offered, unsigned offered_bytes,
                             void* self) noexcept {
    unsigned char* found = nullptr;
    const std::string_view ours =
        tls_protocols(static_cast<const tls_server_context*>(self)->taken_);
    const int outcome = SSL_select_next_proto(
        &found, chosen_bytes, reinterpret_cast<const unsigned char*>(ours.data()),
        static_cast<unsigned>(ours.size()), offered, offered_bytes);
    *chosen = found;
    return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
  }

  static int choose_certificate(SSL* connection, int*, void* self) noexcept {
    const char* const wanted = SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name);
    if (wanted == nullptr) return SSL_TLSEXT_ERR_NOACK;
    const tls_name name{wanted};
    for (const auto& each : static_cast<const tls_server_context*>(self)->contexts_) {
      if (!detail::holds_for(SSL_CTX_get0_certificate(each.get()), name)) continue;
      SSL_set_SSL_CTX(connection, each.get());
      break;
    }
    return SSL_TLSEXT_ERR_OK;
  }

  http::versions taken_;
  std::vector<detail::ssl_context_ptr> contexts_;  // the first is that of clients who name nobody
};

}  // namespace tern::transport

#endif
