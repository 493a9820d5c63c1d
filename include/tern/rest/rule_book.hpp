// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <tern/base/status.hpp>
#include <tern/http/head.hpp>
#include <tern/protocol/media_type.hpp>
#include <tern/protocol/protocol.hpp>
#include <tern/protocol/query.hpp>
#include <tern/protocol/refusal.hpp>
#include <tern/rest/answer.hpp>
#include <tern/rest/bound_rule.hpp>
#include <tern/rest/call_codec.hpp>
#include <tern/rest/rule_tree.hpp>
#include <tern/rest/status_json.hpp>
#include <tern/schema/service_info.hpp>

namespace tern::rest {

/// The HTTP rules of all contracts that a server serves.
/// @thread filled before the server starts, read by all threads after that.
class rule_book {
 public:
  /// A request that a rule is for, or the answer to one that fits a rule but for its method or its
  /// content-type.
  using meaning = std::variant<protocol::accepted, protocol::refusal>;

  /// Adds the rules of a contract.
  /// @returns what is wrong with one of them, or with two: a sentence; empty if nothing is.
  [[nodiscard]] std::string add(const schema::service_info& service) {
    for (const schema::method_info& method : service.methods) {
      const std::string path =
          std::string{"/"}.append(service.full_name).append("/").append(method.name);
      for (const reflect::http_rule& rule : method.http_rules) {
        if (const rule_mistake wrong = check_rule(rule, method); wrong != rule_mistake::none) {
          return text_of(path, rule).append(" ").append(to_string(wrong));
        }
        auto& added = *rules_.emplace_back(std::make_unique<bound_rule>(rule, method, path));
        // A stream may have no end, and nobody would read it.
        const bool takes_head = rule.method == "GET" && !method.reply_stream;
        const std::size_t other =
            tree_.add(rule.method, added.pattern, rules_.size() - 1, takes_head);
        if (other != rule_tree::none) {
          return text_of(path, rule) + " is the same as " +
                 text_of(rules_[other]->path, rules_[other]->rule);
        }
      }
    }
    return {};
  }

  [[nodiscard]] bool empty() const noexcept { return rules_.empty(); }

  /// Calls `use` with each rule.
  template <class Use>
  void for_each(Use&& use) const {
    for (const auto& each : rules_) use(*each);
  }

  /// What a request means; nothing if its path fits no rule.
  /// @param is_call it is a call in one of the RPC protocols, of a method that is not known.
  /// @param json reads and writes bodies.
  [[nodiscard]] std::optional<meaning> find(const http::head& request, bool is_call,
                                            const schema::message_codec& json) const {
    const auto content_type = request.fields.get("content-type");
    const bool is_json =
        content_type && protocol::find_media_type(detail::body_types, *content_type);
    // Whoever calls an unknown method wants to hear of that in the protocol of the call.
    if (is_call && content_type && !is_json) return std::nullopt;
    const std::string_view path = protocol::path_without_query(request.path);
    rule_tree::found found = tree_.find(request.method, path);
    if (found.rule == rule_tree::none) {
      if (found.allow.empty()) return std::nullopt;
      return refuse_method(request, found.allow);
    }
    const bound_rule& rule = *rules_[found.rule];
    const bool takes_body = rule.whole_body || rule.body != nullptr;
    if (content_type && takes_body && !is_json) return refuse_type(*content_type);
    std::string_view query = std::string_view{request.path}.substr(path.size());
    if (query.starts_with('?')) query.remove_prefix(1);

    protocol::accepted call;
    call.form = protocol::message_form::json;
    call.by_get = request.method == "GET" || request.method == "HEAD";
    call.method = rule.path;
    call.request_framing.body = protocol::framing::layout::message;
    protocol::detail::read_call_fields<detail::fields>(request.fields, call);
    if (rule.method.reply_stream) {
      call.content_type = detail::lines_type;
      call.reply_framing.body = protocol::framing::layout::lines;
      call.accept_encoding = {};  // each line must reach the client on its own
    } else {
      call.content_type = detail::json_type;
      call.reply_framing.body = protocol::framing::layout::message;
    }
    // A page of another site may send a body without a content-type, and none with this one.
    call.codec = std::make_shared<call_codec>(
        rule, std::string{found.path}, std::string{query}, json,
        content_type || !takes_body ? call_codec::body::any : call_codec::body::without_type);
    return call;
  }

 private:
  // `/hello.v1.Greeter/SayHello: the rule GET /v1/{name}`
  static std::string text_of(std::string_view path, const reflect::http_rule& rule) {
    return std::string{path}
        .append(": the rule ")
        .append(rule.method)
        .append(" ")
        .append(rule.path);
  }

  static protocol::refusal refuse(int http_status, const status& why) {
    protocol::refusal answer;
    answer.head.status = http_status;
    answer.head.fields.add("content-type", detail::json_type);
    answer.body = write_status(why);
    return answer;
  }

  static protocol::refusal refuse_method(const http::head& request,
                                         const std::vector<std::string>& allow) {
    std::string all;
    for (const std::string& each : allow) all.append(all.empty() ? "" : ", ").append(each);
    protocol::refusal answer =
        refuse(405, {code::unimplemented,
                     "method is " + protocol::excerpt(request.method) + ", this path has " + all});
    answer.head.fields.add("allow", all);
    if (request.method == "HEAD") answer.body.clear();
    return answer;
  }

  static protocol::refusal refuse_type(std::string_view content_type) {
    protocol::refusal answer =
        refuse(415, {code::invalid_argument, "content-type is " + protocol::excerpt(content_type) +
                                                 ", this path takes application/json"});
    answer.head.fields.add("accept-post", detail::json_type);
    return answer;
  }

  rule_tree tree_;
  std::vector<std::unique_ptr<const bound_rule>> rules_;
};

}  // namespace tern::rest
