// SPDX-License-Identifier: MIT

// What a server stands on, with no line of tern in it: no static program with these libraries is
// shorter.

#include <nghttp2/nghttp2.h>
#include <asio.hpp>
#if BENCH_WITH_TLS
#include <openssl/ssl.h>
#endif

#include <array>
#include <cstdint>
#include <string>

int main() {
  asio::io_context io;
  asio::ip::tcp::acceptor listener{io, {asio::ip::tcp::v4(), 0}};
  listener.async_accept([](std::error_code failure, asio::ip::tcp::socket peer) {
    if (failure) return;
    std::array<std::uint8_t, 1024> bytes{};
    std::size_t count = peer.read_some(asio::buffer(bytes));
#if BENCH_WITH_TLS
    SSL_CTX* const context = SSL_CTX_new(TLS_server_method());
    SSL* const talk = SSL_new(context);
    SSL_set_fd(talk, peer.native_handle());
    if (SSL_accept(talk) == 1) SSL_read_ex(talk, bytes.data(), bytes.size(), &count);
    SSL_free(talk);
    SSL_CTX_free(context);
#endif
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session* session = nullptr;
    nghttp2_session_server_new(&session, callbacks, nullptr);
    nghttp2_session_mem_recv(session, bytes.data(), count);
    const std::uint8_t* said = nullptr;
    const auto size = nghttp2_session_mem_send(session, &said);
    if (size > 0) asio::write(peer, asio::buffer(said, static_cast<std::size_t>(size)));
    nghttp2_session_del(session);
    nghttp2_session_callbacks_del(callbacks);
  });
  io.run();
}
