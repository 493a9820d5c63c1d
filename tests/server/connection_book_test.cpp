// SPDX-License-Identifier: MIT

#include <tern/server/connection_book.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using tern::server_side::connection_book;
using tern::server_side::listener_counters;

namespace {

const tern::runtime::time_point noon{std::chrono::hours{12}};

std::vector<listener_counters> two_listeners() {
  return {{.id = 1, .address = "one"}, {.id = 2, .address = "two"}};
}

std::vector<tern::connection_counters> open_in(const connection_book& book) {
  std::vector<tern::connection_counters> all;
  book.add_to(all, {"one", "two"});
  return all;
}

}  // namespace

TEST_CASE("a book of connections knows those that are open") {
  connection_book book;
  const tern::connection_tally_ptr counts;
  counts->peer = "peer";
  book.open(counts, 1, noon);
  counts->bytes_sent.add(7);
  REQUIRE(open_in(book).size() == 1);
  const auto seen = open_in(book).front();
  CHECK(seen.id == counts->id);
  CHECK(seen.peer == "peer");
  CHECK(seen.local == "two");
  CHECK(seen.opened == noon);
  CHECK(seen.security == nullptr);
  CHECK(seen.traffic.bytes_sent == 7);

  const auto security = std::make_shared<const tern::connection_security>();
  book.secure(counts, nullptr);
  CHECK(open_in(book).front().security == nullptr);
  book.secure(counts, security);
  CHECK(open_in(book).front().security == security);
  REQUIRE(book.find(counts->id, {"one", "two"}).has_value());
  CHECK(book.find(counts->id, {"one", "two"})->local == "two");
  CHECK_FALSE(book.find(counts->id + 1, {}).has_value());
  book.close(counts);
  CHECK(open_in(book).empty());
  CHECK_FALSE(book.find(counts->id, {}).has_value());
}

TEST_CASE("a listener's sums keep what its closed connections did") {
  connection_book book;
  const tern::connection_tally_ptr first, second, other;
  first->peer = "a";
  book.open(first, 0, noon);
  second->peer = "b";
  book.open(second, 0, noon);
  other->peer = "c";
  book.open(other, 1, noon);
  first->streams_started.add(1);
  second->streams_started.add(10);
  other->streams_started.add(100);
  book.close(first);
  second->streams_started.add(5);

  auto sums = two_listeners();
  book.add_to(sums);
  CHECK(sums[0].connections_accepted == 2);
  CHECK(sums[0].connections_open == 1);
  CHECK(sums[0].traffic.streams_started == 16);
  CHECK(sums[1].connections_accepted == 1);
  CHECK(sums[1].traffic.streams_started == 100);
}

TEST_CASE("a connection of a listener that nobody names is open, and in no sum") {
  connection_book book;
  const tern::connection_tally_ptr counts;
  counts->peer = "peer";
  book.open(counts, 7, noon);
  CHECK(open_in(book).front().local.empty());
  auto sums = two_listeners();
  book.add_to(sums);
  CHECK(sums[0].connections_accepted + sums[1].connections_accepted == 0);
  book.secure(tern::connection_tally_ptr{}, std::make_shared<const tern::connection_security>());
  book.close(tern::connection_tally_ptr{});  // never opened
  CHECK(open_in(book).size() == 1);
}
