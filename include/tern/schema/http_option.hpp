// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <tern/descriptor/descriptor.hpp>
#include <tern/descriptor/http_rule.hpp>
#include <tern/reflect/http_rule.hpp>
#include <tern/schema/default_text.hpp>

/// The HTTP rules of a contract as the option `google.api.http` of a method, and back.
namespace tern::schema {

/// A rule of a descriptor, as texts.
struct http_rule_text {
  std::string method{};  ///< the field of HttpRule, `delete`; of a custom rule the method itself
  std::string path{};
  bool custom = false;
};

[[nodiscard]] inline http_rule_text text_of(const protobuf::HttpRule& rule) {
  constexpr std::array<std::string_view, 6> fields = {"", "get", "put", "post", "delete", "patch"};
  const std::size_t index = rule.pattern.index();
  if (const auto* const own = std::get_if<protobuf::CustomHttpPattern>(&rule.pattern)) {
    return {own->kind, own->path, true};
  }
  http_rule_text text{std::string{fields[index]}};
  std::visit(
      [&](const auto& path) {
        if constexpr (std::is_same_v<decltype(path), const std::string&>) text.path = path;
      },
      rule.pattern);
  return text;
}

namespace detail {

[[nodiscard]] inline protobuf::HttpRule make_http_rule(const reflect::http_rule& rule) {
  protobuf::HttpRule made;
  std::string path{rule.path};
  if (rule.method == "GET") {
    made.pattern.emplace<1>(std::move(path));
  } else if (rule.method == "PUT") {
    made.pattern.emplace<2>(std::move(path));
  } else if (rule.method == "POST") {
    made.pattern.emplace<3>(std::move(path));
  } else if (rule.method == "DELETE") {
    made.pattern.emplace<4>(std::move(path));
  } else if (rule.method == "PATCH") {
    made.pattern.emplace<5>(std::move(path));
  } else {
    made.pattern.emplace<6>(std::string{rule.method}, std::move(path));
  }
  made.body = rule.body_field;
  made.response_body = rule.response_field;
  return made;
}

/// The first rule, with the others as its additional bindings.
[[nodiscard]] inline protobuf::HttpRule make_http_rule(std::span<const reflect::http_rule> rules) {
  protobuf::HttpRule first = make_http_rule(rules.front());
  for (const reflect::http_rule& each : rules.subspan(1)) {
    first.additional_bindings.push_back(make_http_rule(each));
  }
  return first;
}

inline void add_http_lines(std::vector<std::string>& lines, const std::string& indent,
                           const protobuf::HttpRule& rule) {
  const auto add = [&](const std::string& name, std::string_view value) {
    lines.push_back(indent + name + ": \"" + escape_text(value) + '"');
  };
  const http_rule_text said = text_of(rule);
  if (said.custom) {
    lines.push_back(indent + "custom: {");
    lines.push_back(indent + "  kind: \"" + escape_text(said.method) + '"');
    lines.push_back(indent + "  path: \"" + escape_text(said.path) + '"');
    lines.push_back(indent + "}");
  } else if (!said.method.empty()) {
    add(said.method, said.path);
  }
  if (!rule.body.empty()) add("body", rule.body);
  if (!rule.response_body.empty()) add("response_body", rule.response_body);
  for (const protobuf::HttpRule& each : rule.additional_bindings) {
    lines.push_back(indent + "additional_bindings {");
    add_http_lines(lines, indent + "  ", each);
    lines.push_back(indent + "}");
  }
}

/// `google.api.http`, which options of methods are extended with.
[[nodiscard]] inline protobuf::FieldDescriptorProto make_http_option() {
  using protobuf::FieldDescriptorProto;
  FieldDescriptorProto made;
  made.name = "http";
  made.number = 72295728;
  made.label = FieldDescriptorProto::Label::LABEL_OPTIONAL;
  made.type = FieldDescriptorProto::Type::TYPE_MESSAGE;
  made.type_name = ".google.api.HttpRule";
  made.extendee = ".google.protobuf.MethodOptions";
  made.json_name = "http";
  return made;
}

}  // namespace detail

/// The option as it stands in a `.proto` file, line by line.
[[nodiscard]] inline std::vector<std::string> http_option_lines(const protobuf::HttpRule& rule) {
  std::vector<std::string> lines{"option (google.api.http) = {"};
  detail::add_http_lines(lines, "  ", rule);
  lines.emplace_back("};");
  return lines;
}

}  // namespace tern::schema
