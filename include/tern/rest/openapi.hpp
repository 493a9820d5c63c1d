// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/base/ascii.hpp>
#include <tern/base/result.hpp>
#include <tern/rest/bound_rule.hpp>
#include <tern/rest/check_rule.hpp>
#include <tern/rest/json_schema.hpp>
#include <tern/rest/json_text.hpp>
#include <tern/rest/openapi_info.hpp>
#include <tern/rest/openapi_path.hpp>
#include <tern/rpc/status_details.hpp>
#include <tern/schema/make_message.hpp>
#include <tern/schema/service_info.hpp>

namespace tern::rest {

namespace detail {

/// Writes one document.
class openapi_writer {
 public:
  [[nodiscard]] result<std::string> write(std::span<const schema::service_info* const> services,
                                          const openapi_info& info) {
    for (const schema::service_info* const service : services) {
      if (status wrong = collect(*service); !wrong.ok()) return wrong;
    }
    out_.open('{').key("openapi").text("3.1.0");
    write_info(services, info);
    out_.key("paths").open('{');
    for (const path_item& item : items_) {
      out_.key(item.path.text(item.path)).open('{');
      for (const operation& each : item.operations) write_operation(item, each);
      out_.close('}');
    }
    out_.close('}').key("components").open('{').key("schemas");
    schemas_.write_components();
    out_.close('}').close('}');
    return std::move(out_).take();
  }

 private:
  struct operation {
    std::string method;
    std::string id;
    std::string_view tag;
    bound_rule rule;
    openapi_path path;
  };
  // Paths that differ in the names of their parameters alone are one path to OpenAPI.
  struct path_item {
    openapi_path path;
    std::vector<operation> operations{};
  };

  // The methods that a path item can have; others have no place in a document.
  [[nodiscard]] static std::optional<std::string> method_name(std::string_view method) {
    constexpr std::array<std::string_view, 8> known = {"GET",     "PUT",  "POST",  "DELETE",
                                                       "OPTIONS", "HEAD", "PATCH", "TRACE"};
    if (std::ranges::find(known, method) == known.end()) return std::nullopt;
    std::string lower{method};
    for (char& c : lower) c = ascii_lower(c);
    return lower;
  }

  [[nodiscard]] status collect(const schema::service_info& service) {
    const std::string_view last =
        service.full_name.substr(service.full_name.rfind('.') + 1);  // npos + 1 is 0
    for (const schema::method_info& method : service.methods) {
      std::size_t count = 0;
      for (const reflect::http_rule& rule : method.http_rules) {
        if (const auto wrong = check_rule(rule, method); wrong != rule_mistake::none) {
          return {code::invalid_argument,
                  std::string{service.full_name} + "/" + std::string{method.name} + ": the rule " +
                      std::string{rule.method} + " " + std::string{rule.path} + " " +
                      std::string{to_string(wrong)}};
        }
        auto name = method_name(rule.method);
        if (!name) continue;
        std::string id = std::string{last} + "_" + std::string{method.name};
        if (++count > 1) id += "_" + std::to_string(count);
        bound_rule bound{rule, method, {}};
        openapi_path path{bound.pattern};
        path_item& item = item_of(path);
        // `*` and `**` at the same place look the same there; the first rule is described.
        if (std::ranges::find(item.operations, *name, &operation::method) !=
            item.operations.end()) {
          continue;
        }
        item.operations.push_back(
            {*std::move(name), std::move(id), service.full_name, std::move(bound), path});
      }
    }
    return {};
  }

  path_item& item_of(const openapi_path& path) {
    std::string shape;
    for (const std::string& literal : path.literals) shape.append(literal).append("{}");
    const auto [place, is_new] = places_.emplace(std::move(shape), items_.size());
    if (is_new) items_.push_back({path});
    return items_[place->second];
  }

  void write_info(std::span<const schema::service_info* const> services, const openapi_info& info) {
    std::string title = info.title;
    if (title.empty()) {
      for (const schema::service_info* const each : services) {
        title.append(title.empty() ? "" : ", ").append(each->full_name);
      }
    }
    out_.key("info").open('{').key("title").text(title).key("version").text(info.version);
    if (!info.description.empty()) out_.key("description").text(info.description);
    out_.close('}');
    if (info.server_url.empty()) return;
    out_.key("servers").open('[').open('{').key("url").text(info.server_url).close('}').close(']');
  }

  void write_operation(const path_item& item, const operation& one) {
    out_.key(one.method).open('{').key("operationId").text(one.id);
    out_.key("tags").open('[').text(one.tag).close(']');
    out_.key("parameters").open('[');
    write_path_parameters(item, one);
    field_path none;
    std::set<const schema::message_info*> around;
    write_query_parameters(one.rule, *one.rule.method.request, none, around);
    out_.close(']');
    write_body(one.rule);
    write_responses(one.rule);
    out_.close('}');
  }

