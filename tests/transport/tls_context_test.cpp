// SPDX-License-Identifier: MIT

#include <tern/transport/tls_context.hpp>

#include <doctest/doctest.h>

#if TERN_WITH_TLS

#include <string>

#include "tests/transport/certificates.hpp"

using tern::transport::tls_client_context;
using tern::transport::tls_name;
using tern::transport::tls_server_context;

namespace {

std::string encrypted(const std::string& pem) {
  const auto key = tern::transport::detail::read_key(pem);
  const tern::transport::detail::bio_ptr text{BIO_new(BIO_s_mem())};
  char secret[] = "secret";
  PEM_write_bio_PKCS8PrivateKey(text.get(), key->get(), EVP_aes_128_cbc(), secret, 6, nullptr,
                                nullptr);
  return tern::transport::detail::text_of(text.get());
}

}  // namespace

TEST_CASE("a key with a pass phrase is refused, and nobody is asked for it") {
  const auto pair = certificates::usual_server();
  const auto outcome =
      tls_server_context::make({.certificate = pair.certificate, .key = encrypted(pair.key)});
  REQUIRE_FALSE(outcome.ok());
  CHECK(outcome.status().message().find("one with a pass phrase cannot") != std::string::npos);
}

TEST_CASE("texts of keys and certificates do not get into messages") {
  const auto pair = certificates::usual_server();
  const auto other = certificates::usual_authority().issue();
  const auto outcome =
      tls_server_context::make({.certificate = pair.certificate, .key = other.key});
  REQUIRE_FALSE(outcome.ok());
  CHECK(outcome.status().message().find("BEGIN") == std::string::npos);
}

TEST_CASE("what is no name of a server is not connected to") {
  const auto context = tls_client_context::make(certificates::client_side()).value();
  CHECK(context->open({"localhost"}));
  CHECK(context->open({"127.0.0.1", true}));
  CHECK_FALSE(context->open({""}));
  CHECK_FALSE(context->open({std::string("local\0host", 10)}));
  CHECK_FALSE(context->open({"no address", true}));
  CHECK_FALSE(context->open({std::string(1000, 'x')}));
}

TEST_CASE("certificates are read until the end of a PEM, remarks are not") {
  const auto pair = certificates::usual_server();
  const std::string ca = certificates::usual_authority().pem();
  const auto count_of = [](const std::string& pem) {
    const auto all = tern::transport::detail::read_certificates(pem);
    return all ? all->size() : 0;
  };
  CHECK(count_of(pair.certificate) == 1);
  CHECK(count_of("the server:\n" + pair.certificate + "its authority:\n" + ca + "\nthe end\n") ==
        2);
  CHECK(count_of(pair.key + pair.certificate) == 1);
  CHECK(count_of(pair.key) == 0);
  CHECK(count_of(pair.certificate + "-----BEGIN CERTIFICATE-----\nbroken\n") == 0);
}

#endif
