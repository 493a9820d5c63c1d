// SPDX-License-Identifier: MIT
#pragma once

// Servers in memory that are answered for by hand, at addresses of a made-up network: what a
// channel does with connections that end, servers that refuse, and addresses that lead nowhere.

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/client/client.hpp>
#include <tern/runtime/sleep.hpp>
#include <tern/testing/manual_executor.hpp>
#include <tern/transport/connection.hpp>
#include <tern/transport/memory.hpp>

#include "tests/stack/contract.hpp"

namespace network {

using tern::transport::address;
using tern::transport::byte_stream;

inline address at(std::string host, std::uint16_t port = 1) {
  return {address::kind::tcp, std::move(host), port};
}

// ---- answers ---------------------------------------------------------------------------------

inline tern::http::head response() {
  tern::http::head head;
  head.status = 200;
  head.fields.add("content-type", "application/grpc");
  return head;
}

inline tern::http::headers trailers(std::string_view status) {
  tern::http::headers fields;
  fields.add("grpc-status", status);
  return fields;
}

/// Answers with an empty message and OK.
inline void answer(tern::http::stream& request) {
  constexpr std::string_view empty_message{"\0\0\0\0\0", 5};
  request.send_head(response(), false);
  request.output().append(tern::as_bytes(empty_message));
  request.flush();
  request.end(trailers("0"));
}
inline void refuse(tern::http::stream& request) {
  request.reset(tern::http::error_code::refused_stream);
}
inline void ignore(tern::http::stream&) {}

// ---- servers ---------------------------------------------------------------------------------

/// A server, and what it was asked. It may have several connections.
class server final : public tern::transport::connection_owner {
 public:
  using way = std::function<void(tern::http::stream&)>;

  explicit server(way by = answer) : by_(std::move(by)) {}
  ~server() { close(); }

  way& by() { return by_; }
  tern::http::limits allows{};
  std::vector<tern::http::stream_ptr> requests;
  std::size_t connection_count = 0;

  void connect(tern::runtime::executor& home, std::unique_ptr<byte_stream> bytes) {
    ++connection_count;
    links_.push_back(std::make_unique<tern::transport::connection>(
        home, scratch_, std::move(bytes), tern::http::role::server, allows,
        static_cast<tern::transport::connection_owner&>(*this)));
  }
  /// Cuts all connections.
  void close() { links_.clear(); }
  /// Says that it goes away, on all connections.
  void drain() {
    for (const auto& each : links_) each->go_away();
  }

 private:
  void on_request(tern::transport::connection&, tern::http::stream_ptr request) override {
    requests.push_back(request);
    by_(*request);
  }
  void on_closed(tern::transport::connection& which) noexcept override {
    std::erase_if(links_, [&](const auto& each) { return each.get() == &which; });
  }

  way by_;
  std::array<std::byte, 4096> scratch_{};
  std::vector<std::unique_ptr<tern::transport::connection>> links_;
};

/// What happens to those who connect to an address.
struct place {
  server* serves = nullptr;
  bool silent = false;  ///< the attempt does not end
  bool mute = false;    ///< it does, and nobody speaks
  bool slams = false;   ///< it does, and the other end closes at once
  std::string why = "nobody is at home";
  std::function<void(std::unique_ptr<byte_stream>)> takes{};  ///< gets the other end
};

/// A network: places by address, and a journal of who tried what when.
struct net {
  std::map<std::string, place> places;
  std::map<std::string, std::vector<std::string>> names;  ///< what the resolver knows
  std::vector<std::pair<std::string, tern::runtime::time_point>> attempts;
  std::size_t lookup_count = 0;
  std::size_t given_up_count = 0;

  place& operator[](const std::string& where) { return places[where]; }

  [[nodiscard]] std::unique_ptr<tern::transport::connector> connector() {
    return std::make_unique<cable>(*this);
  }
  [[nodiscard]] std::unique_ptr<tern::transport::resolver> resolver() {
    return std::make_unique<phone_book>(*this);
  }

 private:
  struct cable final : tern::transport::connector {
    explicit cable(net& to) : network(to) {}
    [[nodiscard]] std::unique_ptr<tern::transport::connect_attempt> connect(
        tern::runtime::executor& home, const address& where, done finished) override {
      const std::string target = endpoint_of(where);
      network.attempts.emplace_back(target, home.now());
      auto begun = std::make_unique<attempt>(network, target, home, std::move(finished));
      if (!network.places[target].silent) home.make_ready(*begun);
      return begun;
    }
    net& network;
  };

  struct attempt final : tern::transport::connect_attempt, tern::runtime::work {
    attempt(net& to, std::string target, tern::runtime::executor& on,
            tern::transport::connector::done finished)
        : work([](work& item) noexcept { static_cast<attempt&>(item).end(); }),
          network(to),
          where(std::move(target)),
          home(on),
          report(std::move(finished)) {}
    ~attempt() override { network.given_up_count += report ? 1U : 0U; }

    void end() {
      const place& there = network.places[where];
      auto tell = std::move(report);
      if (there.serves == nullptr && !there.mute && !there.slams && !there.takes) {
        return tell(tern::status{tern::code::unavailable, there.why});
      }
      auto ends = tern::transport::memory_stream::make_pair(home);
      if (there.mute) far = std::move(ends.second);
      if (there.takes) there.takes(std::move(ends.second));
      if (there.serves != nullptr) there.serves->connect(home, std::move(ends.second));
      tell(std::move(ends.first));
    }

    net& network;
    std::string where;
    tern::runtime::executor& home;
    tern::transport::connector::done report;
    std::unique_ptr<byte_stream> far;
  };

  struct phone_book final : tern::transport::resolver {
    explicit phone_book(net& of) : network(of) {}
    [[nodiscard]] std::unique_ptr<tern::transport::resolution> resolve(
        tern::runtime::executor& home, const address& name, done finished) override {
      ++network.lookup_count;
      auto asked = std::make_unique<question>(network, name, std::move(finished));
      if (network.names[name.host] != std::vector<std::string>{"silence"}) {
        home.make_ready(*asked);
      }
      return asked;
    }
    net& network;
  };

  struct question final : tern::transport::resolution, tern::runtime::work {
    question(net& of, address asked, tern::transport::resolver::done finished)
        : work([](work& item) noexcept { static_cast<question&>(item).end(); }),
          network(of),
          name(std::move(asked)),
          report(std::move(finished)) {}
    void end() {
      const auto& ips = network.names[name.host];
      if (ips.empty()) return report(tern::status{tern::code::unavailable, "no such host"});
      std::vector<address> found;
      for (const std::string& ip : ips) {
        found.push_back(name);
        found.back().ip = ip;
      }
      report(std::move(found));
    }
    net& network;
    address name;
    tern::transport::resolver::done report;
  };
};

// ---- all of it -------------------------------------------------------------------------------

/// A channel, and the server that it leads to.
struct world {
  explicit world(server::way by = network::answer, tern::client_side::channel_options how = {},
                 tern::http::limits allows = {})
      : server(std::move(by)), channel(at("a"), net.connector(), std::move(how)), subject(channel) {
    server.allows = allows;
    net["a:1"].serves = &server;
  }
  network::net net;
  network::server server;
  tern::testing::manual_executor home;
  tern::client_side::channel channel;
  tern::client_side::client<stack::Subject> subject;
};

/// How a call ends.
inline tern::runtime::task<tern::status> status_of(tern::client_side::client<stack::Subject>& on,
                                                   tern::client_side::call_options how = {}) {
  auto outcome = co_await on.Unary({.text = "ask"}, std::move(how)).result();
  co_return outcome.status();
}

}  // namespace network
