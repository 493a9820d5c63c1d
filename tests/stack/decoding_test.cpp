// SPDX-License-Identifier: MIT

// What the options say of decoding holds for the messages of calls.

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <tern/tern.hpp>
#include <tern/testing.hpp>

namespace decoding {

struct Tree {
  std::vector<Tree> branches{};
};
TERN_MESSAGE(Tree, (1, branches))

struct Forest {
  tern::task<Tree> Plant(Tree);
  tern::stream<Tree> Spread(tern::stream<Tree>);
};
TERN_SERVICE(Forest, Plant, Spread)

struct Echo {
  tern::task<Tree> Plant(Tree tree) { co_return tree; }
  tern::stream<Tree> Spread(tern::stream<Tree> trees) {
    while (auto tree = co_await trees.next()) co_yield *std::move(tree);
  }
};

Tree tree_of(int depth) {
  Tree tree;
  for (int i = 0; i < depth; ++i) {
    Tree around;
    around.branches.push_back(std::move(tree));
    tree = std::move(around);
  }
  return tree;
}

tern::stream<Tree> one(Tree tree) {
  co_yield std::move(tree);
}

// How a unary call and a stream end.
std::pair<tern::status, tern::status> plant(tern::server_options server,
                                            tern::channel_options channel, int depth) {
  tern::testing::loopback<Forest> forest{Echo{}, std::move(server), std::move(channel)};
  const auto unary = [](auto& in, Tree tree) -> tern::task<tern::status> {
    auto grown = co_await in.Plant(std::move(tree)).result();
    co_return grown.status();
  };
  const auto stream = [](auto& in, Tree tree) -> tern::task<tern::status> {
    auto grown = in.Spread(one(std::move(tree)));
    auto first = co_await grown.next_result();
    co_return first.status();
  };
  return {tern::run(unary(forest, tree_of(depth))), tern::run(stream(forest, tree_of(depth)))};
}

}  // namespace decoding

TEST_CASE("limits of decoding are those of the options, on servers and channels") {
  tern::server_options strict_server;
  strict_server.decoding.depth_limit = 3;
  tern::channel_options strict_channel;
  strict_channel.decoding.depth_limit = 3;
  const auto fine = decoding::plant(strict_server, strict_channel, 3);
  CHECK(fine.first.ok());
  CHECK(fine.second.ok());
  for (const auto& [unary, stream] :
       {decoding::plant(strict_server, {}, 4), decoding::plant({}, strict_channel, 4)}) {
    CHECK(unary.code() == tern::code::internal);
    CHECK(stream.code() == tern::code::internal);
  }
  const auto deep = decoding::plant({}, {}, 50);
  CHECK(deep.first.ok());
  CHECK(deep.second.ok());
}
