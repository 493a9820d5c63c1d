// SPDX-License-Identifier: MIT

/// The server that h2spec asks: it answers every request with 200 and a line, when all of the
/// request has come, on a port without TLS and on one with. It writes the two ports to its standard
/// output and serves until it gets SIGTERM.

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include <tern/tern.hpp>

#include <tests/transport/certificates.hpp>

namespace {

using tern::transport::connection;

constexpr std::string_view line = "This server is here to be tested.\n";

/// Answers one request; deletes itself when that is done or in vain.
class exchange final : private tern::http::stream_listener {
 public:
  exchange(tern::runtime::executor& home, tern::http::stream_ptr request)
      : home_(home), request_(std::move(request)) {
    request_->discard_body();
    request_->listen(this);
    home_.make_ready(progress_);  // the request may have ended already
  }
  ~exchange() { request_->listen(nullptr); }

 private:
  void on_received() noexcept override { look_again(); }
  void on_failed(const tern::http::stream_error&) noexcept override { look_again(); }

  void look_again() noexcept { home_.make_ready(progress_); }

  void get_on() noexcept {
    if (request_->failure() == nullptr && !request_->received_end()) return;
    if (request_->failure() == nullptr) answer();
    delete this;
  }

  void answer() {
    tern::http::head response;
    response.status = 200;
    response.fields.add("content-type", "text/plain; charset=utf-8");
    const bool bare = request_->received_head().method == "HEAD";
    request_->send_head(std::move(response), bare);
    if (bare) return;
    request_->output().append(tern::as_bytes(line));
    request_->end();
  }

  tern::runtime::executor& home_;
  tern::http::stream_ptr request_;
  tern::member_callback<tern::runtime::work, exchange, &exchange::get_on> progress_{*this};
};

/// Listens on two ports.
class server final : private tern::transport::connection_owner {
 public:
  server() {
    loop_.on_signal([this] { loop_.stop(); });
  }
  ~server() {
    while (!connections_.empty()) destroy(connections_.front());
    loop_.home().core().turn();  // the exchanges that were under way see it, and go
  }

  int listen(bool protect) {
    auto opened = tern::transport::acceptor::listen(
        loop_.home(), tern::transport::parse_address("127.0.0.1:0").value());
    auto& added = acceptors_.emplace_back(std::move(opened).value());
    added->start(
        [this]() -> tern::transport::io_executor& { return loop_.home(); },
        [this, protect](tern::transport::io_executor& home,
                        std::unique_ptr<tern::transport::byte_stream> bytes) {
          if (protect) bytes = security_->protect(home.core(), std::move(bytes));
          connections_.push_back(*new connection(home.core(), home.scratch(), std::move(bytes),
                                                 tern::http::role::server, {}, *this));
        });
    return added->local().port;
  }

  void run() { loop_.run(); }

 private:
  void on_request(connection&, tern::http::stream_ptr request) override {
    new exchange(loop_.home().core(), std::move(request));
  }
  void on_closed(connection& which) noexcept override { destroy(which); }

  static void destroy(connection& which) noexcept {
    which.unlink();
    delete &which;
  }

  tern::transport::io_loop loop_;
  std::unique_ptr<tern::transport::tls_acceptance> security_ =
      tern::transport::tls_acceptance::make(certificates::server_side()).value();
  tern::intrusive_list<connection> connections_;
  std::vector<std::unique_ptr<tern::transport::acceptor>> acceptors_;
};

}  // namespace

int main() {
  server here;
  const int plain = here.listen(false);
  const int with_tls = here.listen(true);
  std::printf("%d %d\n", plain, with_tls);
  std::fflush(stdout);
  here.run();
}
