// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <asio/ip/tcp.hpp>

#include <tern/transport/io_executor.hpp>
#include <tern/transport/resolver.hpp>

namespace tern::transport {

/// Asks the operating system: /etc/hosts, DNS, whatever it is set up with. Addresses come in the
/// order of RFC 6724.
class socket_resolver final : public resolver {
 public:
  [[nodiscard]] std::unique_ptr<resolution> resolve(runtime::executor& home, const address& name,
                                                    done finished) override {
    auto asked = std::make_shared<question>(io_executor::of(home), name, std::move(finished));
    if (asked->home == nullptr) {
      home.post([asked] {
        if (asked->finished) asked->finished(status{code::unavailable, no_sockets});
      });
    } else {
      asked->sent.emplace(asked->home->io());
      asked->sent->async_resolve(
          name.host, std::to_string(name.port),
          [asked](const std::error_code& failure,
                  const asio::ip::tcp::resolver::results_type& all) {
            if (!asked->finished) return;
            asked->home->enter([&]() noexcept { asked->answer(failure, all); });
          });
    }
    return std::make_unique<open_question>(std::move(asked));
  }

 private:
  static constexpr const char* no_sockets =
      "this executor has no sockets; run the coroutine with tern::run or tern::spawn";

  struct question {
    question(io_executor* on, address of, done report)
        : home(on), name(std::move(of)), finished(std::move(report)) {}

    void answer(const std::error_code& failure, const asio::ip::tcp::resolver::results_type& all) {
      done report = std::exchange(finished, {});
      if (failure) return report(status{code::unavailable, failure.message()});
      std::vector<address> found;
      for (const auto& each : all) {
        found.push_back(name);
        found.back().ip = each.endpoint().address().to_string();
      }
      report(std::move(found));
    }

    io_executor* home;
    address name;
    done finished;  // empty once it has been called, or when nobody wants to know any more
    std::optional<asio::ip::tcp::resolver> sent;
  };

  struct open_question final : resolution {
    explicit open_question(std::shared_ptr<question> sent) noexcept : asked(std::move(sent)) {}
    ~open_question() override {
      asked->finished = {};
      if (asked->sent) asked->sent->cancel();
    }
    std::shared_ptr<question> asked;
  };
};

}  // namespace tern::transport
