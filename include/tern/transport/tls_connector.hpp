// SPDX-License-Identifier: MIT
#pragma once

#include <tern/base/result.hpp>
#include <tern/base/unique_function.hpp>
#include <tern/http/session.hpp>
#include <tern/http/versions.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/transport/address.hpp>
#include <tern/transport/byte_stream.hpp>
#include <tern/transport/connector.hpp>
#include <tern/transport/tls_certificate.hpp>
#include <tern/transport/tls_context.hpp>
#include <tern/transport/tls_files.hpp>
#include <tern/transport/tls_options.hpp>
#include <tern/transport/tls_stream.hpp>

#if TERN_WITH_TLS

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <openssl/ssl.h>

namespace tern::transport {

/// Connects with TLS over the connections of another connector. An attempt has succeeded when the
/// server has been verified.
class tls_connector final : public connector {
 public:
  /// @param authority what requests say the server is called; its certificate has to hold for that
  /// too. Empty: the name that is verified anyway.
  /// @param offered what the server can choose from.
  /// @error unavailable if a certificate or a key cannot be read.
  [[nodiscard]] static result<std::unique_ptr<connector>> make(std::unique_ptr<connector> inner,
                                                               tls::client how,
                                                               const std::string& authority,
                                                               http::versions offered) {
    auto made = std::unique_ptr<tls_connector>{
        new tls_connector(std::move(inner), std::move(how), authority, offered)};
    if (status loaded = made->context_.reload(); !loaded.ok()) return loaded;
    return std::unique_ptr<connector>{std::move(made)};
  }

  [[nodiscard]] std::unique_ptr<connect_attempt> connect(runtime::executor& home,
                                                         const address& where,
                                                         done finished) override {
    return std::make_unique<attempt>(*this, home, where, std::move(finished));
  }

  [[nodiscard]] bool confidential() const noexcept override { return true; }
  [[nodiscard]] std::string_view scheme() const noexcept override { return "https"; }

 private:
  class attempt final : public connect_attempt, private io_watcher {
   public:
    attempt(tls_connector& by, runtime::executor& home, const address& where, done finished)
        : by_(by), home_(home), where_(where), finished_(std::move(finished)) {
      inner_ = by_.inner_->connect(home, where, [this](result<std::unique_ptr<byte_stream>> got) {
        if (!got) return finish(got.status());
        begin(*std::move(got));
      });
    }

   private:
    void begin(std::unique_ptr<byte_stream> bytes) {
      const std::string name = by_.name_of(where_);
      context_ = by_.context_.current(home_.now());
      detail::ssl_ptr engine = context_->open(parse_tls_name(name));
      if (engine == nullptr) return finish(failure("\"" + name + "\" is no name of a server"));
      stream_ = std::make_unique<tls_stream>(
          home_, std::move(bytes), std::move(engine),
          tls_stream::settings{.side = http::role::client,
                               .expected_name = name,
                               .accept = [this](SSL* session, const connection_security& security) {
                                 return by_.accept(session, security);
                               }});
      stream_->watch(*this);
      get_on();
    }

    void get_on() {
      switch (stream_->shake_hands()) {
        case tls_stream::progress::waits:
          return stream_->wait_readable();
        case tls_stream::progress::failed:
          return finish(failure(stream_->failure_text()));
        case tls_stream::progress::done:
          return finish(std::unique_ptr<byte_stream>{std::move(stream_)});
      }
    }

    void on_readable() noexcept override { get_on(); }
    void on_writable() noexcept override {}

    void finish(result<std::unique_ptr<byte_stream>> outcome) {
      if (finished_) std::exchange(finished_, {})(std::move(outcome));
    }

    [[nodiscard]] status failure(const std::string& why) const { return {code::unavailable, why}; }

    tls_connector& by_;
    runtime::executor& home_;
    const address where_;
    done finished_;
    std::unique_ptr<connect_attempt> inner_;
    std::shared_ptr<const tls_client_context> context_;
    std::unique_ptr<tls_stream> stream_;
  };

  tls_connector(std::unique_ptr<connector> inner, tls::client how, const std::string& authority,
                http::versions offered)
      : inner_(std::move(inner)),
        how_(std::move(how)),
        authority_(authority),
        offered_(offered),
        context_(tls_files{{how_.ca, how_.certificate, how_.key}}, how_.reload_interval,
                 [this] { return tls_client_context::make(how_, offered_); }) {}

  [[nodiscard]] std::string name_of(const address& where) const {
    if (!how_.server_name.empty()) return how_.server_name;
    if (!authority_.empty()) return authority_;
    return where.type == address::kind::unix_ ? "localhost" : where.host;
  }

  [[nodiscard]] status accept(SSL* session, const connection_security& security) const {
    if (status agreed = agree(security.application_protocol); !agreed.ok()) return agreed;
    // Requests must not name a server that has not been verified.
    // @source RFC 9110, section 4.3.3
    if (!authority_.empty()) {
      const std::string why = detail::why_not_named(session, authority_);
      if (!why.empty()) return {code::unavailable, "the authority of the channel is wrong: " + why};
    }
    return tls::ask(how_.verify, security);
  }

  // A server that knows nothing of ALPN speaks HTTP/1.1. @source RFC 9113, section 3.2
  [[nodiscard]] status agree(const std::string& chosen) const {
    const bool http2 = chosen == "h2";
    const bool http1 = chosen.empty() || chosen == "http/1.1";
    if ((http2 && offered_.http2) || (http1 && offered_.http1)) return {};
    if (chosen.empty()) {
      return {code::unavailable, "the server chose no protocol by ALPN; HTTP/2 needs h2"};
    }
    return {code::unavailable, "the server chose by ALPN what it was not offered"};
  }

  std::unique_ptr<connector> inner_;
  tls::client how_;
  std::string authority_;
  http::versions offered_;
  tls_reloaded<tls_client_context> context_;
};

}  // namespace tern::transport

#endif
