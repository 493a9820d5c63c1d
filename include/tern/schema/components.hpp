// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace tern::schema {

/// For each node the nodes that it points to.
using graph = std::vector<std::vector<std::size_t>>;

/// The strongly connected components of a graph: nodes that reach one another. A component comes
/// behind all that it points to; the nodes of one are in ascending order.
/// @source R. Tarjan, "Depth-first search and linear graph algorithms", 1972
[[nodiscard]] inline std::vector<std::vector<std::size_t>> components_of(const graph& edges) {
  struct search {
    const graph& edges;
    std::vector<std::vector<std::size_t>> components{};
    std::vector<std::size_t> order = std::vector<std::size_t>(edges.size(), 0);  // 0: not yet met
    std::vector<std::size_t> low = std::vector<std::size_t>(edges.size(), 0);
    std::vector<bool> waits = std::vector<bool>(edges.size(), false);
    std::vector<std::size_t> stack{};
    std::size_t count = 0;

    void visit(std::size_t node) {
      order[node] = low[node] = ++count;
      stack.push_back(node);
      waits[node] = true;
      for (const std::size_t target : edges[node]) {
        if (order[target] == 0) {
          visit(target);
          low[node] = std::min(low[node], low[target]);
        } else if (waits[target]) {
          low[node] = std::min(low[node], order[target]);
        }
      }
      if (low[node] == order[node]) {
        const auto first = std::find(stack.begin(), stack.end(), node);
        std::vector<std::size_t> component{first, stack.end()};
        stack.erase(first, stack.end());
        for (const std::size_t member : component) waits[member] = false;
        std::sort(component.begin(), component.end());
        components.push_back(std::move(component));
      }
    }
  };

  search state{edges};
  for (std::size_t node = 0; node < edges.size(); ++node)
    if (state.order[node] == 0) state.visit(node);
  return std::move(state.components);
}

}  // namespace tern::schema
