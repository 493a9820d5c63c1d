// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/reflect/message.hpp>

namespace tern::protobuf {

/// Which fields of a message are meant: those to read, or those to change.
///
/// A path is a field's name, or names with dots between them for fields of nested messages; it
/// stands for everything below it.
/// @source google/protobuf/field_mask.proto
struct FieldMask {
  std::vector<std::string> paths;

  /// Whether the field at `path` is meant, itself or as a part of one that is: "user" contains
  /// "user.name", and not the other way round.
  [[nodiscard]] bool contains(std::string_view path) const noexcept {
    return std::any_of(paths.begin(), paths.end(),
                       [&](const std::string& one) { return covers(one, path); });
  }

  /// Adds a path, unless it is contained already. Paths that it contains are taken out.
  void add(std::string path) {
    if (contains(path)) return;
    std::erase_if(paths, [&](const std::string& one) { return covers(path, one); });
    paths.push_back(std::move(path));
  }

  friend bool operator==(const FieldMask&, const FieldMask&) = default;

 private:
  static bool covers(std::string_view one, std::string_view path) noexcept {
    return path.starts_with(one) && (path.size() == one.size() || path[one.size()] == '.');
  }
};
TERN_MESSAGE(FieldMask, "google.protobuf.FieldMask", (1, paths))

}  // namespace tern::protobuf
