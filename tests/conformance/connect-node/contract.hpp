// SPDX-License-Identifier: MIT
#pragma once

// What Connect's peers for Node and tern call each other by.

#include <cstdint>
#include <fstream>
#include <string>

#include <tern/contract.hpp>
#include <tern/schema.hpp>

namespace wanted::v1 {

struct Ask {
  std::string text;
  std::int32_t number = 0;
  std::int64_t large = 0;
  std::string payload;
};
TERN_MESSAGE(Ask, (1, text), (2, number), (3, large), (4, payload, tern::bytes))

struct Told {
  std::string text;
  std::int32_t number = 0;
  std::int64_t large = 0;
  std::string payload;
};
TERN_MESSAGE(Told, (1, text), (2, number), (3, large), (4, payload, tern::bytes))

struct Oracle {
  tern::task<Told> Echo(Ask);
  tern::task<Told> Fail(Ask);
  tern::task<Told> Linger(Ask);
  tern::stream<Told> Count(Ask);
  tern::task<Told> Join(tern::stream<Ask>);
  tern::stream<Told> Chat(tern::stream<Ask>);
};
TERN_SERVICE(Oracle, (Echo, tern::no_side_effects), Fail, Linger, Count, Join, Chat)

/// Writes the contract as a FileDescriptorSet. @returns an exit code.
inline int write_descriptors(const char* path) {
  const auto set = tern::descriptor<Oracle>();
  std::ofstream file{path, std::ios::binary};
  file << tern::as_text(tern::codec::encode(set.value()).view());
  return file.good() ? 0 : 1;
}

}  // namespace wanted::v1
