// SPDX-License-Identifier: MIT
#include <tern/schema/components.hpp>

#include <doctest/doctest.h>

using tern::schema::components_of;
using tern::schema::graph;
using groups = std::vector<std::vector<std::size_t>>;

TEST_CASE("a component comes behind all that it points to") {
  CHECK(components_of(graph{}).empty());
  CHECK(components_of(graph{{1}, {2}, {}}) == groups{{2}, {1}, {0}});
  CHECK(components_of(graph{{}, {0}, {0, 1}}) == groups{{0}, {1}, {2}});
}

TEST_CASE("nodes that reach one another are one component, in ascending order") {
  CHECK(components_of(graph{{1}, {2}, {0}}) == groups{{0, 1, 2}});
  CHECK(components_of(graph{{0}}) == groups{{0}});
  // Two circles, the first of which points to the second.
  CHECK(components_of(graph{{1}, {0, 2}, {3}, {2}}) == groups{{2, 3}, {0, 1}});
  CHECK(components_of(graph{{1, 3}, {2}, {1}, {}}) == groups{{1, 2}, {3}, {0}});
}
