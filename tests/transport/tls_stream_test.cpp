// SPDX-License-Identifier: MIT

#include <tern/transport/tls_stream.hpp>

#include <doctest/doctest.h>

#if TERN_WITH_TLS

#include <array>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <tern/testing/manual_executor.hpp>
#include <tern/transport/memory.hpp>
#include <tern/transport/tls.hpp>

#include "tests/transport/certificates.hpp"

using namespace std::chrono_literals;
using certificates::usual_authority;
using tern::transport::byte_stream;
using tern::transport::io_outcome;
using tern::transport::memory_stream;

namespace {

/// Who reads all that comes, by hand.
struct reader final : tern::transport::io_watcher {
  void take(std::unique_ptr<byte_stream> from) {
    stream = std::move(from);
    stream->watch(*this);
    stream->wait_readable();
  }
  void on_readable() noexcept override {
    std::array<std::byte, 1000> room{};
    const io_outcome got = stream->read_some(room);
    text.append(tern::as_text(std::span{room}.first(got.bytes)));
    if (got.error) failure = got.error.message();
    ended = ended || got.ended;
    if (!got.error && !got.ended && !paused) stream->wait_readable();
  }
  void on_writable() noexcept override { ++writable_count; }

  std::unique_ptr<byte_stream> stream;
  std::string text;
  std::string failure;
  bool ended = false;
  bool paused = false;
  int writable_count = 0;
};

constexpr tern::http::versions http2_alone{.http1 = false, .http2 = true};

/// Connects with a stream that is there already.
struct plug final : tern::transport::connector {
  explicit plug(std::unique_ptr<byte_stream> given) : end(std::move(given)) {}
  struct attempt final : tern::transport::connect_attempt {};
  [[nodiscard]] std::unique_ptr<tern::transport::connect_attempt> connect(
      tern::runtime::executor& home, const tern::transport::address&, done finished) override {
    home.post([this, finished = std::move(finished)]() mutable { finished(std::move(end)); });
    return std::make_unique<attempt>();
  }
  std::unique_ptr<byte_stream> end;
};

/// Both ends of a connection in memory, as far as they get.
struct pair {
  explicit pair(tern::transport::tls::server serves = certificates::server_side(),
                tern::transport::tls::client calls = certificates::client_side(),
                const std::string& authority = "", std::size_t capacity_bytes = 64 * 1024,
                tern::http::versions offered = http2_alone, tern::http::versions taken = {}) {
    serves.on_failure = [this](const tern::transport::tls::handshake_failure& failed) {
      server_failure = failed.status.message();
    };
    acceptance = tern::transport::tls_acceptance::make(std::move(serves), taken).value();
    auto ends = memory_stream::make_pair(home.executor(), capacity_bytes);
    raw_client = ends.first.get();
    raw_server = ends.second.get();
    server.take(acceptance->protect(home.executor(), std::move(ends.second)));
    connector = tern::transport::connect_with_tls(std::make_unique<plug>(std::move(ends.first)),
                                                  std::move(calls), authority, offered)
                    .value();
    attempt = connector->connect(home.executor(), {.host = "localhost", .port = 443},
                                 [this](tern::result<std::unique_ptr<byte_stream>> outcome) {
                                   if (outcome) {
                                     client.take(*std::move(outcome));
                                   } else {
                                     client_failure = outcome.status().message();
                                   }
                                 });
    home.run_ready();
  }

  void say(reader& from, std::string_view text) {
    CHECK(from.stream->write_some(tern::as_bytes(text)).bytes == text.size());
    home.run_ready();
  }

  tern::testing::manual_executor home;
  std::string server_failure;
  std::string client_failure;
  std::unique_ptr<tern::transport::tls_acceptance> acceptance;
  std::unique_ptr<tern::transport::connector> connector;
  std::unique_ptr<tern::transport::connect_attempt> attempt;
  byte_stream* raw_client = nullptr;
  byte_stream* raw_server = nullptr;
  reader client;
  reader server;
};

bool contains(const std::string& text, std::string_view part) {
  const bool found = text.find(part) != std::string::npos;
  if (!found) MESSAGE(text << "\n  does not contain\n" << part);
  return found;
}

tern::transport::tls::client trusting(const certificates::authority& whom) {
  return {.ca = whom.pem()};
}
tern::transport::tls::server showing(const certificates::key_pair& what) {
  return {.certificate = what.certificate, .key = what.key};
}

}  // namespace

