// SPDX-License-Identifier: MIT
#pragma once

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

  /// Where the containers of std::pmr in the messages that decoding makes take their memory from:
  /// see memory.hpp. Null is what they take by themselves.
  /// @lifetime longer than what was decoded
  std::pmr::memory_resource* memory = nullptr;
};

}  // namespace tern::codec
