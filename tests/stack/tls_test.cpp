// SPDX-License-Identifier: MIT

// Servers and channels with TLS, as users put them together.

#include "tests/stack/harness.hpp"

#if TERN_WITH_TLS

#include <chrono>
#include <filesystem>
#include <fstream>

using certificates::usual_authority;
using stack::Answer;
using stack::Ask;
using stack::Subject;
using namespace std::chrono_literals;

namespace {

// A server on a thread of its own, until the end of the test.
class running {
 public:
  explicit running(stack::script handlers = {}) : server({.handle_signals = false}) {
    server.add<Subject>(stack::scripted{std::move(handlers)});
  }
  ~running() {
    server.stop();
    thread_.join();
  }
  void start() {
    thread_ = std::thread{[this] { server.run(); }};
  }

  tern::server server;

 private:
  std::thread thread_;
};

tern::status status_of(const std::string& target, tern::channel_options how = {},
                       tern::call_options call = {}) {
  tern::channel channel{target, std::move(how)};
  tern::client<Subject> subject{channel};
  return tern::run(
      [](tern::client<Subject>& to, tern::call_options with) -> tern::task<tern::status> {
        auto outcome = co_await to.Unary({}, std::move(with)).result();
        co_return outcome.status();
      }(subject, std::move(call)));
}

tern::channel_options trusting() {
  return {.tls = certificates::client_side()};
}

bool contains(const tern::status& outcome, std::string_view part) {
  const bool found = outcome.message().find(part) != std::string::npos;
  if (!found) MESSAGE(to_string(outcome) << "\n  does not contain\n" << part);
  return found && outcome.code() == tern::code::unavailable;
}

// The answer of a handler that says who the client is.
stack::script naming_the_client() {
  return {.unary = [](tern::context& ctx, Ask) -> tern::task<Answer> {
    const tern::connection_security* const how = ctx.security();
    if (how == nullptr) co_return Answer{.text = "plain"};
    co_return Answer{.text = how->peer ? how->peer->uris.at(0) : "anonymous"};
  }};
}

std::string answer_of(const std::string& target, tern::channel_options how = {}) {
  tern::channel channel{target, std::move(how)};
  tern::client<Subject> subject{channel};
  return tern::run([](tern::client<Subject>& to) -> tern::task<std::string> {
    Answer answer = co_await to.Unary({});
    co_return answer.text;
  }(subject));
}

// Files of a test.
class folder {
 public:
  folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tern-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    path_ = pattern;
  }
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;
  ~folder() { std::filesystem::remove_all(path_); }

  [[nodiscard]] std::string path(const std::string& name) const { return path_ + "/" + name; }

  // With a time of its own, however coarse the clock of the file system is.
  void write(const std::string& name, const std::string& text) {
    std::ofstream{path(name)} << text;
    std::filesystem::last_write_time(
        path(name), std::filesystem::file_time_type{} + std::chrono::seconds{++writes_});
  }
  void write(const certificates::key_pair& pair) {
    write("server.pem", pair.certificate);
    write("server.key", pair.key);
  }

 private:
  std::string path_;
  int writes_ = 0;
};

std::string subject_of(const std::string& target) {
  std::string subject;
  auto how = trusting();
  how.tls->verify = [&](const tern::connection_security& about) {
    subject = about.peer->subject;
    return tern::status{};
  };
  const tern::status outcome = status_of(target, how);
  return outcome.ok() ? subject : to_string(outcome);
}

}  // namespace

TEST_CASE("one server listens with TLS, with client certificates, and without TLS") {
  const certificates::authority clients{"clients"};
  const auto shown =
      clients.issue({.name = "billing", .names = "URI:spiffe://example.org/billing"});
  running here{naming_the_client()};
  const std::string plain = to_string(here.server.listen("127.0.0.1:0"));
  const std::string with_tls =
      to_string(here.server.listen("127.0.0.1:0", certificates::server_side()));
  auto mutual = certificates::server_side();
  mutual.client_ca = clients.pem();
  const std::string with_clients = to_string(here.server.listen("127.0.0.1:0", mutual));
  here.start();

  auto identified = trusting();
  identified.tls->certificate = shown.certificate;
  identified.tls->key = shown.key;
  CHECK(answer_of(plain) == "plain");
  CHECK(answer_of("http://" + plain) == "plain");
  CHECK(answer_of("https://" + with_tls, trusting()) == "anonymous");
  CHECK(answer_of(with_tls, trusting()) == "anonymous");  // the options ask for TLS too
  CHECK(answer_of("https://" + with_tls, identified) == "anonymous");  // nobody asks who it is
  CHECK(answer_of("https://" + with_clients, identified) == "spiffe://example.org/billing");
  CHECK(contains(status_of("https://" + with_clients, trusting()),
                 "the peer requires a certificate, and was shown none"));
  CHECK(here.server.tls_counters().handshakes == 4);
  CHECK(here.server.tls_counters().failed_handshakes == 1);
}

