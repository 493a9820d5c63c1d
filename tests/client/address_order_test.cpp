// SPDX-License-Identifier: MIT

#include <tern/client/address_order.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using tern::transport::address;

TEST_CASE("families take turns, the first one's first, and keep their order") {
  const std::pair<std::vector<std::string>, std::string> table[] = {
      {{}, ""},
      {{"1"}, "1 "},
      {{"1", "2", "3"}, "1 2 3 "},
      {{":1", ":2", "1", "2"}, ":1 1 :2 2 "},
      {{"1", ":1", ":2", ":3"}, "1 :1 :2 :3 "},
      {{"1", "2", "3", ":1"}, "1 :1 2 3 "},
  };
  for (const auto& [given, expected] : table) {
    std::vector<address> all;
    for (const std::string& host : given) all.push_back({address::kind::tcp, host, 1});
    std::string order;
    for (const address& each : tern::client_side::in_turns_of_family(std::move(all))) {
      order += each.host + " ";
    }
    CHECK(order == expected);
  }
}

TEST_CASE("what a resolver has found decides about the family, and a path has none") {
  const auto ordered = tern::client_side::in_turns_of_family({{address::kind::tcp, "a", 1, "::1"},
                                                              {address::kind::tcp, "a", 1, "::2"},
                                                              {address::kind::unix_, "/a:b", 0}});
  CHECK(ordered[1].host == "/a:b");
}