TEST_CASE("bytes go both ways, and both sides know how they are protected") {
  pair here;
  REQUIRE(here.client.stream);
  here.say(here.client, "question");
  CHECK(here.server.text == "question");
  here.say(here.server, "answer");
  CHECK(here.client.text == "answer");
  const auto server = here.server.stream->security();
  const auto client = here.client.stream->security();
  REQUIRE(server);
  REQUIRE(client);
  CHECK(server->protocol == "TLSv1.3");
  CHECK(server->application_protocol == "h2");
  CHECK(server->server_name == "localhost");
  CHECK_FALSE(server->cipher.empty());
  CHECK(server->cipher == client->cipher);
  CHECK_FALSE(server->peer);
  REQUIRE(client->peer);
  CHECK(client->peer->subject == "CN=server");
  CHECK(client->peer->dns_names == std::vector<std::string>{"localhost", "in-process"});
  CHECK(client->peer->ip_addresses == std::vector<std::string>{"127.0.0.1", "::1"});
  CHECK(here.acceptance->counters().handshakes == 1);
  CHECK(here.acceptance->counters().failed_handshakes == 0);
}

TEST_CASE("an end is told from a cut") {
  {
    pair here;
    here.client.stream->close();
    here.home.run_ready();
    CHECK(here.server.ended);
    CHECK(here.server.failure.empty());
  }
  {
    pair here;
    here.say(here.client, "half of a mess");
    here.raw_client->close();
    here.home.run_ready();
    CHECK(here.server.text == "half of a mess");
    CHECK_FALSE(here.server.ended);
    CHECK(contains(here.server.failure, "close_notify"));
  }
}

