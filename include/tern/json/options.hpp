// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include <tern/schema/type_registry.hpp>

namespace tern::json {

using schema::type_registry;

/// What decoding accepts.
struct decode_options {
  /// Whether members that the message has no field for, and names that an enum does not have, are
  /// skipped rather than refused. What is skipped must be JSON all the same.
  bool ignore_unknown = false;

  /// The messages that may be in a google.protobuf.Any. Must outlive the call; null: none.
  const type_registry* types = nullptr;

  /// How many objects, and lists in lists, may be nested in each other below the outermost one.
  /// @source Protocol Buffers: the default of the binary format and of Google's JSON in C++
  std::uint32_t depth_limit = 100;

  /// Whether fields that are tern::required may be missing.
  bool allow_partial = false;

  /// How much memory lists, maps and pointers of the message may take, in times the size of the
  /// text: `{},` in a list is three bytes there, and its whole size in memory. While a list grows,
  /// up to three times of that.
  std::uint32_t expansion_limit = 256;

  /// What they may take in any case, in bytes: a short message may be a large struct.
  std::size_t free_expansion_bytes = std::size_t{1} << 20;

  /// How many keys of an unordered map may fall into one bucket: see codec/map_entry.hpp.
  std::uint32_t collision_limit = 128;
};

/// How encoding writes.
struct encode_options {
  /// Writes fields without presence also if they are zero or empty: numbers, strings, lists, maps.
  bool always_print_implicit = false;

  /// Writes the numbers of enumerators in place of their names.
  bool enums_as_numbers = false;

  /// Writes the names of the .proto file, `foo_bar`, in place of `fooBar`.
  bool proto_names = false;

  /// For people: each member on a line of its own, with so many spaces a level. 0: one line.
  std::uint32_t indent = 0;

  /// The messages that may be in a google.protobuf.Any. Must outlive the call; null: none.
  const type_registry* types = nullptr;

  /// How many objects, and lists in lists, may be nested in each other below the outermost one.
  /// What decoding accepts, in JSON and in binary, is not deeper; an Any counts from where it is.
  std::uint32_t depth_limit = 100;
};

}  // namespace tern::json
