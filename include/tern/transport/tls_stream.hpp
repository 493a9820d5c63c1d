// SPDX-License-Identifier: MIT
#pragma once

#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>
#include <tern/base/connection_security.hpp>
#include <tern/base/member_callback.hpp>
#include <tern/base/status.hpp>
#include <tern/base/unique_function.hpp>
#include <tern/http/session.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/transport/byte_stream.hpp>
#include <tern/transport/tls_certificate.hpp>
#include <tern/transport/tls_error.hpp>
#include <tern/transport/tls_handshake.hpp>
#include <tern/transport/tls_wire.hpp>

#if TERN_WITH_TLS

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace tern::transport {

/// TLS over another byte_stream.
///
///       read_some()                               write_some()
///            ^                                          |
///            |   decrypts                               |  encrypts at most 64 KiB
///     OpenSSL, one record  <----+                       v
///                               |               outgoing: whole records
///                     inner.read_some()                 |
///                                              inner.write_some()
///
/// OpenSSL reads straight from the inner stream, and what it writes is gathered and goes out with
/// one call. The handshake happens inside read_some() and has its own time limit; who has to know
/// its end calls shake_hands().
/// @thread its executor's.
class tls_stream final : public byte_stream, private io_watcher {
 public:
  enum class progress { waits, done, failed };

  struct settings {
    http::role side = http::role::server;
    std::string expected_name{};  ///< of the server, for a client; for messages
    runtime::time_point give_up = runtime::never;
    runtime::duration handshake_timeout{};  ///< what give_up came from, for messages

    /// Checks a connection whose handshake has succeeded.
    unique_function<status(SSL*, const connection_security&)> accept{};

    /// Hears how the handshake ended.
    unique_function<void(const status&)> finished{};
  };

  tls_stream(runtime::executor& home, std::unique_ptr<byte_stream> inner, detail::ssl_ptr engine,
             settings how)
      : home_(home),
        wire_(std::move(inner)),
        engine_(std::move(engine)),
        settings_(std::move(how)) {
    wire_.inner->watch(*this);
    wire_.attach(engine_.get());
    SSL_set_app_data(engine_.get(), this);
    SSL_set_verify(engine_.get(), SSL_get_verify_mode(engine_.get()), note_verification);
    home_.arm(patience_, settings_.give_up);
  }
  tls_stream(const tls_stream&) = delete;
  tls_stream& operator=(const tls_stream&) = delete;
  ~tls_stream() override { close(); }

  void watch(io_watcher& watcher) override { watcher_ = &watcher; }

  /// Gets on with the handshake. `waits`: call again when the stream can be read.
  [[nodiscard]] progress shake_hands() {
    if (failure_) return progress::failed;
    if (shaken_) return progress::done;
    wire_.begin_input();
    ERR_clear_error();
    const int outcome = SSL_do_handshake(engine_.get());
    const int why = SSL_get_error(engine_.get(), outcome);
    if (outcome == 1) {
      finish_handshake();
    } else if (why != SSL_ERROR_WANT_READ) {
      fail_handshake(reason_of_failure(), std::error_code{});
    }
    if (!wire_.outgoing.empty()) static_cast<void>(flush());
    if (failure_) return progress::failed;
    return shaken_ ? progress::done : progress::waits;
  }

  /// Why the handshake failed.
  [[nodiscard]] const std::string& failure_text() const noexcept { return failure_text_; }

  [[nodiscard]] io_outcome read_some(byte_span into) override {
    io_outcome outcome;
    if (!shaken_ && shake_hands() == progress::waits) {
      outcome.would_block = true;
      return outcome;
    }
    if (!failure_ && !ended_) read_records(into, outcome.bytes);
    if (outcome.bytes != 0) return outcome;
    outcome.ended = ended_;
    if (!ended_) outcome.error = failure_to_write();
    outcome.would_block = !ended_ && !outcome.error;
    return outcome;
  }

  /// Takes bytes when they have gone out: those that would block are given again, as to OpenSSL.
  [[nodiscard]] io_outcome write_some(byte_view bytes) override {
    io_outcome outcome;
    while (shaken_ && !failure_to_write() && !bytes.empty()) {
      if (sealed_bytes_ == 0) seal(bytes.first(std::min(bytes.size(), piece_bytes)));
      if (!flush()) break;
      assert(sealed_bytes_ <= bytes.size());
      outcome.bytes += sealed_bytes_;
      bytes = bytes.subspan(std::exchange(sealed_bytes_, 0));
    }
    outcome.error = failure_to_write();
    if (outcome.error) lost_bytes_ += std::exchange(outcome.bytes, 0);
    outcome.would_block = !outcome.error && outcome.bytes == 0 && !bytes.empty();
    return outcome;
  }

  // What is sealed cannot be taken back: records of it may have gone out.
  [[nodiscard]] std::size_t perhaps_written_bytes() const noexcept override {
    return lost_bytes_ + sealed_bytes_;
  }

  void wait_readable() override {
    wants_read_ = true;
    if (wire_.starved && !failure_ && !ended_) {
      if (!std::exchange(inner_reads_, true)) wire_.inner->wait_readable();
    } else {
      home_.make_ready(readable_);
    }
  }

  void wait_writable() override {
    wants_write_ = true;
    if (failure_to_write() || (shaken_ && wire_.outgoing.empty())) home_.make_ready(writable_);
  }

  /// Says good-bye, if it has not gone wrong: the peer can tell an end from a cut.
  void close() noexcept override {
    if (std::exchange(closed_, true)) return;
    watcher_ = nullptr;
    patience_.disarm();
    readable_.unlink();
    writable_.unlink();
    if (shaken_ && !failure_to_write()) {
      ERR_clear_error();
      static_cast<void>(SSL_shutdown(engine_.get()));
      ERR_clear_error();
    }
    if (!wire_.outgoing.empty()) static_cast<void>(wire_.inner->write_some(wire_.outgoing.view()));
    wire_.inner->close();
  }

  [[nodiscard]] bool may_fall_silent() const override { return wire_.inner->may_fall_silent(); }
  void limit_unacknowledged(runtime::duration longest) override {
    wire_.inner->limit_unacknowledged(longest);
  }
  void keep_alive(runtime::duration idle, runtime::duration longest) override {
    wire_.inner->keep_alive(idle, longest);
  }
  [[nodiscard]] std::string peer() const override { return wire_.inner->peer(); }

  [[nodiscard]] std::shared_ptr<const connection_security> security() const override {
    return security_;
  }

  [[nodiscard]] status check_name(std::string_view authority) const override {
    const std::string why = detail::why_not_named(engine_.get(), authority);
    if (why.empty()) return {};
    return {code::unavailable, "the authority of the call is wrong: " + why};
  }

 private:
  // Records are of 16 KiB: four go out with one call.
  static constexpr std::size_t piece_bytes = 64 * 1024;
  // A connection that has said a lot once does not keep the room for it.
  static constexpr std::size_t kept_output_bytes = 4 * 1024;

  // Keeps why a certificate was refused: the only moment at which it is at hand.
  static int note_verification(int accepted, X509_STORE_CTX* verification) noexcept {
    if (accepted == 1) return accepted;
    auto* const engine = static_cast<SSL*>(
        X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx()));
    auto& self = *static_cast<tls_stream*>(SSL_get_app_data(engine));
    self.refused_certificate_ =
        detail::verification_failure(verification, self.settings_.expected_name);
    return accepted;
  }

  void read_records(byte_span into, std::size_t& taken) {
    wire_.begin_input();
    while (taken < into.size()) {
      ERR_clear_error();
      std::size_t part = 0;
      const int outcome =
          SSL_read_ex(engine_.get(), into.data() + taken, into.size() - taken, &part);
      taken += part;
      if (outcome == 1 && SSL_has_pending(engine_.get()) != 0) continue;
      if (outcome == 1) {  // to ask the socket once more would be in vain most of the time
        wire_.starved = true;
        break;
      }
      const int why = SSL_get_error(engine_.get(), outcome);
      if (why == SSL_ERROR_ZERO_RETURN) {
        ended_ = true;
      } else if (why != SSL_ERROR_WANT_READ) {
        fail(error_of_input());
      }
      break;
    }
    // An alert, or the answer to a key update.
    if (!wire_.outgoing.empty()) static_cast<void>(flush());
  }

  void seal(byte_view piece) {
    ERR_clear_error();
    if (SSL_write_ex(engine_.get(), piece.data(), piece.size(), &sealed_bytes_) != 1) {
      fail(error_of_input());
    }
  }

  /// @returns whether everything has gone out; else on_writable() goes on.
  bool flush() {
    while (!wire_.outgoing.empty()) {
      const io_outcome put = wire_.inner->write_some(wire_.outgoing.view());
      if (put.error) {
        wire_.outgoing.clear();
        learn_why_cut(put.error);
        return false;
      }
      wire_.outgoing.consume(put.bytes);
      if (put.bytes == 0) {
        if (!std::exchange(inner_writes_, true)) wire_.inner->wait_writable();
        return false;
      }
    }
    if (wire_.outgoing.capacity() > kept_output_bytes) wire_.outgoing = buffer{};
    return true;
  }

  [[nodiscard]] std::error_code failure_to_write() const noexcept {
    return failure_ ? failure_ : cut_;
  }

  // A peer that refuses this side says so before it cuts the connection: that is worth more than
  // the error of the socket. What else it has said before can still be read.
  void learn_why_cut(std::error_code cut) {
    if (!shaken_) return fail_handshake(cut.message(), cut);
    if (failure_ || ended_) return;
    wire_.begin_input();
    ERR_clear_error();
    std::byte nothing{};
    std::size_t part = 0;
    cut_ = cut;
    if (SSL_peek_ex(engine_.get(), &nothing, 1, &part) == 1) return;
    const bool alert = ERR_peek_error() != 0 && !wire_.ended && !wire_.failure;
    fail(alert ? error_of_input() : cut);
  }

  [[nodiscard]] std::error_code error_of_input() const {
    if (wire_.failure) return wire_.failure;
    if (wire_.ended) return make_error_code(tls_error::truncated);
    const unsigned long failure = ERR_peek_error();
    if (failure == 0) return std::make_error_code(std::errc::protocol_error);
    return {static_cast<int>(failure), tls_category()};
  }

  [[nodiscard]] std::string reason_of_failure() {
    if (!refused_certificate_.empty()) return std::exchange(refused_certificate_, {});
    const bool server = settings_.side == http::role::server;
    if (wire_.first.plain()) {
      if (server) return "the client did not speak TLS";
      return "the server does not speak TLS on this port; is it one for http://?";
    }
    if (wire_.failure) return wire_.failure.message();
    if (wire_.ended) {
      if (server || !wire_.first.none()) return "the peer closed the connection";
      return "the server closed the connection without an answer; does it speak TLS on this port?";
    }
    const int reason = ERR_GET_REASON(ERR_peek_error());
    if (server && (reason == SSL_R_CALLBACK_FAILED || reason == SSL_R_NO_APPLICATION_PROTOCOL)) {
      return "the client offers no HTTP by ALPN that is spoken here";
    }
    return detail::take_openssl_error();
  }

  void finish_handshake() {
    auto security = std::make_shared<connection_security>(detail::read_security(engine_.get()));
    status verdict;
    if (security->peer && security->resumed && detail::has_expired(*security->peer)) {
      verdict = {code::unavailable, "the peer's certificate has expired"};
    } else if (settings_.accept) {
      verdict = settings_.accept(engine_.get(), *security);
    }
    shaken_ = true;  // as far as TLS goes: a close_notify can be sent
    if (!verdict.ok()) {
      ERR_clear_error();
      static_cast<void>(SSL_shutdown(engine_.get()));
      ERR_clear_error();
      shaken_ = false;
      return fail_handshake(verdict.message(), {});
    }
    patience_.disarm();
    security_ = std::move(security);
    if (settings_.finished) std::exchange(settings_.finished, {})({});
    settings_.accept = {};
    if (wants_write_) home_.make_ready(writable_);
  }

  void fail_handshake(const std::string& why, std::error_code failure) {
    if (failure_) return;
    patience_.disarm();
    failure_text_ = "the TLS handshake failed: " + why;
    if (wire_.first.plain() && settings_.side == http::role::server) {
      wire_.outgoing.clear();  // the alert would mean nothing to this client
      wire_.outgoing.append(as_bytes(plaintext_refusal(wire_.first.text())));
    }
    fail(failure ? failure : make_error_code(tls_error::handshake));
    if (settings_.finished) {
      std::exchange(settings_.finished, {})({code::unavailable, failure_text_});
    }
  }

  void fail(std::error_code why) {
    if (failure_) return;
    failure_ = why;
    ERR_clear_error();
    if (wants_read_) home_.make_ready(readable_);
    if (wants_write_) home_.make_ready(writable_);
  }

  void lose_patience() noexcept {
    const auto limit_ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(settings_.handshake_timeout).count();
    fail_handshake(
        "it took longer than handshake_timeout, which is " + std::to_string(limit_ms) + " ms", {});
  }

  void on_readable() noexcept override {
    inner_reads_ = false;
    tell_readable();
  }
  void on_writable() noexcept override {
    inner_writes_ = false;
    if (closed_ || !flush()) return;
    if (shaken_) tell_writable();
  }
  void tell_readable() noexcept {
    if (watcher_ != nullptr && std::exchange(wants_read_, false)) watcher_->on_readable();
  }
  void tell_writable() noexcept {
    if (watcher_ != nullptr && std::exchange(wants_write_, false)) watcher_->on_writable();
  }

  runtime::executor& home_;
  tls_wire wire_;  // before the engine, which uses it to its end
  detail::ssl_ptr engine_;
  settings settings_;
  io_watcher* watcher_ = nullptr;

  bool shaken_ = false;      // the handshake has succeeded
  bool ended_ = false;       // the peer has said good-bye
  bool closed_ = false;      // by this side
  bool wants_read_ = false;  // the watcher waits
  bool wants_write_ = false;
  bool inner_reads_ = false;  // waits of the inner stream are under way
  bool inner_writes_ = false;
  std::error_code failure_;
  std::error_code cut_;  // nothing can be written any more
  std::string failure_text_;
  std::string refused_certificate_;
  std::shared_ptr<const connection_security> security_;

  std::size_t sealed_bytes_ = 0;  // of what the caller writes, in wire_.outgoing
  std::size_t lost_bytes_ = 0;    // gone out with the call that failed

  member_callback<runtime::work, tls_stream, &tls_stream::tell_readable> readable_{*this};
  member_callback<runtime::work, tls_stream, &tls_stream::tell_writable> writable_{*this};
  member_callback<runtime::timer, tls_stream, &tls_stream::lose_patience> patience_{*this};
};

}  // namespace tern::transport

#endif