TEST_CASE("a client without TLS and a server with it, and the other way round, are told so") {
  running here;
  const std::string plain = to_string(here.server.listen("127.0.0.1:0"));
  const std::string with_tls =
      to_string(here.server.listen("127.0.0.1:0", certificates::server_side()));
  here.start();
  CHECK(contains(status_of(with_tls), "the server speaks TLS on this port: connect with https://"));
  CHECK(contains(status_of("https://" + plain, trusting()),
                 "the server does not speak TLS on this port; is it one for http://?"));
  CHECK(status_of(plain).ok());
  CHECK(status_of(with_tls, trusting()).ok());
}

TEST_CASE("a server that is not trusted fails calls with the reason, and patient ones wait") {
  running here;
  const std::string target =
      to_string(here.server.listen("127.0.0.1:0", certificates::server_side()));
  here.start();
  CHECK(contains(status_of("https://" + target),
                 "cannot connect to " + target +
                     ": the TLS handshake failed: the certificate of CN=server was signed by "
                     "CN=tern's tests, which is not trusted"));
  const tern::status patient = status_of("https://" + target, {.backoff_initial = 5ms},
                                         {.timeout = 100ms, .wait_for_ready = true});
  CHECK(patient.code() == tern::code::deadline_exceeded);
  CHECK(patient.message().starts_with(
      "the deadline of the call has passed while it waited for a connection: cannot connect to " +
      target + ": the TLS handshake failed: the certificate of CN=server was signed by "));
  CHECK(here.server.tls_counters().failed_handshakes >= 2);
}

TEST_CASE("a call may only call the server by names that its certificate holds for") {
  running here;
  const std::string target =
      to_string(here.server.listen("127.0.0.1:0", certificates::server_side()));
  here.start();
  CHECK(status_of(target, trusting(), {.authority = "localhost:1234"}).ok());
  const tern::status refused = status_of(target, trusting(), {.authority = "example.org"});
  CHECK(refused.code() == tern::code::unavailable);
  CHECK(contains(refused, "the authority of the call is wrong: the certificate holds for "));
  CHECK(contains(refused, ", not for example.org"));
  CHECK(here.server.tls_counters().handshakes == 2);
}

TEST_CASE("a refused certificate of a client is an attempt that failed: the next one waits") {
  running here;
  auto mutual = certificates::server_side();
  mutual.client_ca = usual_authority().pem();
  const std::string target = to_string(here.server.listen("127.0.0.1:0", mutual));
  here.start();
  tern::channel channel{target, trusting()};
  tern::client<Subject> subject{channel};
  tern::run([](tern::client<Subject>& to) -> tern::task<void> {
    for (int i = 0; i < 3; ++i) {
      auto outcome = co_await to.Unary({}).result();
      CHECK(contains(outcome.status(), "the peer requires a certificate"));
    }
  }(subject));
  CHECK(here.server.tls_counters().failed_handshakes == 1);
}

