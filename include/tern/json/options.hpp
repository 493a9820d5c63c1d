// SPDX-License-Identifier: MIT
#pragma once

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
