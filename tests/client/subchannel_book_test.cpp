// SPDX-License-Identifier: MIT

#include <tern/client/subchannel_book.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <utility>

#include <doctest/doctest.h>

#include <tern/testing/manual_executor.hpp>
#include <tern/transport/connection.hpp>
#include <tern/transport/memory.hpp>

namespace {

struct nobody final : tern::transport::connection_owner {
  void on_request(tern::transport::connection&, tern::http::stream_ptr) override {}
  void on_closed(tern::transport::connection&) noexcept override {}
};

}  // namespace

TEST_CASE("the book of a subchannel adds its calls and the connections that are open") {
  tern::testing::manual_executor home;
  nobody owner;
  std::array<std::byte, 64> scratch{};
  auto first_ends = tern::transport::memory_stream::make_pair(home.executor());
  auto second_ends = tern::transport::memory_stream::make_pair(home.executor());
  const tern::http::limits allowed;
  const tern::transport::connection first{
      home.executor(),          scratch, std::move(first_ends.first),
      tern::http::role::client, allowed, owner};
  const tern::transport::connection second{
      home.executor(),          scratch, std::move(second_ends.first),
      tern::http::role::client, allowed, owner};

  tern::client_side::subchannel_book book;
  const tern::runtime::time_point noon{std::chrono::hours{12}};
  book.open(first, noon);
  book.open(second, noon);
  first.counts()->keepalives_sent.add(3);
  book.calls.started.add(5);

  tern::client_side::counters sum;
  sum.calls.started = 10;
  book.add_to(sum);
  CHECK(sum.calls.started == 15);
  REQUIRE(sum.connections.size() == 2);
  CHECK(sum.connections[0].id == first.counts()->id);
  CHECK(sum.connections[0].peer == first.bytes().peer());
  CHECK(sum.connections[0].opened == noon);
  CHECK(sum.connections[0].traffic.keepalives_sent == 3);
  CHECK(sum.connections[1].id == second.counts()->id);

  book.close(first);
  book.close(first);
  sum = {};
  book.add_to(sum);
  REQUIRE(sum.connections.size() == 1);
  CHECK(sum.connections[0].id == second.counts()->id);
}
