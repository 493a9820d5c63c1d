// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "macro_call.hpp"
#include "schema.hpp"

namespace protoc_gen_tern {

/// What the enumerators are called, in the order of the file.
[[nodiscard]] inline std::vector<std::string> enumerator_names(const enum_schema& type) {
  name_scope scope;
  scope.add(type.cpp_name);  // TERN_ENUM has both in one scope
  if (type.nested_name != type.cpp_name) scope.add(type.nested_name);
  std::vector<std::string> names;
  for (const auto& value : type.descriptor->value) names.push_back(scope.add(*value.name));
  return names;
}

/// The enumerator that is zero, which an absent value is; the first, if there is none.
[[nodiscard]] inline std::string zero_enumerator(const enum_schema& type) {
  const std::vector<std::string> names = enumerator_names(type);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (type.descriptor->value[i].number.value_or(0) == 0) return names[i];
  }
  return names.front();
}

/// The enumerator of that name.
[[nodiscard]] inline std::string enumerator_of(const enum_schema& type, std::string_view name) {
  const std::vector<std::string> names = enumerator_names(type);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (type.descriptor->value[i].name == name) return names[i];
  }
  return std::string{name};
}

/// A comment as documentation, with a last line for what is deprecated.
template <class Descriptor>
[[nodiscard]] std::string documentation(const comments& texts, const path& at,
                                        const Descriptor& described, std::string_view indent) {
  std::string text = texts.text(at);
  if (described.options && described.options->deprecated.value_or(false) &&
      text.find("eprecated") == text.npos) {
    text.append(text.empty() || text.ends_with('\n') ? "" : "\n").append(" Deprecated.\n");
  }
  return comment_lines(text, std::string{indent} + "///");
}

/// `enum class … { … };`
[[nodiscard]] inline std::string enum_definition(const enum_schema& type, const comments& texts,
                                                 std::string_view indent) {
  const std::string inner = std::string{indent} + "  ";
  std::string text = documentation(texts, type.at, *type.descriptor, indent);
  text.append(indent).append("enum class ");
  text.append(type.inside_parent ? type.nested_name : type.cpp_name);
  text.append(" : std::int32_t {\n");
  const std::vector<std::string> names = enumerator_names(type);
  std::int32_t index = 0;
  for (const auto& value : type.descriptor->value) {
    text.append(documentation(texts, type.at / 2 / index, value, inner));
    text.append(inner).append(names[static_cast<std::size_t>(index++)]).append(" = ");
    const std::int32_t number = value.number.value_or(0);
    text.append(number == INT32_MIN ? "-2147483647 - 1" : std::to_string(number)).append(",\n");
  }
  return text.append(indent).append("};\n");
}

/// The entries of TERN_ENUM behind the type.
[[nodiscard]] inline std::vector<std::string> enum_entries(const enum_schema& type) {
  std::vector<std::string> entries;
  if (type.is_closed()) entries.push_back("tern::closed");
  const std::vector<std::string> names = enumerator_names(type);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string& wire = *type.descriptor->value[i].name;
    entries.push_back(names[i] == wire ? wire : "(" + names[i] + ", \"" + wire + "\")");
  }
  return entries;
}

/// The name of a described type in quotes, unless the C++ name says it.
[[nodiscard]] inline std::vector<std::string> full_name_entry(const type_schema& type,
                                                              std::string_view cpp_name) {
  std::string derived;
  for (std::string_view rest = type.file->cpp_namespace; !rest.empty();) {
    const std::size_t size = std::min(rest.find("::"), rest.size());
    derived.append(rest.substr(0, size)).append(".");
    rest.remove_prefix(std::min(size + 2, rest.size()));
  }
  for (std::string_view rest = cpp_name; !rest.empty();) {
    const std::size_t size = std::min(rest.find("::"), rest.size());
    derived.append(rest.substr(0, size)).append(size < rest.size() ? "." : "");
    rest.remove_prefix(std::min(size + 2, rest.size()));
  }
  if (derived == type.full_name) return {};
  return {"\"" + type.full_name + "\""};
}

/// `TERN_ENUM(…)`, for behind the group of its parent.
[[nodiscard]] inline std::string enum_description(const enum_schema& type) {
  const std::string name = type.parent && type.inside_parent
                               ? type.parent->cpp_name + "::" + type.nested_name
                               : type.cpp_name;
  std::vector<std::string> arguments{name};
  for (std::string& entry : full_name_entry(type, name)) arguments.push_back(std::move(entry));
  for (std::string& entry : enum_entries(type)) arguments.push_back(std::move(entry));
  return macro_call("TERN_ENUM", arguments);
}

}  // namespace protoc_gen_tern
