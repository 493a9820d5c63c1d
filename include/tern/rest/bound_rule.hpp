// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/reflect/http_rule.hpp>
#include <tern/rest/check_rule.hpp>
#include <tern/rest/field_path.hpp>
#include <tern/rest/path_pattern.hpp>
#include <tern/schema/service_info.hpp>

namespace tern::rest {

/// A rule and what it means for the messages of its method.
struct bound_rule {
  /// A variable of the path and the field that it sets.
  struct variable {
    path_pattern::variable place;
    field_path field;
  };

  const reflect::http_rule& rule;
  const schema::method_info& method;
  std::string path;  ///< of the RPC: `/hello.v1.Greeter/SayHello`
  path_pattern pattern;
  std::vector<variable> variables{};
  bool whole_body = false;                       ///< the body is the request
  const schema::field_info* body = nullptr;      ///< … or this field of it; null: not
  const schema::field_info* response = nullptr;  ///< the answer is this field; null: the reply

  /// @param said one that check_rule() has nothing against.
  /// @lifetime borrows the rule and the method, which are constants of a contract.
  bound_rule(const reflect::http_rule& said, const schema::method_info& of, std::string rpc_path)
      : rule(said), method(of), path(std::move(rpc_path)), pattern(said.path) {
    for (const path_pattern::variable& each : pattern.variables) {
      variables.push_back({each, find_field_path(*of.request, each.field, false)});
    }
    whole_body = said.body_field == "*";
    if (!whole_body) body = detail::find_field(*of.request, said.body_field);
    response = detail::find_field(*of.reply, said.response_field);
  }

  /// Whether a field is set by the path or by the body, or is in what one of them sets.
  [[nodiscard]] bool is_bound(const field_path& field) const {
    if (whole_body || field.front() == body) return true;
    return std::ranges::any_of(variables, [&](const variable& each) {
      const auto& one = each.field.size() < field.size() ? each.field : field;
      const auto& other = each.field.size() < field.size() ? field : each.field;
      return std::ranges::equal(one, std::span{other}.first(one.size()));
    });
  }
};

}  // namespace tern::rest
