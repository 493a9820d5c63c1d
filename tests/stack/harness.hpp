// SPDX-License-Identifier: MIT
#pragma once

// Runs a behaviour over every stack: it is written once, as a plan for the server and a coroutine
// of the client. To add a protocol, a codec or a transport, add a line to every_stack().

#include <doctest/doctest.h>

#include <atomic>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <tern/json.hpp>
#include <tern/server/endpoint.hpp>
#include <tern/server/router.hpp>
#include <tern/tern.hpp>
#include <tern/testing.hpp>
#include <tern/transport/memory.hpp>
#include <tern/transport/tls.hpp>

#include "tests/stack/beacon.hpp"
#include "tests/stack/contract.hpp"
#include "tests/stack/fault_stream.hpp"
#include "tests/transport/certificates.hpp"

namespace stack {

#if defined(__SANITIZE_THREAD__)
inline constexpr bool under_thread_sanitizer = true;
#elif defined(__has_feature)
inline constexpr bool under_thread_sanitizer = __has_feature(thread_sanitizer);
#else
inline constexpr bool under_thread_sanitizer = false;
#endif

/// What a behaviour wants to be there before it starts.
struct plan {
  script handlers{};
  tern::server_options server{};
  tern::channel_options channel{};
  std::vector<tern::intercept::interceptor> around_handlers{};  ///< the outermost first
  bool many_bytes = false;                                      ///< too many to be moved one by one
  bool proto_only = false;   ///< it is about what JSON is not: its sizes, say
  bool not_connect = false;  ///< it is about what is otherwise in Connect
};

/// What a behaviour finds.
struct world {
  explicit world(tern::channel& to) : channel(to), subject(to) {}

  [[nodiscard]] bool is_connect() const { return channel.how().protocol == tern::connect; }
  /// Whether what comes last of a unary call is in fields of HTTP.
  [[nodiscard]] bool trailers_are_fields() const {
    return is_connect() || channel.how().protocol == tern::grpc;
  }

  tern::channel& channel;
  tern::client<Subject> subject;
};

using behaviour = std::function<tern::task<void>(world&)>;

/// One way of putting client and server together.
struct kind {
  std::string name;
  std::function<void(const plan&, const behaviour&)> run;
  bool byte_by_byte = false;
  bool json = false;
  bool connect = false;
  bool threaded = false;  ///< client and server have a thread each

  [[nodiscard]] bool suits(const plan& wanted) const {
    return !(byte_by_byte && wanted.many_bytes) && !(json && wanted.proto_only) &&
           !(connect && wanted.not_connect);
  }
};

// ---- the kinds -------------------------------------------------------------------------------

inline tern::transport::address in_process() {
  return {.type = tern::transport::address::kind::tcp, .host = "in-process", .port = 0};
}

/// Client and server on one executor in memory, with a time that only moves when nothing is ready.
inline void over_memory_in_virtual_time(const plan& wanted, const behaviour& body) {
  tern::testing::manual_executor home;
  tern::testing::memory_server server{wanted.server};
  server.add<Subject>(scripted{wanted.handlers});
  for (const auto& each : wanted.around_handlers) server.intercept(each);
  tern::channel channel{in_process(), server.connector(), wanted.channel};
  world here{channel};
  home.run(body(here));
}

inline void over_memory(const plan& wanted, const behaviour& body) {
  tern::testing::memory_server server{wanted.server};
  server.add<Subject>(scripted{wanted.handlers});
  for (const auto& each : wanted.around_handlers) server.intercept(each);
  tern::channel channel{in_process(), server.connector(), wanted.channel};
  world here{channel};
  tern::run(body(here));
}

/// Lets the server listen, with TLS if the channel will connect so. Returns the target.
inline std::string listen(tern::server& server, const std::string& at, const plan& wanted) {
#if TERN_WITH_TLS
  if (wanted.channel.tls) return to_string(server.listen(at, certificates::server_side()));
#endif
  return to_string(server.listen(at));
}

/// Client and server on sockets, in one thread.
inline void over_one_loop(const std::string& listen_at, const plan& wanted, const behaviour& body) {
  asio::io_context io;
  tern::server server{io, wanted.server};
  server.add<Subject>(scripted{wanted.handlers});
  for (const auto& each : wanted.around_handlers) server.intercept(each);
  tern::channel channel{listen(server, listen_at, wanted), wanted.channel};
  world here{channel};
  bool ended = false;
  std::exception_ptr failure;
  tern::spawn(io, body(here), [&](std::exception_ptr thrown) {
    failure = std::move(thrown);
    ended = true;
  });
  while (!ended) io.run_one();
  if (failure) std::rethrow_exception(failure);
}

/// A server on threads of its own.
inline void over_threads(const std::string& listen_at, const plan& wanted, const behaviour& body) {
  tern::server_options how = wanted.server;
  how.handle_signals = false;
  tern::server server{how};
  server.add<Subject>(scripted{wanted.handlers});
  for (const auto& each : wanted.around_handlers) server.intercept(each);
  // Handlers may call through the channel: it outlives their threads.
  tern::channel channel{listen(server, listen_at, wanted), wanted.channel};
  struct serving {
    explicit serving(tern::server& of) : server(of), thread([&of] { of.run(); }) {}
    ~serving() {
      server.stop();
      thread.join();
    }
    tern::server& server;
    std::thread thread;
  } running{server};
  world here{channel};
  tern::run(body(here));
}

/// A folder for one Unix socket.
class socket_folder {
 public:
  socket_folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tern-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    path_ = pattern;
  }
  socket_folder(const socket_folder&) = delete;
  socket_folder& operator=(const socket_folder&) = delete;
  ~socket_folder() { std::filesystem::remove_all(path_); }

