// SPDX-License-Identifier: MIT
#pragma once

#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>
#include <tern/transport/byte_stream.hpp>
#include <tern/transport/tls_handshake.hpp>

#if TERN_WITH_TLS

#include <algorithm>
#include <cstddef>
#include <memory>
#include <system_error>
#include <utility>

#include <openssl/bio.h>
#include <openssl/ssl.h>

namespace tern::transport {

/// The encrypted side of a TLS connection, as OpenSSL sees it: a BIO that reads straight from a
/// byte_stream, and that gathers what is written.
/// @lifetime longer than the SSL it is attached to.
struct tls_wire {
  // A peer that sends records without content must not keep the thread: it takes its turn.
  static constexpr std::size_t input_budget_bytes = 128 * 1024;

  std::unique_ptr<byte_stream> inner;
  buffer outgoing{};          ///< encrypted, to be written
  bool starved = true;        ///< all that the inner stream had has been taken
  bool ended = false;         ///< the inner stream has
  std::error_code failure{};  ///< of the inner stream, when reading
  tls_first_bytes first{};
  std::size_t budget_bytes = 0;

  explicit tls_wire(std::unique_ptr<byte_stream> over) noexcept : inner(std::move(over)) {}
  tls_wire(const tls_wire&) = delete;
  tls_wire& operator=(const tls_wire&) = delete;

  void attach(SSL* engine) {
    BIO* const pipe = BIO_new(method());
    BIO_set_data(pipe, this);
    BIO_set_init(pipe, 1);
    SSL_set_bio(engine, pipe, pipe);
  }

  /// Before OpenSSL may read.
  void begin_input() noexcept {
    starved = false;
    budget_bytes = input_budget_bytes;
  }

 private:
  std::size_t take(byte_span into) {
    if (budget_bytes == 0 || ended || failure) return 0;
    const io_outcome got = inner->read_some(into.first(std::min(into.size(), budget_bytes)));
    starved = got.would_block;
    ended = got.ended;
    failure = got.error;
    budget_bytes -= got.bytes;
    first.add(into.first(got.bytes));
    return got.bytes;
  }

  static tls_wire& of(BIO* pipe) noexcept { return *static_cast<tls_wire*>(BIO_get_data(pipe)); }

  static const BIO_METHOD* method() {
    static const BIO_METHOD* const only = [] {
      BIO_METHOD* const made = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "tern");
      BIO_meth_set_read_ex(made, read);
      BIO_meth_set_write_ex(made, write);
      BIO_meth_set_ctrl(made, control);
      return made;
    }();
    return only;
  }

  static int read(BIO* pipe, char* into, std::size_t size, std::size_t* taken) noexcept {
    BIO_clear_retry_flags(pipe);
    tls_wire& self = of(pipe);
    *taken = self.take({reinterpret_cast<std::byte*>(into), size});
    if (*taken != 0) return 1;
    if (!self.ended && !self.failure) BIO_set_retry_read(pipe);
    return 0;
  }

  static int write(BIO* pipe, const char* bytes, std::size_t size, std::size_t* put) noexcept {
    BIO_clear_retry_flags(pipe);
    of(pipe).outgoing.append({reinterpret_cast<const std::byte*>(bytes), size});
    *put = size;
    return 1;
  }

  static long control(BIO* pipe, int command, long, void*) noexcept {
    if (command == BIO_CTRL_EOF) return of(pipe).ended ? 1 : 0;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
  }
};

}  // namespace tern::transport

#endif
