// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <tern/reflect/http_rule.hpp>
#include <tern/reflect/path_template.hpp>
#include <tern/rest/field_path.hpp>
#include <tern/schema/service_info.hpp>

namespace tern::rest {

/// What is wrong with a rule for its method.
enum class rule_mistake : std::uint8_t {
  none,
  bad_method,
  bad_template,
  no_such_variable,     ///< the path names a field that the request does not have
  variable_is_many,     ///< … or one that is repeated or a map
  variable_is_no_text,  ///< … or a message
  bound_twice,          ///< … or the same, or one inside the other, twice
  get_with_body,
  no_such_body,
  body_in_path,
  no_such_response_body,
  takes_stream,
};

namespace detail {

/// Whether the fields that two paths name are the same, or one is in the other.
[[nodiscard]] constexpr bool paths_overlap(std::string_view one, std::string_view other) noexcept {
  if (one.size() > other.size()) return paths_overlap(other, one);
  return other.starts_with(one) && (one.size() == other.size() || other[one.size()] == '.');
}

[[nodiscard]] constexpr bool is_method_name(std::string_view text) noexcept {
  if (text == "*") return true;
  for (const char c : text) {
    const bool fits = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_';
    if (!fits) return false;
  }
  return !text.empty();
}

/// The field of a message with that wire name; null if there is none.
[[nodiscard]] inline const schema::field_info* find_field(const schema::message_info& type,
                                                          std::string_view name) noexcept {
  const schema::field_info* const field = type.find(name);
  return field != nullptr && field->name == name ? field : nullptr;
}

// Looks at the variables of a template one by one.
struct variable_check {
  const schema::message_info& request;
  std::string_view path;
  std::string_view body;
  rule_mistake wrong = rule_mistake::none;
  std::size_t index = 0;

  void begin_variable(std::string_view field) {
    if (wrong == rule_mistake::none) wrong = check(field);
    ++index;
  }
  constexpr void segment(reflect::segment_kind, std::string_view) {}
  constexpr void end_variable() {}
  constexpr void verb(std::string_view) {}

 private:
  struct earlier {
    std::string_view field;
    std::size_t left;
    bool overlap = false;

    constexpr void begin_variable(std::string_view other) {
      if (left == 0) return;
      --left;
      overlap = overlap || paths_overlap(field, other);
    }
    constexpr void segment(reflect::segment_kind, std::string_view) {}
    constexpr void end_variable() {}
    constexpr void verb(std::string_view) {}
  };

  [[nodiscard]] rule_mistake check(std::string_view field) const {
    const schema::field_info* last = nullptr;
    const auto missed =
        walk_field_path(request, field, false, [&](const auto& each) { last = &each; });
    if (missed == path_mistake::through_many) return rule_mistake::variable_is_many;
    if (missed != path_mistake::none) return rule_mistake::no_such_variable;
    if (last->cardinality >= schema::cardinality::repeated) return rule_mistake::variable_is_many;
    if (!is_text_field(*last)) return rule_mistake::variable_is_no_text;
    earlier before{field, index};
    static_cast<void>(reflect::template_scanner{path}.scan(before));
    if (before.overlap) return rule_mistake::bound_twice;
    if (!body.empty() && body != "*" && paths_overlap(field, body)) {
      return rule_mistake::body_in_path;
    }
    return rule_mistake::none;
  }
};

}  // namespace detail

/// What is wrong with a rule of a method, if anything is.
/// @source google/api/http.proto, "Rules for HTTP mapping"
[[nodiscard]] inline rule_mistake check_rule(const reflect::http_rule& rule,
                                             const schema::method_info& method) {
  if (method.request_stream) return rule_mistake::takes_stream;
  if (!detail::is_method_name(rule.method)) return rule_mistake::bad_method;
  if (reflect::check_path_template(rule.path) != reflect::template_mistake::none) {
    return rule_mistake::bad_template;
  }
  const bool has_body = !rule.body_field.empty();
  if (has_body && rule.method == "GET") return rule_mistake::get_with_body;
  if (has_body && rule.body_field != "*" &&
      detail::find_field(*method.request, rule.body_field) == nullptr) {
    return rule_mistake::no_such_body;
  }
  if (!rule.response_field.empty() &&
      detail::find_field(*method.reply, rule.response_field) == nullptr) {
    return rule_mistake::no_such_response_body;
  }
  detail::variable_check variables{*method.request, rule.path, rule.body_field};
  static_cast<void>(reflect::template_scanner{rule.path}.scan(variables));
  return variables.wrong;
}

/// What is wrong, as the end of a sentence: `the rule GET /v1/{x} of the method …`.
[[nodiscard]] constexpr std::string_view to_string(rule_mistake value) noexcept {
  switch (value) {
    case rule_mistake::none:
      return "is right";
    case rule_mistake::bad_method:
      return "has a method that is neither a name nor *";
    case rule_mistake::bad_template:
      return "has a path that is no template";
    case rule_mistake::no_such_variable:
      return "has a variable that is no field of the request";
    case rule_mistake::variable_is_many:
      return "has a variable that is a repeated field or a map";
    case rule_mistake::variable_is_no_text:
      return "has a variable that is a message: name a field in it, {book.name}";
    case rule_mistake::bound_twice:
      return "has two variables for the same field";
    case rule_mistake::get_with_body:
      return "is a GET, which has no body";
    case rule_mistake::no_such_body:
      return "has a body that is neither * nor a field of the request";
    case rule_mistake::body_in_path:
      return "has a body that is a variable of its path";
    case rule_mistake::no_such_response_body:
      return "has a response_body that is no field of the reply";
    case rule_mistake::takes_stream:
      return "is for a method that takes a stream of requests, which plain HTTP has not";
  }
  return "is wrong";
}

}  // namespace tern::rest