  [[nodiscard]] std::string target() const { return "unix:" + path_ + "/socket"; }

 private:
  std::string path_;
};

/// A server in memory whose connections have faults, on one executor.
class fault_server {
 public:
  fault_server(tern::runtime::executor& home, const plan& wanted, faults client, faults server)
      : client_faults(std::make_shared<faults>(client)),
        server_faults(std::make_shared<faults>(server)),
        service_{wanted.handlers},
        options_(wanted.server),
        calls_(home, scratch_, routes_, options_) {
    static_cast<void>(tern::server_side::add_routes<Subject>(routes_, service_));
#if TERN_WITH_TLS
    if (wanted.channel.tls) {
      security_ = tern::transport::tls_acceptance::make(certificates::server_side()).value();
    }
#endif
    for (const auto& each : wanted.around_handlers) routes_.intercept("", each);
  }

  [[nodiscard]] std::unique_ptr<tern::transport::connector> connector() {
    return std::make_unique<faulty_connector>(*this);
  }

  std::shared_ptr<faults> client_faults;
  std::shared_ptr<faults> server_faults;

 private:
  struct faulty_connector final : tern::transport::connector {
    explicit faulty_connector(fault_server& to) : server(to) {}

    [[nodiscard]] std::unique_ptr<tern::transport::connect_attempt> connect(
        tern::runtime::executor& home, const tern::transport::address&, done finished) override {
      auto begun = std::make_unique<attempt>(server, home, std::move(finished));
      home.make_ready(*begun);
      return begun;
    }

    fault_server& server;
  };

  struct attempt final : tern::transport::connect_attempt, tern::runtime::work {
    attempt(fault_server& to, tern::runtime::executor& on,
            tern::transport::connector::done finished)
        : work([](work& item) noexcept {
            auto& self = static_cast<attempt&>(item);
            auto ends = tern::transport::memory_stream::make_pair(self.home);
            std::unique_ptr<tern::transport::byte_stream> far =
                std::make_unique<fault_stream>(std::move(ends.second), self.server.server_faults);
            if (self.server.security_) {
              far = self.server.security_->protect(self.home, std::move(far));
            }
            self.server.calls_.adopt(std::move(far));
            std::unique_ptr<tern::transport::byte_stream> near =
                std::make_unique<fault_stream>(std::move(ends.first), self.server.client_faults);
            self.report(std::move(near));
          }),
          server(to),
          home(on),
          report(std::move(finished)) {}
    fault_server& server;
    tern::runtime::executor& home;
    tern::transport::connector::done report;
  };

  scripted service_;
  tern::server_options options_;
  tern::server_side::router routes_;
  std::unique_ptr<tern::transport::tls_acceptance> security_;  // null without TLS
  std::array<std::byte, 16 * 1024> scratch_{};
  tern::server_side::endpoint calls_;
};

inline void over_single_bytes(const plan& wanted, const behaviour& body) {
  tern::testing::manual_executor home;
  constexpr faults one{.read_max_bytes = 1, .write_max_bytes = 1};
  fault_server server{home.executor(), wanted, one, one};
  tern::channel channel{in_process(), server.connector(), wanted.channel};
  world here{channel};
  home.run(body(here));
}

#if TERN_WITH_TLS
/// The same plan with TLS.
inline plan protected_plan(plan wanted) {
  wanted.channel.tls = certificates::client_side();
  return wanted;
}

inline void over_memory_with_tls(const plan& wanted, const behaviour& body) {
  tern::testing::manual_executor home;
  const plan with = protected_plan(wanted);
  fault_server server{home.executor(), with, {}, {}};
  tern::channel channel{in_process(), server.connector(), with.channel};
  world here{channel};
  home.run(body(here));
}
#endif

/// What a stack's calls speak beside gRPC with Protobuf's binary form.
struct language {
  std::string name;
  tern::client_side::channel_protocol protocol;
  bool json = false;
};

inline const std::vector<language>& other_languages() {
  static const std::vector<language> all = {
      {"gRPC, JSON", tern::grpc, true},
      {"gRPC-Web", tern::grpc_web},
      {"gRPC-Web, JSON", tern::grpc_web, true},
      {"gRPC-Web, text", tern::grpc_web_text},
      {"gRPC-Web, text, JSON", tern::grpc_web_text, true},
      {"Connect", tern::connect},
      {"Connect, JSON", tern::connect, true},
  };
  return all;
}

