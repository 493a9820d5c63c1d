// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/bytes.hpp>
#include <tern/base/result.hpp>
#include <tern/codec/options.hpp>
#include <tern/json/cursor.hpp>
#include <tern/json/excerpt.hpp>
#include <tern/protocol/query.hpp>
#include <tern/rest/bound_rule.hpp>
#include <tern/rest/one_field.hpp>
#include <tern/rest/path_pattern.hpp>
#include <tern/rest/read_text.hpp>
#include <tern/schema/message_codec.hpp>

/// From a path, a query and a body to a request.
/// @source google/api/http.proto, "Rules for HTTP mapping"
namespace tern::rest {
namespace detail {

[[nodiscard]] inline status in(std::string_view where, std::string_view name, const status& wrong) {
  return {wrong.code(), std::string{where}
                            .append(" ")
                            .append(json::shown(name))
                            .append(": ")
                            .append(wrong.message())};
}

[[nodiscard]] inline status invalid(std::string_view where, std::string_view name,
                                    std::string_view why) {
  return in(where, name, {code::invalid_argument, std::string{why}});
}

inline constexpr std::string_view bad_percent = "has a % without two hexadecimal digits behind it";

/// The parameters of one query, which they set in a request.
class query_reader {
 public:
  query_reader(const bound_rule& rule, void* message, std::uint32_t depth_limit)
      : rule_(rule), message_(message), depth_limit_(depth_limit) {}

  /// @param has_body whether the request has a body beside.
  [[nodiscard]] status read(std::string_view query, bool has_body) {
    if (query.empty()) return {};
    for (const bound_rule::variable& each : rule_.variables) note_oneofs(each.field);
    if (has_body && rule_.body != nullptr) note_oneofs({rule_.body});
    while (!query.empty()) {
      const std::size_t end = std::min(query.find('&'), query.size());
      const std::string_view one = query.substr(0, end);
      query.remove_prefix(std::min(end + 1, query.size()));
      if (one.empty()) continue;
      const std::size_t equals = std::min(one.find('='), one.size());
      const auto name = protocol::decode_query_value(one.substr(0, equals));
      const auto value = protocol::decode_query_value(one.substr(std::min(equals + 1, one.size())));
      if (!name || !value) return invalid("query parameter", one.substr(0, equals), bad_percent);
      if (status wrong = set(*name, *value); !wrong.ok()) {
        return in("query parameter", *name, wrong);
      }
    }
    return {};
  }

 private:
  static status invalid_parameter(std::string why) {
    return {code::invalid_argument, std::move(why)};
  }

  [[nodiscard]] status set(std::string_view name, std::string_view value) {
    const schema::message_info& request = *rule_.method.request;
    const field_path field = find_field_path(request, name, true);
    if (field.empty()) {
      return invalid_parameter(std::string{request.full_name} + " has no such field");
    }
    if (field.size() > std::size_t{depth_limit_} + 1) {
      return invalid_parameter("nested deeper than depth_limit, which is " +
                               std::to_string(depth_limit_));
    }
    if (rule_.is_bound(field)) {
      return invalid_parameter(rule_.whole_body
                                   ? "the request is in the body, and there are no parameters"
                                   : "the field is in the path or in the body");
    }
    const schema::field_info& last = *field.back();
    if (!is_text_field(last)) {
      return invalid_parameter("a map or a message is no parameter; its fields may be");
    }
    if (last.cardinality != schema::cardinality::repeated && !note(field)) {
      return invalid_parameter("is there twice, and the field is not repeated");
    }
    if (!note_oneofs(field)) {
      return invalid_parameter("another field of its oneof is there as well");
    }
    return read_field(field, value, message_);
  }

  [[nodiscard]] bool note(const field_path& field) { return seen_.insert(field).second; }

  // Which alternative of each oneof on the way has been there: in the query, the path or the body.
  bool note_oneofs(const field_path& field) {
    for (std::size_t i = 0; i != field.size(); ++i) {
      if (field[i]->oneof < 0) continue;
      const field_path around{field.begin(), field.begin() + static_cast<std::ptrdiff_t>(i)};
      const auto [place, is_new] = chosen_.insert({{around, field[i]->oneof}, field[i]});
      if (!is_new && place->second != field[i]) return false;
    }
    return true;
  }

  const bound_rule& rule_;
  void* message_;
  std::uint32_t depth_limit_;
  std::set<field_path> seen_;
  std::map<std::pair<field_path, int>, const schema::field_info*> chosen_;
};

[[nodiscard]] inline status read_variables(const bound_rule& rule, std::string_view path,
                                           void* message) {
  const path_segments segments{path};
  for (const bound_rule::variable& each : rule.variables) {
    const auto text = decode_path_text(segments.text_of(each.place), !each.place.one_segment);
    if (!text) return invalid("path variable", each.place.field, bad_percent);
    if (status wrong = read_field(each.field, *text, message); !wrong.ok()) {
      return in("path variable", each.place.field, wrong);
    }
  }
  return {};
}

/// Reads a body into the field that it is. What it is not, it cannot set.
[[nodiscard]] inline result<void> read_body_field(const bound_rule& rule, byte_view body,
                                                  void* message, const schema::message_codec& json,
                                                  const codec::decode_options& limits) {
  const schema::message_info& request = *rule.method.request;
  json::cursor whole{as_text(body)};
  if (!whole.skip_value() || !whole.read_end()) {
    return status{code::invalid_argument, "the body " + whole.failure()};
  }
  std::string text{"{\""};
  text.append(rule.body->name).append("\":").append(as_text(body)).append("}");
  const one_field only{request, *rule.body};
  return json.decode(as_bytes(text), only.info(), message, limits);
}

[[nodiscard]] inline result<void> read_body(const bound_rule& rule, byte_view body, void* message,
                                            const schema::message_codec& json,
                                            const codec::decode_options& limits) {
  if (body.empty()) return {};
  if (rule.whole_body) return json.decode(body, *rule.method.request, message, limits);
  if (rule.body != nullptr) return read_body_field(rule, body, message, json, limits);
  return status{code::invalid_argument, "the request has a body, where " +
                                            std::string{rule.rule.method} + " " +
                                            std::string{rule.rule.path} + " takes none"};
}

}  // namespace detail

/// Makes a request of what came: first the body, then the query and the path, which are about other
/// fields or have the last word.
/// @param path as rule_tree::find() matched it.
/// @param query behind the question mark, as it was sent.
/// @error invalid_argument with the name of the variable or the parameter, what was expected and
/// what was found; what the codec says about the body
[[nodiscard]] inline result<void> bind_request(const bound_rule& rule, std::string_view path,
                                               std::string_view query, byte_view body,
                                               void* message, const schema::message_codec& json,
                                               const codec::decode_options& limits) {
  if (auto read = detail::read_body(rule, body, message, json, limits); !read) return read;
  detail::query_reader parameters{rule, message, limits.depth_limit};
  if (status wrong = parameters.read(query, !body.empty()); !wrong.ok()) return wrong;
  return detail::read_variables(rule, path, message);
}

}  // namespace tern::rest
