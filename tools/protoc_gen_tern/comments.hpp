// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <tern/descriptor/descriptor.hpp>

namespace protoc_gen_tern {

/// Where a descriptor is in its file: field numbers and indices.
using path = std::vector<std::int32_t>;

[[nodiscard]] inline path operator/(path parent, std::int32_t step) {
  parent.push_back(step);
  return parent;
}

/// Every line of a comment behind `prefix`.
///
/// A line that ends in a backslash would go on in the next: it gets something behind it. Control
/// characters become spaces.
[[nodiscard]] inline std::string comment_lines(std::string_view text, std::string_view prefix) {
  std::string lines;
  while (text.ends_with('\n')) text.remove_suffix(1);
  while (!text.empty()) {
    std::string line{text.substr(0, text.find('\n'))};
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    for (char& c : line) {
      if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = ' ';
    }
    line.erase(line.find_last_not_of(' ') + 1);
    if (line.ends_with('\\')) line.append(" //");
    if (!line.empty() && !line.starts_with(' ')) line.insert(0, " ");
    lines.append(prefix).append(line).append("\n");
  }
  return lines;
}

/// The comments of a file, by what they are about.
class comments {
 public:
  explicit comments(const tern::protobuf::FileDescriptorProto& file) {
    if (!file.source_code_info) return;
    for (const auto& location : file.source_code_info->location) {
      locations_.emplace(location.path, &location);
    }
  }

  /// The comment before the declaration and the one behind it.
  [[nodiscard]] std::string text(const path& at) const {
    const auto found = locations_.find(at);
    if (found == locations_.end()) return {};
    std::string text = found->second->leading_comments.value_or("");
    const std::string trailing = found->second->trailing_comments.value_or("");
    if (!text.empty() && !trailing.empty()) text.append("\n");
    return text.append(trailing);
  }

  /// The comments at the top of the file, a licence for instance.
  [[nodiscard]] std::string top() const {
    constexpr std::int32_t syntax = 12;
    const auto found = locations_.find({syntax});
    if (found == locations_.end()) return {};
    std::string text;
    for (const std::string& detached : found->second->leading_detached_comments) {
      text.append(detached).append("\n");
    }
    return text.append(found->second->leading_comments.value_or(""));
  }

 private:
  std::map<path, const tern::protobuf::SourceCodeInfo::Location*> locations_;
};

}  // namespace protoc_gen_tern
