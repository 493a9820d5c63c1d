// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>

namespace tern::codec {

/// What decoding accepts.
struct decode_options {
  /// How many messages, map entries and groups may be nested in each other below the outermost one.
  /// @source Protocol Buffers: CodedInputStream's default recursion limit, in every language
  std::uint32_t depth_limit = 100;

  /// Whether messages may lack fields that are tern::required: for bytes that are only a part, to
  /// be merged into a message that has them.
  bool allow_partial = false;

  /// How much memory lists, maps and pointers of the message may take, in times the size of its
  /// encoding. An empty element of a list takes two bytes there, and its whole size in memory;
  /// while a list grows, up to twice of that.
  std::uint32_t expansion_limit = 256;

  /// What they may take in any case, in bytes: a short message may be a large struct.
  std::size_t free_expansion_bytes = std::size_t{1} << 20;

  /// How many keys of an unordered map may fall into one bucket: see map_entry.hpp.
  std::uint32_t collision_limit = 128;

  /// Where the containers of std::pmr in the messages that decoding makes take their memory from:
  /// see memory.hpp. Null is what they take by themselves.
  /// @lifetime longer than what was decoded
  std::pmr::memory_resource* memory = nullptr;
};

}  // namespace tern::codec
