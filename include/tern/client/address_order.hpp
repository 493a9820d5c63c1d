// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include <tern/transport/address.hpp>

namespace tern::client_side {

/// The order in which addresses are tried: as given, but IPv6 and others take turns, so that a
/// family that leads nowhere holds up only every other attempt.
/// @source RFC 8305, section 4, with a First Address Family Count of 1; gRPC proposal A61
[[nodiscard]] inline std::vector<transport::address> in_turns_of_family(
    std::vector<transport::address> given) {
  const auto is_v6 = [](const transport::address& each) {
    return transport::ip_of(each).find(':') != std::string::npos &&
           each.type == transport::address::kind::tcp;
  };
  std::vector<transport::address> ordered;
  ordered.reserve(given.size());
  std::vector<transport::address> families[2];
  const bool first_is_v6 = !given.empty() && is_v6(given.front());
  for (transport::address& each : given) {
    families[is_v6(each) == first_is_v6 ? 0 : 1].push_back(std::move(each));
  }
  const std::size_t rounds = std::max(families[0].size(), families[1].size());
  for (std::size_t i = 0; i < rounds; ++i) {
    for (auto& family : families) {
      if (i < family.size()) ordered.push_back(std::move(family[i]));
    }
  }
  return ordered;
}

}  // namespace tern::client_side