/// A stack whose calls are made in another language.
inline kind speaking(const language& spoken, kind over) {
  return {spoken.name + over.name.substr(over.name.find(',')),
          [spoken, run = std::move(over.run)](plan wanted, const behaviour& body) {
            wanted.channel.protocol = spoken.protocol;
            wanted.server.json = &tern::json_codec;
            if (spoken.json) wanted.channel.codec = tern::json_codec;
            run(wanted, body);
          },
          over.byte_by_byte,
          spoken.json,
          spoken.protocol == tern::connect,
          over.threaded};
}

inline kind threaded(std::string name, std::function<void(const plan&, const behaviour&)> run) {
  return {.name = std::move(name), .run = std::move(run), .threaded = true};
}

/// The stacks with gRPC and Protobuf's binary form.
inline std::vector<kind> grpc_stacks() {
  return {
      {"gRPC, HTTP/2, memory, virtual time", over_memory_in_virtual_time},
      {"gRPC, HTTP/2, memory", over_memory},
      {"gRPC, HTTP/2, TCP, one loop",
       [](const plan& wanted, const behaviour& body) {
         over_one_loop("127.0.0.1:0", wanted, body);
       }},
      threaded("gRPC, HTTP/2, TCP, a server on a thread",
               [](const plan& wanted, const behaviour& body) {
                 over_threads("127.0.0.1:0", wanted, body);
               }),
      threaded("gRPC, HTTP/2, Unix socket",
               [](const plan& wanted, const behaviour& body) {
                 const socket_folder folder;
                 over_threads(folder.target(), wanted, body);
               }),
      {"gRPC, HTTP/2, memory, byte by byte", over_single_bytes, true},
#if TERN_WITH_TLS
      {"gRPC, HTTP/2, TLS, memory, virtual time", over_memory_with_tls},
      {"gRPC, HTTP/2, TLS, memory, byte by byte",
       [](const plan& wanted, const behaviour& body) {
         over_single_bytes(protected_plan(wanted), body);
       },
       true},
      {"gRPC, HTTP/2, TLS, TCP, one loop",
       [](const plan& wanted, const behaviour& body) {
         over_one_loop("127.0.0.1:0", protected_plan(wanted), body);
       }},
      threaded("gRPC, HTTP/2, TLS, TCP, a server on a thread",
               [](const plan& wanted, const behaviour& body) {
                 over_threads("127.0.0.1:0", protected_plan(wanted), body);
               }),
      threaded("gRPC, HTTP/2, TLS, Unix socket",
               [](const plan& wanted, const behaviour& body) {
                 const socket_folder folder;
                 over_threads(folder.target(), protected_plan(wanted), body);
               }),
#endif
  };
}

/// Every stack there is: each transport with gRPC, and each other language in memory; those without
/// JSON also byte by byte, and one over sockets.
inline const std::vector<kind>& every_stack() {
  static const std::vector<kind> all = [] {
    std::vector<kind> stacks = grpc_stacks();
    for (const language& each : other_languages()) {
      stacks.push_back(
          speaking(each, {"gRPC, HTTP/2, memory, virtual time", over_memory_in_virtual_time}));
      if (each.json) continue;
      stacks.push_back(
          speaking(each, {"gRPC, HTTP/2, memory, byte by byte", over_single_bytes, true}));
    }
    stacks.push_back(speaking(other_languages().back(), stacks[3]));
    // With one thread there is nothing for ThreadSanitizer to find.
    if (under_thread_sanitizer) {
      std::erase_if(stacks, [](const kind& each) { return !each.threaded; });
    }
    return stacks;
  }();
  return all;
}

/// Runs a behaviour over every stack.
inline void on_every_stack(const plan& wanted, const behaviour& body) {
  for (const kind& each : every_stack()) {
    if (!each.suits(wanted)) continue;
    INFO(each.name);
    try {
      each.run(wanted, body);
    } catch (const tern::error& failure) {
      FAIL_CHECK(std::string{failure.what()});
    }
  }
}
inline void on_every_stack(const behaviour& body) {
  on_every_stack(plan{}, body);
}

// ---- for behaviours --------------------------------------------------------------------------

/// Long enough for never to pass in a test.
inline constexpr auto forever = std::chrono::hours{24};

/// The sequence as a stream, each element when it is asked for.
template <class T>
tern::stream<T> each_of(std::vector<T> all) {
  for (T& one : all) co_yield std::move(one);
}

/// All that is left of a stream.
template <class Stream>
tern::task<std::vector<typename Stream::value_type>> rest_of(Stream& from) {
  std::vector<typename Stream::value_type> all;
  while (auto one = co_await from.next()) all.push_back(*std::move(one));
  co_return all;
}

}  // namespace stack