TEST_CASE("bytes that would block are taken when there is room") {
  pair here{certificates::server_side(), certificates::client_side(), "", 10'000};
  here.server.paused = true;
  std::string sent(300'000, '\0');
  for (std::size_t i = 0; i < sent.size(); ++i) sent[i] = static_cast<char>(i * 31 % 251);
  std::string_view rest = sent;
  const auto push = [&] {
    while (!rest.empty()) {
      const io_outcome put = here.client.stream->write_some(tern::as_bytes(rest));
      REQUIRE_FALSE(put.error);
      if (put.would_block) return;
      rest.remove_prefix(put.bytes);
    }
  };
  push();
  CHECK(rest.size() > 200'000);  // nobody reads
  // Part of what was not taken is on its way, and cannot be taken back.
  CHECK(here.client.stream->perhaps_written_bytes() == 64 * 1024);
  here.server.paused = false;
  here.server.stream->wait_readable();
  for (int round = 0; !rest.empty(); ++round) {
    REQUIRE(round < 1000);
    const int before = here.client.writable_count;
    here.client.stream->wait_writable();
    here.home.run_ready();
    REQUIRE(here.client.writable_count == before + 1);
    push();
  }
  here.home.run_ready();
  CHECK(here.server.text == sent);
  CHECK(here.client.stream->perhaps_written_bytes() == 0);
}

TEST_CASE("what went out with a write that failed is known") {
  pair here{certificates::server_side(), certificates::client_side(), "", 100'000};
  here.server.paused = true;
  const std::string sent(300'000, 'x');
  const io_outcome first = here.client.stream->write_some(tern::as_bytes(sent));
  CHECK(first.bytes == 64 * 1024);
  here.raw_server->close();
  const auto rest = tern::as_bytes(sent).subspan(first.bytes);
  CHECK(here.client.stream->write_some(rest).error);
  CHECK(here.client.stream->perhaps_written_bytes() == 64 * 1024);
}

TEST_CASE("what the peer said before it closed can be read when nothing can be written any more") {
  pair here;
  here.client.paused = true;
  here.say(here.server, "the last that it waits for");
  here.say(here.server, "an answer");
  here.server.stream->close();
  const io_outcome put = here.client.stream->write_some(tern::as_bytes("more"));
  CHECK(put.error);
  std::array<std::byte, 100> room{};
  const io_outcome got = here.client.stream->read_some(room);
  CHECK(tern::as_text(std::span{room}.first(got.bytes)) == "an answer");
  CHECK(here.client.stream->read_some(room).ended);
  CHECK(here.client.stream->write_some(tern::as_bytes("more")).error);
}

TEST_CASE("what is no valid TLS any more ends the connection") {
  pair here;
  static_cast<void>(
      here.raw_client->write_some(tern::as_bytes("\x17\x03\x03\x00\x05"
                                                 "12345")));
  static_cast<void>(here.raw_client->write_some(tern::as_bytes(std::string(100, 'x'))));
  here.home.run_ready();
  CHECK(here.server.text.empty());
  CHECK_FALSE(here.server.failure.empty());
}

TEST_CASE("a client that does not get on with the handshake is let go") {
  tern::testing::manual_executor home;
  std::string why;
  auto how = certificates::server_side();
  how.handshake_timeout = 3s;
  how.on_failure = [&](const tern::transport::tls::handshake_failure& failed) {
    CHECK(failed.peer == "in-process");
    why = failed.status.message();
  };
  auto acceptance = tern::transport::tls_acceptance::make(how).value();
  auto ends = memory_stream::make_pair(home.executor());
  reader server;
  server.take(acceptance->protect(home.executor(), std::move(ends.second)));
  static_cast<void>(ends.first->write_some(tern::as_bytes("\x16\x03")));
  home.advance(2999ms);
  CHECK(server.failure.empty());
  home.advance(2ms);
  CHECK(server.failure == "the TLS handshake failed");
  CHECK(why == "the TLS handshake failed: it took longer than handshake_timeout, which is 3000 ms");
  CHECK(acceptance->counters().failed_handshakes == 1);
}

TEST_CASE("a client that speaks HTTP without TLS is told so: by an alert, or in HTTP/1.1") {
  using namespace std::string_view_literals;
  const std::pair<std::string_view, std::string_view> table[] = {
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"sv, "\x15\3\1\0\2\2\x46"sv},
      {"GET / HTTP/1.1\r\n\r\n"sv, "HTTP/1.1 400 Bad Request\r\n"sv},
      {"POST /hello HTTP/1.1\r\n\r\n"sv, "HTTP/1.1 400 Bad Request\r\n"sv},
  };
  for (const auto& [spoken, answer] : table) {
    tern::testing::manual_executor home;
    auto acceptance = tern::transport::tls_acceptance::make(certificates::server_side()).value();
    auto ends = memory_stream::make_pair(home.executor());
    reader server;
    server.take(acceptance->protect(home.executor(), std::move(ends.second)));
    static_cast<void>(ends.first->write_some(tern::as_bytes(spoken)));
    home.run_ready();
    CHECK(server.failure == "the TLS handshake failed");
    std::array<std::byte, 1000> room{};
    const io_outcome got = ends.first->read_some(room);
    CHECK(tern::as_text(std::span{room}.first(got.bytes)).starts_with(answer));
    CHECK(acceptance->counters().failed_handshakes == 1);
  }
}

TEST_CASE("a client that meets no TLS says so") {
  tern::testing::manual_executor home;
  const std::pair<std::string, std::string> table[] = {
      {"HTTP/1.1 400 Bad Request\r\n\r\n", "the server does not speak TLS on this port"},
      {std::string("\0\0\x06\4\0\0\0\0\0", 9), "the server does not speak TLS on this port"},
      {"", "the server closed the connection without an answer; does it speak TLS on this port?"},
  };
  for (const auto& [answer, text] : table) {
    auto ends = memory_stream::make_pair(home.executor());
    static_cast<void>(ends.second->write_some(tern::as_bytes(answer)));
    ends.second->close();
    auto connector = tern::transport::connect_with_tls(
                         std::make_unique<plug>(std::move(ends.first)), {}, "", http2_alone)
                         .value();
    std::string failure;
    const auto attempt =
        connector->connect(home.executor(), {.host = "localhost", .port = 443},
                           [&](tern::result<std::unique_ptr<byte_stream>> outcome) {
                             CHECK(outcome.status().code() == tern::code::unavailable);
                             failure = outcome.status().message();
                           });
    home.run_ready();
    CHECK(contains(failure, "the TLS handshake failed: " + text));
  }
}

TEST_CASE("48 a certificate that is not good enough is refused, and the text says why") {
  const certificates::authority stranger{"stranger"};
  const certificates::authority& usual = usual_authority();
  struct row {
    certificates::key_pair shown;
    tern::transport::tls::client client;
    std::string says;
  };
  auto by_address = trusting(usual);
  by_address.server_name = "127.0.0.1";
  auto by_other_name = trusting(usual);
  by_other_name.server_name = "www.example.com";
  const row table[] = {
      {usual.issue({.from_seconds = -7200, .until_seconds = -3600}), trusting(usual),
       "the certificate of CN=server has expired: it was valid until "},
      {usual.issue({.from_seconds = 3600, .until_seconds = 7200}), trusting(usual),
       "the certificate of CN=server is not valid yet: it is from "},
      {usual.issue({.names = "DNS:example.com,DNS:example.org,IP:10.0.0.1"}), trusting(usual),
       "the certificate holds for example.com, example.org, 10.0.0.1, not for localhost"},
      {usual.issue({.name = "localhost", .names = {}}), trusting(usual),
       "the certificate holds for no name (its subject is CN=localhost, but only alternative "
       "names count), not for localhost"},
      {usual.issue(), by_address, "the certificate holds for localhost, not for 127.0.0.1"},
      {usual.issue({.names = "DNS:127.0.0.1"}), by_address, "not for 127.0.0.1"},
      {usual.issue({.names = "DNS:*.com"}), by_other_name, "not for www.example.com"},
      {usual.issue({.names = "DNS:w*.example.com"}), by_other_name, "not for www.example.com"},
      {stranger.issue(), trusting(usual),
       "the certificate of CN=server was signed by CN=stranger, which is not trusted"},
      {usual.issue(), {}, "which is not trusted"},  // by the system
  };
  for (const row& each : table) {
    INFO(each.says);
    pair here{showing(each.shown), each.client};
    CHECK_FALSE(here.client.stream);
    CHECK(contains(here.client_failure, "the TLS handshake failed: "));
    CHECK(contains(here.client_failure, each.says));
    // The server is told by an alert.
    CHECK(contains(here.server_failure, "alert"));
    CHECK(here.acceptance->counters().failed_handshakes == 1);
  }
}

TEST_CASE("48 a certificate that holds for the name is accepted") {
  struct row {
    std::string names;
    std::string wanted;
  };
  const row table[] = {
      {"DNS:localhost", ""},
      {"DNS:example.com,DNS:localhost", "LOCALHOST"},
      {"DNS:localhost", "localhost."},
      {"DNS:*.example.com", "www.example.com"},
      {"IP:127.0.0.1", "127.0.0.1"},
      {"IP:::1", "::1"},
      {"IP:::1", "[::1]"},
  };
  for (const row& each : table) {
    INFO(each.names << " for " << each.wanted);
    auto client = trusting(usual_authority());
    client.server_name = each.wanted;
    pair here{showing(usual_authority().issue({.names = each.names})), client};
    CHECK(here.client_failure.empty());
    REQUIRE(here.client.stream);
    // Addresses are not asked for by SNI.
    const bool address = each.names.starts_with("IP");
    CHECK(here.server.stream->security()->server_name.empty() == address);
  }
}

TEST_CASE("a chain is shown with its certificate, and one certificate can be trusted itself") {
  const certificates::authority root{"root"};
  const certificates::authority between{"between", root};
  auto shown = between.issue();
  {
    pair here{showing(shown), trusting(root)};
    CHECK(contains(here.client_failure, "signed by CN=between, which is not trusted"));
  }
  {
    pair here{showing({shown.certificate + between.pem(), shown.key}), trusting(root)};
    CHECK(here.client_failure.empty());
    CHECK(here.client.stream);
  }
  {
    pair here{showing(shown), {.ca = shown.certificate}};  // pinned
    CHECK(here.client_failure.empty());
    CHECK(here.client.stream);
  }
}

TEST_CASE("the authority of a channel has to be one of the certificate") {
  const auto shown = usual_authority().issue({.names = "DNS:localhost,DNS:example.com"});
  auto client = trusting(usual_authority());
  {
    pair here{showing(shown), client, "example.com:443"};
    CHECK(here.client_failure.empty());
    CHECK(here.server.stream->security()->server_name == "example.com");
  }
  {
    pair here{showing(shown), client, "example.org"};
    CHECK(contains(here.client_failure,
                   "the certificate holds for localhost, example.com, not for example.org"));
  }
  {
    client.server_name = "localhost";
    pair here{showing(shown), client, "example.org"};
    CHECK(contains(here.client_failure,
                   "the authority of the channel is wrong: the certificate holds for localhost, "
                   "example.com, not for example.org"));
    pair good{showing(shown), client, "example.com"};
    CHECK(good.client_failure.empty());
  }
}

TEST_CASE("48 a server with several certificates shows the one that is asked for") {
  const auto first = usual_authority().issue({.name = "first", .names = "DNS:first.example"});
  const auto second = usual_authority().issue({.name = "second", .names = "DNS:*.second.example"});
  auto server = showing(first);
  server.more_certificates = {second};
  const std::pair<std::string, std::string> table[] = {{"first.example", "CN=first"},
                                                       {"a.second.example", "CN=second"}};
  for (const auto& [wanted, subject] : table) {
    auto client = trusting(usual_authority());
    client.server_name = wanted;
    pair here{server, client};
    CHECK(here.client_failure.empty());
    REQUIRE(here.client.stream);
    CHECK(here.client.stream->security()->peer->subject == subject);
  }
  pair unknown{server, trusting(usual_authority())};
  CHECK(contains(unknown.client_failure, "holds for first.example, not for localhost"));
}

TEST_CASE("a client shows its certificate, and the server knows who it is") {
  const certificates::authority clients{"clients"};
  const auto shown = clients.issue(
      {.name = "billing",
       .names = "URI:spiffe://example.org/billing,DNS:billing.example,email:a@example.org"});
  for (const auto version :
       {tern::transport::tls::version::tls1_2, tern::transport::tls::version::tls1_3}) {
    auto server = certificates::server_side();
    server.client_ca = clients.pem();
    server.minimum_version = version;
    auto client = certificates::client_side();
    client.certificate = shown.certificate;
    client.key = shown.key;
    pair here{server, client};
    CHECK(here.client_failure.empty());
    CHECK(here.server_failure.empty());
    REQUIRE(here.server.stream->security());
    REQUIRE(here.server.stream->security()->peer);
    const tern::peer_certificate& who = *here.server.stream->security()->peer;
    CHECK(who.subject == "CN=billing");
    CHECK(who.issuer == "CN=clients");
    CHECK(who.uris == std::vector<std::string>{"spiffe://example.org/billing"});
    CHECK(who.dns_names == std::vector<std::string>{"billing.example"});
    CHECK(who.email_addresses == std::vector<std::string>{"a@example.org"});
    CHECK(who.sha256.size() == 64);
    CHECK(who.pem == shown.certificate);
    CHECK(who.not_before < std::chrono::system_clock::now());
    CHECK(who.not_after > std::chrono::system_clock::now());
  }
}

TEST_CASE("a client whose certificate is missing or wrong is refused, and is told") {
  const certificates::authority clients{"clients"};
  const certificates::authority stranger{"stranger"};
  auto server = certificates::server_side();
  server.client_ca = clients.pem();
  struct row {
    certificates::key_pair shown;
    std::string server_says;
    std::string client_hears;
  };
  const row table[] = {
      {{}, "peer did not return a certificate", "alert certificate_required"},
      {stranger.issue({.name = "who"}),
       "the certificate of CN=who was signed by CN=stranger, which is not trusted",
       "alert unknown_ca"},
      {clients.issue({.name = "late", .from_seconds = -7200, .until_seconds = -3600}),
       "the certificate of CN=late has expired", "alert certificate_expired"},
  };
  for (const row& each : table) {
    auto client = certificates::client_side();
    client.certificate = each.shown.certificate;
    client.key = each.shown.key;
    pair here{server, client};
    CHECK(contains(here.server_failure, each.server_says));
    // With TLS 1.3 the client is done before the server has seen its certificate.
    REQUIRE(here.client.stream);
    CHECK(contains(here.client.failure, each.client_hears));
    CHECK(here.acceptance->counters().failed_handshakes == 1);
  }
  server.clients = tern::transport::tls::client_certificate::optional;
  pair without{server, certificates::client_side()};
  CHECK(without.server_failure.empty());
  REQUIRE(without.server.stream->security());
  CHECK_FALSE(without.server.stream->security()->peer);
  auto wrong = certificates::client_side();
  wrong.certificate = table[1].shown.certificate;
  wrong.key = table[1].shown.key;
  pair refused{server, wrong};
  CHECK(contains(refused.server_failure, "which is not trusted"));
}

TEST_CASE("one more check refuses a peer, on either side") {
  auto server = certificates::server_side();
  auto client = certificates::client_side();
  client.verify = [](const tern::connection_security& about) {
    CHECK(about.peer->subject == "CN=server");
    return tern::status{tern::code::unauthenticated, "not the server that was pinned"};
  };
  pair by_client{server, client};
  CHECK(contains(by_client.client_failure, "not the server that was pinned"));
  server.verify = [](const tern::connection_security& about) {
    CHECK_FALSE(about.peer);
    return tern::status{tern::code::unauthenticated, "nobody gets in today"};
  };
  pair by_server{server, certificates::client_side()};
  CHECK(contains(by_server.server_failure, "nobody gets in today"));
  CHECK(by_server.client.ended);
  server.verify = [](const tern::connection_security&) -> tern::status {
    throw std::runtime_error("no list of names");
  };
  pair by_accident{server, certificates::client_side()};
  CHECK(contains(by_accident.server_failure, "verify has failed: no list of names"));
  CHECK(by_accident.client.ended);
}

TEST_CASE("a log of failures that fails itself changes nothing") {
  tern::testing::manual_executor home;
  auto how = certificates::server_side();
  how.on_failure = [](const tern::transport::tls::handshake_failure&) {
    throw std::runtime_error("disk is full");
  };
  auto acceptance = tern::transport::tls_acceptance::make(how).value();
  auto ends = memory_stream::make_pair(home.executor());
  reader server;
  server.take(acceptance->protect(home.executor(), std::move(ends.second)));
  ends.first->close();
  home.run_ready();
  CHECK_FALSE(server.failure.empty());
  CHECK(acceptance->counters().failed_handshakes == 1);
}

namespace {

// A client or a server of bare OpenSSL, for what tern's own would not do.
struct bare {
  explicit bare(const SSL_METHOD* method) : context(SSL_CTX_new(method)) {}

  /// Shakes hands with the other end; returns OpenSSL's last word.
  std::string shake(tern::testing::manual_executor& home, byte_stream& with, bool client) {
    ssl.reset(SSL_new(context.get()));
    if (session) SSL_set_session(ssl.get(), session.get());
    BIO* const in = BIO_new(BIO_s_mem());
    BIO* const out = BIO_new(BIO_s_mem());
    BIO_set_mem_eof_return(in, -1);
    SSL_set_bio(ssl.get(), in, out);
    client ? SSL_set_connect_state(ssl.get()) : SSL_set_accept_state(ssl.get());
    for (int round = 0; round < 10; ++round) {
      ERR_clear_error();
      const int outcome = SSL_do_handshake(ssl.get());
      char* bytes = nullptr;
      const long size = BIO_get_mem_data(out, &bytes);
      if (size > 0) {
        static_cast<void>(with.write_some(
            tern::as_bytes(std::string_view{bytes, static_cast<std::size_t>(size)})));
      }
      static_cast<void>(BIO_reset(out));
      home.run_ready();
      if (outcome == 1) return "done";
      if (SSL_get_error(ssl.get(), outcome) != SSL_ERROR_WANT_READ) {
        return tern::transport::detail::take_openssl_error();
      }
      std::array<std::byte, 20'000> room{};
      const io_outcome got = with.read_some(room);
      if (got.ended || got.error) return "cut";
      if (got.bytes != 0) BIO_write(in, room.data(), static_cast<int>(got.bytes));
    }
    return "no end";
  }

  tern::transport::detail::ssl_context_ptr context;
  tern::transport::detail::ssl_ptr ssl;
  std::unique_ptr<SSL_SESSION, tern::transport::detail::freed_by<SSL_SESSION_free>> session;
};

// What a tern server says of a bare client, and the client of it.
std::pair<std::string, std::string> serve(bare& client, tern::transport::tls::server how,
                                          tern::http::versions taken = {}) {
  tern::testing::manual_executor home;
  std::string failure = "none";
  how.on_failure = [&](const tern::transport::tls::handshake_failure& failed) {
    failure = failed.status.message();
  };
  auto acceptance = tern::transport::tls_acceptance::make(how, taken).value();
  auto ends = memory_stream::make_pair(home.executor());
  reader server;
  server.take(acceptance->protect(home.executor(), std::move(ends.second)));
  const std::string said = client.shake(home, *ends.first, true);
  return {failure, said};
}

const unsigned char h2[] = {2, 'h', '2'};
const unsigned char spdy[] = {6, 's', 'p', 'd', 'y', '/', '3'};
const unsigned char http1[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

}  // namespace

TEST_CASE("48 a client that offers no HTTP is refused with no_application_protocol") {
  for (const bool offers : {false, true}) {
    bare client{TLS_client_method()};
    if (offers) SSL_CTX_set_alpn_protos(client.context.get(), spdy, sizeof spdy);
    const auto [server, said] =
        serve(client, certificates::server_side(), {.http1 = offers, .http2 = true});
    CHECK(server ==
          "the TLS handshake failed: the client offers no HTTP by ALPN that is spoken here");
    CHECK(contains(said, "no_application_protocol"));
  }
}

TEST_CASE("a client that knows nothing of ALPN is served, as one of HTTP/1.1") {
  bare client{TLS_client_method()};
  const auto [server, said] = serve(client, certificates::server_side());
  CHECK(server == "none");
  CHECK(said == "done");
}

TEST_CASE("a client that offers only HTTP/1.1 gets it, one that prefers it gets HTTP/2") {
  const unsigned char both[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1', 2, 'h', '2'};
  const auto agreed = [](const unsigned char* list, unsigned size) {
    tern::testing::manual_executor home;
    bare client{TLS_client_method()};
    SSL_CTX_set_alpn_protos(client.context.get(), list, size);
    auto acceptance = tern::transport::tls_acceptance::make(certificates::server_side()).value();
    auto ends = memory_stream::make_pair(home.executor());
    reader server;
    server.take(acceptance->protect(home.executor(), std::move(ends.second)));
    CHECK(client.shake(home, *ends.first, true) == "done");
    const auto security = server.stream->security();
    return security ? security->application_protocol : "no handshake";
  };
  CHECK(agreed(http1, sizeof http1) == "http/1.1");
  CHECK(agreed(both, sizeof both) == "h2");
}

TEST_CASE("client and server agree on a version of HTTP that both speak, the newest first") {
  using tern::http::versions;
  const auto agreed = [](versions offered, versions taken) {
    const pair here{
        certificates::server_side(), certificates::client_side(), "", 64 * 1024, offered, taken};
    if (!here.client.stream) {
      CHECK(here.server_failure ==
            "the TLS handshake failed: the client offers no HTTP by ALPN that is spoken here");
      return here.client_failure;
    }
    CHECK(here.server.stream->security()->application_protocol ==
          here.client.stream->security()->application_protocol);
    return here.client.stream->security()->application_protocol;
  };
  CHECK(agreed({}, {}) == "h2");
  CHECK(agreed({.http2 = false}, {}) == "http/1.1");
  CHECK(agreed({.http1 = false}, {}) == "h2");
  CHECK(agreed({}, {.http2 = false}) == "http/1.1");
  CHECK(agreed({}, {.http1 = false}) == "h2");
  CHECK(contains(agreed({.http1 = false}, {.http2 = false}), "(alert no_application_protocol)"));
  CHECK(contains(agreed({.http2 = false}, {.http1 = false}), "(alert no_application_protocol)"));
}

TEST_CASE("48 old versions of TLS are refused, and the minimum can be raised") {
  bare old{TLS_client_method()};
  SSL_CTX_set_security_level(old.context.get(), 0);
  SSL_CTX_set_alpn_protos(old.context.get(), h2, sizeof h2);
  SSL_CTX_set_min_proto_version(old.context.get(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(old.context.get(), TLS1_1_VERSION);
  {
    const auto [server, said] = serve(old, certificates::server_side());
    CHECK(contains(server, "unsupported protocol"));
    CHECK(contains(said, "protocol_version"));
  }
  bare middle{TLS_client_method()};
  SSL_CTX_set_alpn_protos(middle.context.get(), h2, sizeof h2);
  SSL_CTX_set_max_proto_version(middle.context.get(), TLS1_2_VERSION);
  CHECK(serve(middle, certificates::server_side()) ==
        std::pair<std::string, std::string>{"none", "done"});
  auto strict = certificates::server_side();
  strict.minimum_version = tern::transport::tls::version::tls1_3;
  CHECK(contains(serve(middle, strict).second, "no version of TLS in common"));
}

TEST_CASE("48 a server that speaks no h2 is refused, and one that is too old") {
  for (const bool old : {false, true}) {
    tern::testing::manual_executor home;
    bare server{TLS_server_method()};
    const auto& shown = certificates::usual_server();
    static_cast<void>(tern::transport::detail::use_certificate(server.context.get(),
                                                               shown.certificate, shown.key));
    if (old) {
      SSL_CTX_set_max_proto_version(server.context.get(), TLS1_2_VERSION);
    }
    auto ends = memory_stream::make_pair(home.executor());
    auto how = certificates::client_side();
    if (old) how.minimum_version = tern::transport::tls::version::tls1_3;
    auto connector = tern::transport::connect_with_tls(
                         std::make_unique<plug>(std::move(ends.first)), how, "", http2_alone)
                         .value();
    std::string failure;
    const auto attempt =
        connector->connect(home.executor(), {.host = "localhost", .port = 443},
                           [&](tern::result<std::unique_ptr<byte_stream>> outcome) {
                             failure = outcome.status().message();
                           });
    home.run_ready();
    static_cast<void>(server.shake(home, *ends.second, false));
    home.run_ready();
    CHECK(contains(failure, old ? "no version of TLS in common"
                                : "the server chose no protocol by ALPN; HTTP/2 needs h2"));
  }
}

TEST_CASE("a server that knows nothing of ALPN is taken for one of HTTP/1.1") {
  tern::testing::manual_executor home;
  bare server{TLS_server_method()};
  const auto& shown = certificates::usual_server();
  static_cast<void>(
      tern::transport::detail::use_certificate(server.context.get(), shown.certificate, shown.key));
  auto ends = memory_stream::make_pair(home.executor());
  auto connector =
      tern::transport::connect_with_tls(std::make_unique<plug>(std::move(ends.first)),
                                        certificates::client_side(), "", tern::http::versions{})
          .value();
  std::unique_ptr<byte_stream> reached;
  const auto attempt = connector->connect(home.executor(), {.host = "localhost", .port = 443},
                                          [&](tern::result<std::unique_ptr<byte_stream>> outcome) {
                                            REQUIRE(outcome);
                                            reached = *std::move(outcome);
                                          });
  home.run_ready();
  CHECK(server.shake(home, *ends.second, false) == "done");
  home.run_ready();
  REQUIRE(reached);
  CHECK(reached->security()->application_protocol.empty());
}

TEST_CASE("a client takes its session up again, and the server still knows who it is") {
  const certificates::authority clients{"clients"};
  const auto shown = clients.issue({.name = "billing"});
  auto how = certificates::server_side();
  how.client_ca = clients.pem();
  bare client{TLS_client_method()};
  SSL_CTX_set_alpn_protos(client.context.get(), h2, sizeof h2);
  SSL_CTX_set_max_proto_version(client.context.get(), TLS1_2_VERSION);
  REQUIRE(
      tern::transport::detail::use_certificate(client.context.get(), shown.certificate, shown.key)
          .ok());
  tern::testing::manual_executor home;
  auto acceptance = tern::transport::tls_acceptance::make(how).value();
  const auto connect = [&](reader& server) {
    auto ends = memory_stream::make_pair(home.executor());
    server.take(acceptance->protect(home.executor(), std::move(ends.second)));
    REQUIRE(client.shake(home, *ends.first, true) == "done");
    client.session.reset(SSL_get1_session(client.ssl.get()));
    // OpenSSL does not take up a session again that was cut off.
    SSL_set_shutdown(client.ssl.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  };
  for (const bool resumed : {false, true}) {
    reader server;
    connect(server);
    const auto security = server.stream->security();
    REQUIRE(security);
    CHECK(security->resumed == resumed);
    REQUIRE(security->peer);
    CHECK(security->peer->subject == "CN=billing");
  }
  // New certificates have new tickets: an old session does not outlive an authority.
  REQUIRE(acceptance->reload().ok());
  reader server;
  connect(server);
  CHECK_FALSE(server.stream->security()->resumed);
}

TEST_CASE("48 a client cannot renegotiate") {
  tern::testing::manual_executor home;
  bare client{TLS_client_method()};
  SSL_CTX_set_alpn_protos(client.context.get(), h2, sizeof h2);
  SSL_CTX_set_max_proto_version(client.context.get(), TLS1_2_VERSION);
  auto acceptance = tern::transport::tls_acceptance::make(certificates::server_side()).value();
  auto ends = memory_stream::make_pair(home.executor());
  reader server;
  server.take(acceptance->protect(home.executor(), std::move(ends.second)));
  REQUIRE(client.shake(home, *ends.first, true) == "done");
  REQUIRE(SSL_renegotiate(client.ssl.get()) == 1);
  static_cast<void>(SSL_do_handshake(client.ssl.get()));
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(SSL_get_wbio(client.ssl.get()), &bytes);
  REQUIRE(size > 0);
  static_cast<void>(ends.first->write_some(
      tern::as_bytes(std::string_view{bytes, static_cast<std::size_t>(size)})));
  home.run_ready();
  std::array<std::byte, 1000> room{};
  const io_outcome got = ends.first->read_some(room);
  BIO_write(SSL_get_rbio(client.ssl.get()), room.data(), static_cast<int>(got.bytes));
  CHECK(SSL_do_handshake(client.ssl.get()) != 1);
  CHECK(ERR_GET_REASON(ERR_peek_error()) == SSL_R_NO_RENEGOTIATION);
  ERR_clear_error();
}

#endif
