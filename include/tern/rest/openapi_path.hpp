// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <tern/rest/path_pattern.hpp>

namespace tern::rest {

/// A path template as OpenAPI writes it, where a parameter is one segment, always.
///
///     /v1/{name=shelves/*/books/*}:archive -> /v1/shelves/{shelves_id}/books/{books_id}:archive
///     /v1/{name} -> /v1/{name}
///
/// `**` is a parameter as well, whose value has slashes in it.
struct openapi_path {
  struct parameter {
    std::string name;
    std::string_view field{};  ///< the variable that it is, or is a part of; empty: none
    bool whole = false;        ///< it is all of the variable
    bool rest = false;         ///< it stands for all that follows
  };

  std::vector<std::string> literals{};  ///< one before each parameter, and one behind the last
  std::vector<parameter> parameters{};

  explicit openapi_path(const path_pattern& pattern) {
    std::string text;
    for (std::size_t i = 0; i != pattern.segments.size(); ++i) {
      const path_pattern::segment& segment = pattern.segments[i];
      text += '/';
      if (segment.kind == reflect::segment_kind::literal) {
        append_literal(text, segment.text);
        continue;
      }
      literals.push_back(text);
      text.clear();
      add_parameter(pattern, i);
    }
    if (pattern.segments.empty()) text = "/";
    if (!pattern.verb.empty()) append_literal(text += ':', pattern.verb);
    literals.push_back(text);
  }

  /// With the names of its own parameters, or with those of another path of the same shape.
  [[nodiscard]] std::string text(const openapi_path& named_like) const {
    std::string all = literals.front();
    for (std::size_t i = 0; i != parameters.size(); ++i) {
      all.append("{").append(named_like.parameters[i].name).append("}").append(literals[i + 1]);
    }
    return all;
  }

 private:
  // As a URL has it.
  static void append_literal(std::string& text, std::string_view literal) {
    constexpr std::string_view plain = "-._~!$&'()+,;=@";
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char c : literal) {
      const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                            (c >= '0' && c <= '9') || plain.find(c) != plain.npos;
      if (is_plain) {
        text += c;
      } else {
        const auto byte = static_cast<unsigned char>(c);
        text.append({'%', digits[byte >> 4], digits[byte & 0xf]});
      }
    }
  }

  void add_parameter(const path_pattern& pattern, std::size_t index) {
    parameter added;
    added.rest = pattern.segments[index].kind == reflect::segment_kind::rest;
    for (const path_pattern::variable& each : pattern.variables) {
      if (index < each.first || index >= each.first + each.count) continue;
      added.field = each.field;
      added.whole = each.count == 1;
    }
    std::string name{added.field};
    if (!added.whole) {
      const bool has_literal =
          index != 0 && pattern.segments[index - 1].kind == reflect::segment_kind::literal;
      name = has_literal ? pattern.segments[index - 1].text + "_id" : "segment";
      std::erase_if(name, [](char c) { return c == '{' || c == '}' || c == '/'; });
    }
    added.name = name;
    for (int count = 2; is_taken(added.name); ++count) {
      added.name = name + "_" + std::to_string(count);
    }
    parameters.push_back(std::move(added));
  }

  [[nodiscard]] bool is_taken(std::string_view name) const {
    return std::ranges::any_of(parameters, [&](const auto& each) { return each.name == name; });
  }
};

}  // namespace tern::rest