TEST_CASE("new connections get new certificates, old connections go on") {
  const auto issue = [](const std::string& name) {
    return usual_authority().issue({.name = name, .names = certificates::every_name});
  };
  folder files;
  files.write(issue("first"));
  running here;
  const std::string target =
      to_string(here.server.listen("127.0.0.1:0", {.certificate = files.path("server.pem"),
                                                   .key = files.path("server.key"),
                                                   .reload_interval = 0s}));
  here.start();
  tern::channel old{target, trusting()};
  tern::client<Subject> subject{old};
  tern::run([](tern::client<Subject>& to, tern::server& server, folder& texts, std::string address,
               auto make) -> tern::task<void> {
    co_await to.Unary({});
    CHECK(subject_of(address) == "CN=first");
    texts.write(make("second"));
    CHECK(subject_of(address) == "CN=first");  // nobody looks by itself
    CHECK(server.reload_certificates().ok());
    CHECK(subject_of(address) == "CN=second");
    // What does not load changes nothing.
    texts.write("server.pem", "-----BEGIN CERTIFICATE-----\nbroken\n");
    const tern::status broken = server.reload_certificates();
    CHECK(contains(broken, "no certificate can be read from \"" + texts.path("server.pem") + "\""));
    texts.write("server.pem", make("third").certificate);
    CHECK(contains(server.reload_certificates(), "does not belong to the certificate of"));
    CHECK(subject_of(address) == "CN=second");
    CHECK(server.tls_counters().reloads == 1);
    CHECK(server.tls_counters().failed_reloads == 2);
    co_await to.Unary({});
  }(subject, here.server, files, target, issue));
  CHECK(here.server.tls_counters().handshakes == 5);
}

TEST_CASE("files that change are noticed when somebody connects") {
  folder files;
  files.write(usual_authority().issue({.name = "first", .names = certificates::every_name}));
  running here;
  const std::string target =
      to_string(here.server.listen("127.0.0.1:0", {.certificate = files.path("server.pem"),
                                                   .key = files.path("server.key"),
                                                   .reload_interval = 1ns}));
  here.start();
  CHECK(subject_of(target) == "CN=first");
  files.write(usual_authority().issue({.name = "second", .names = certificates::every_name}));
  CHECK(subject_of(target) == "CN=second");
  CHECK(subject_of(target) == "CN=second");
  CHECK(here.server.tls_counters().reloads == 1);
  std::filesystem::remove(files.path("server.key"));
  CHECK(subject_of(target) == "CN=second");
  CHECK(here.server.tls_counters().failed_reloads == 1);
}

TEST_CASE("certificates that cannot be used are told when the server listens") {
  const auto good = certificates::usual_server();
  const auto other = usual_authority().issue();
  const std::pair<tern::tls::server, std::string> table[] = {
      {{}, "a server needs a certificate and its key"},
      {{.certificate = good.certificate}, "a server needs a certificate and its key"},
      {{.certificate = "/nowhere/server.pem", .key = good.key},
       "the file \"/nowhere/server.pem\" cannot be read"},
      {{.certificate = good.certificate, .key = "-----BEGIN PRIVATE KEY-----\nMII\n"},
       "no key can be read from a PEM in memory"},
      {{.certificate = good.certificate, .key = other.key},
       "the key of a PEM in memory does not belong to the certificate of a PEM in memory"},
      {{.certificate = good.certificate, .key = good.key, .client_ca = good.key},
       "no certificate can be read from a PEM in memory"},
  };
  for (const auto& [how, text] : table) {
    tern::server server;
    tern::status outcome;
    try {
      server.listen("127.0.0.1:0", how);
    } catch (const tern::error& failure) {
      outcome = failure.status();
    }
    CHECK(contains(outcome, text));
  }
}

TEST_CASE("a channel says what is wrong with its options") {
  const auto failure_of = [](const std::string& target, tern::channel_options how) {
    try {
      const tern::channel channel{target, std::move(how)};
      return tern::status{};
    } catch (const tern::error& failure) {
      return failure.status();
    }
  };
  CHECK(contains(failure_of("http://localhost", trusting()), "the target is one without TLS"));
  CHECK(contains(failure_of("https://localhost", {.tls = tern::tls::client{.ca = "/nowhere"}}),
                 "the file \"/nowhere\" cannot be read"));
  CHECK(contains(
      failure_of(
          "https://localhost",
          {.tls = tern::tls::client{.certificate = certificates::usual_server().certificate}}),
      "a certificate needs its key"));
  CHECK(failure_of("https://localhost", {}).ok());
}

TEST_CASE("requests say https and the name that was verified") {
  std::string authority;
  stack::script handlers;
  running here;
  const std::string target =
      to_string(here.server.listen("127.0.0.1:0", certificates::server_side()));
  here.start();
  auto how = trusting();
  how.tls->server_name = "localhost";
  CHECK(status_of(target, how).ok());
  how.authority = "in-process";
  CHECK(status_of(target, how).ok());
  how.authority = "example.org";
  CHECK(contains(status_of(target, how), "the authority of the channel is wrong"));
  how.tls->server_name = "";
  CHECK(contains(status_of(target, how), "not for example.org"));
}

#endif
