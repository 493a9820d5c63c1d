// SPDX-License-Identifier: MIT

#include <tern/transport/socket_resolver.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <asio/io_context.hpp>

#include <tern/testing/manual_executor.hpp>

using tern::transport::address;
using tern::transport::io_executor;
using answer = tern::result<std::vector<address>>;

TEST_CASE("names of the system are found, with what they were asked for") {
  asio::io_context io;
  tern::transport::socket_resolver names;
  std::optional<answer> got;
  const auto asked =
      names.resolve(io_executor::of(io).core(), {address::kind::tcp, "localhost", 80},
                    [&](answer all) { got.emplace(std::move(all)); });
  CHECK_FALSE(got);
  while (!got) io.run_one();
  REQUIRE(got->ok());
  REQUIRE_FALSE((*got)->empty());
  for (const address& each : **got) {
    CHECK(each.host == "localhost");
    CHECK(each.port == 80);
    CHECK((tern::transport::is_ip_v4(each.ip) || tern::transport::is_ip_v6(each.ip)));
  }
}

TEST_CASE("a question that is taken back is not answered") {
  asio::io_context io;
  tern::transport::socket_resolver names;
  auto asked = names.resolve(io_executor::of(io).core(), {address::kind::tcp, "localhost", 80},
                             [](const answer&) { FAIL("answered"); });
  asked.reset();
  io.run();
}

TEST_CASE("an executor without sockets asks nobody, and says so") {
  tern::testing::manual_executor home;
  tern::transport::socket_resolver names;
  std::optional<answer> got;
  const auto asked = names.resolve(home.executor(), {address::kind::tcp, "localhost", 80},
                                   [&](answer all) { got.emplace(std::move(all)); });
  home.run_ready();
  REQUIRE(got);
  CHECK(got->status().message().find("this executor has no sockets") == 0);
}
