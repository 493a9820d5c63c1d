// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <tern/base/result.hpp>
#include <tern/http/session.hpp>
#include <tern/http/versions.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/transport/byte_stream.hpp>
#include <tern/transport/connector.hpp>
#include <tern/transport/tls_connector.hpp>
#include <tern/transport/tls_context.hpp>
#include <tern/transport/tls_files.hpp>
#include <tern/transport/tls_options.hpp>
#include <tern/transport/tls_stream.hpp>

/// What a server and a channel use of TLS. Without OpenSSL (TERN_WITH_TLS is 0) it is there too,
/// and says so.
namespace tern::transport {

#if TERN_WITH_TLS

/// A listener's TLS: turns accepted connections into protected ones.
/// @thread any.
/// @lifetime longer than its connections' handshakes.
class tls_acceptance {
 public:
  /// @param taken what clients can choose from.
  /// @error unavailable if a certificate or a key cannot be read, or do not belong together.
  [[nodiscard]] static result<std::unique_ptr<tls_acceptance>> make(tls::server how,
                                                                    http::versions taken = {}) {
    std::unique_ptr<tls_acceptance> made{new tls_acceptance(std::move(how), taken)};
    if (status loaded = made->reload(); !loaded.ok()) return loaded;
    return made;
  }
  tls_acceptance(const tls_acceptance&) = delete;
  tls_acceptance& operator=(const tls_acceptance&) = delete;

  /// The connection with TLS around it; its handshake happens when it is read.
  [[nodiscard]] std::unique_ptr<byte_stream> protect(runtime::executor& home,
                                                     std::unique_ptr<byte_stream> bytes) {
    std::shared_ptr<const tls_server_context> context = context_.current(home.now());
    detail::ssl_ptr engine = context->open();
    std::string peer = how_.on_failure ? bytes->peer() : std::string{};
    return std::make_unique<tls_stream>(
        home, std::move(bytes), std::move(engine),
        tls_stream::settings{
            .side = http::role::server,
            .give_up = runtime::saturating_add(home.now(), how_.handshake_timeout),
            .handshake_timeout = how_.handshake_timeout,
            .accept =
                [this](SSL*, const connection_security& security) {
                  return tls::ask(how_.verify, security);
                },
            .finished = [this, context = std::move(context),
                         peer = std::move(peer)](const status& outcome) { count(peer, outcome); }});
  }

  /// Reads certificates, keys and authorities again. Connections that exist keep theirs.
  /// @error unavailable if they cannot be used; then nothing changes.
  [[nodiscard]] status reload() { return context_.reload(); }

  [[nodiscard]] tls::counters counters() {
    return {.handshakes = succeeded_.load(std::memory_order_relaxed),
            .failed_handshakes = failed_.load(std::memory_order_relaxed),
            .reloads = context_.reload_count(),
            .failed_reloads = context_.failed_reload_count()};
  }

 private:
  tls_acceptance(tls::server how, http::versions taken)
      : how_(std::move(how)), context_(files_of(how_), how_.reload_interval, [this, taken] {
          return tls_server_context::make(how_, taken);
        }) {}

  static tls_files files_of(const tls::server& how) {
    std::vector<std::string> all{how.certificate, how.key, how.client_ca};
    for (const tls::key_pair& each : how.more_certificates) {
      all.push_back(each.certificate);
      all.push_back(each.key);
    }
    return tls_files{std::move(all)};
  }

  void count(const std::string& peer, const status& outcome) {
    (outcome.ok() ? succeeded_ : failed_).fetch_add(1, std::memory_order_relaxed);
    if (outcome.ok() || !how_.on_failure) return;
    try {
      how_.on_failure({peer, outcome});
    } catch (...) {  // a log that fails must not end the server
    }
  }

  tls::server how_;
  tls_reloaded<tls_server_context> context_;
  std::atomic<std::uint64_t> succeeded_ = 0;
  std::atomic<std::uint64_t> failed_ = 0;
};

/// See tls_connector.
[[nodiscard]] inline result<std::unique_ptr<connector>> connect_with_tls(
    std::unique_ptr<connector> inner, tls::client how, const std::string& authority,
    http::versions offered) {
  return tls_connector::make(std::move(inner), std::move(how), authority, offered);
}

#else

namespace detail {
[[nodiscard]] inline status no_tls() {
  return {code::unimplemented,
          "this program was built without TLS: OpenSSL was not found, or TERN_TLS is OFF"};
}
}  // namespace detail

class tls_acceptance {
 public:
  [[nodiscard]] static result<std::unique_ptr<tls_acceptance>> make(const tls::server&,
                                                                    http::versions = {}) {
    return detail::no_tls();
  }
  [[nodiscard]] std::unique_ptr<byte_stream> protect(runtime::executor&,
                                                     std::unique_ptr<byte_stream>) {
    return {};
  }
  [[nodiscard]] status reload() { return detail::no_tls(); }
  [[nodiscard]] tls::counters counters() { return {}; }
};

[[nodiscard]] inline result<std::unique_ptr<connector>> connect_with_tls(std::unique_ptr<connector>,
                                                                         const tls::client&,
                                                                         const std::string&,
                                                                         http::versions) {
  return detail::no_tls();
}

#endif

}  // namespace tern::transport