  void write_path_parameters(const path_item& item, const operation& one) {
    for (std::size_t i = 0; i != one.path.parameters.size(); ++i) {
      const openapi_path::parameter& each = one.path.parameters[i];
      out_.open('{').key("name").text(item.path.parameters[i].name).key("in").text("path");
      out_.key("required").raw("true");
      if (!each.field.empty() && !each.whole) {
        out_.key("description").text(std::string{"A part of "}.append(each.field).append("."));
      } else if (each.rest) {
        out_.key("description").text("May have slashes.");
      }
      out_.key("schema");
      const field_path field = find_field_path(*one.rule.method.request, each.field, false);
      if (each.whole && !field.empty()) {
        schemas_.write_field(*field.back());
      } else {
        out_.raw(R"({"type":"string"})");
      }
      out_.close('}');
    }
  }

  // The fields that are neither in the path nor in the body, and their fields.
  void write_query_parameters(const bound_rule& rule, const schema::message_info& type,
                              field_path& outer, std::set<const schema::message_info*>& around) {
    if (rule.whole_body || !around.insert(&type).second) return;
    for (const schema::field_info& field : type.fields) {
      outer.push_back(&field);
      if (is_text_field(field)) {
        if (!rule.is_bound(outer)) write_query_parameter(outer);
      } else if (check_inner_path(field) == path_mistake::none &&
                 field.value->message->well_known == schema::well_known::none) {
        if (field.value->message != nullptr && outer.front() != rule.body) {
          write_query_parameters(rule, *field.value->message, outer, around);
        }
      }
      outer.pop_back();
    }
    around.erase(&type);
  }

  void write_query_parameter(const field_path& path) {
    std::string name;
    for (const schema::field_info* const each : path) {
      name.append(name.empty() ? "" : ".").append(each->json_name);
    }
    out_.open('{').key("name").text(name).key("in").text("query").key("schema");
    schemas_.write_field(*path.back());
    out_.close('}');
  }

  void write_body(const bound_rule& rule) {
    if (!rule.whole_body && rule.body == nullptr) return;
    out_.key("requestBody").open('{').key("required").raw("true").key("content").open('{');
    out_.key("application/json").open('{').key("schema");
    if (rule.whole_body) {
      schemas_.write_message(*rule.method.request);
    } else {
      schemas_.write_field(*rule.body);
    }
    out_.close('}').close('}').close('}');
  }

  void write_responses(const bound_rule& rule) {
    const schema::message_info& failure = schema::message_info_of<rpc::Status>();
    const bool lines = rule.method.reply_stream;
    out_.key("responses").open('{').key("200").open('{');
    out_.key("description").text(lines ? "One object in each line." : "The reply.");
    out_.key("content").open('{');
    out_.key(lines ? "application/x-ndjson" : "application/json").open('{').key("schema");
    if (lines) out_.open('{').key("type").text("object").key("properties").open('{').key("result");
    if (rule.response != nullptr) {
      schemas_.write_field(*rule.response);
    } else {
      schemas_.write_message(*rule.method.reply);
    }
    if (lines) {
      out_.key("error");
      schemas_.write_message(failure);
      out_.close('}').close('}');
    }
    out_.close('}').close('}').close('}');
    out_.key("default").open('{').key("description").text("A failure.").key("content").open('{');
    out_.key("application/json").open('{').key("schema");
    schemas_.write_message(failure);
    out_.close('}').close('}').close('}').close('}');
  }

  json_text out_;
  json_schema schemas_{out_};
  std::vector<path_item> items_;
  std::map<std::string, std::size_t> places_;
};

}  // namespace detail

/// The OpenAPI document of what contracts serve by their HTTP rules.
/// @error invalid_argument if a rule is wrong
/// @source OpenAPI Specification 3.1.0
[[nodiscard]] inline result<std::string> describe_openapi(
    std::span<const schema::service_info* const> services, const openapi_info& info = {}) {
  return detail::openapi_writer{}.write(services, info);
}

/// The same for contracts by their types.
///
///     std::puts(tern::openapi<hello::v1::Greeter>().value().c_str());
template <reflect::described_service... Contracts>
[[nodiscard]] result<std::string> openapi(const openapi_info& info = {}) {
  const std::array<const schema::service_info*, sizeof...(Contracts)> services{
      &schema::service_info_of<Contracts>...};
  return describe_openapi(services, info);
}

}  // namespace tern::rest
