// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <tern/descriptor/http_rule.hpp>
#include <tern/schema/http_option.hpp>

#include "enum_text.hpp"
#include "literal.hpp"
#include "reference.hpp"

namespace protoc_gen_tern {

/// The text of a contract and of its TERN_SERVICE.
class service_text {
 public:
  /// @lifetime refers to its arguments.
  service_text(const tern::protobuf::ServiceDescriptorProto& service, std::string cpp_name, path at,
               const place& where, const schema& all, const comments& texts)
      : service_{service},
        name_{std::move(cpp_name)},
        at_{std::move(at)},
        where_{where},
        all_{all},
        texts_{texts} {
    scope_.add(name_);
    for (const auto& method : service.method) methods_.push_back(scope_.add(*method.name));
    where_.members = &scope_;
  }

  [[nodiscard]] std::string text() const {
    std::string text = documentation(texts_, at_, service_, "");
    text.append("struct ").append(name_).append(" {\n");
    for (std::size_t i = 0; i < methods_.size(); ++i) {
      text.append(
          documentation(texts_, at_ / 2 / static_cast<std::int32_t>(i), service_.method[i], "  "));
      text.append("  ").append(declaration(i)).append("\n");
    }
    return text.append("};\n").append(macro_call("TERN_SERVICE", arguments()));
  }

  /// What the macro would have besides the type.
  [[nodiscard]] std::size_t entry_count() const { return arguments().size() - 1; }

 private:
  // One struct a request and one a reply, each alone or a stream of them.
  [[nodiscard]] std::string declaration(std::size_t index) const {
    const tern::protobuf::MethodDescriptorProto& method = service_.method[index];
    const std::string input = type(method.input_type.value_or(""));
    const std::string output = type(method.output_type.value_or(""));
    const bool reads = method.client_streaming.value_or(false);
    const bool writes = method.server_streaming.value_or(false);
    return (writes ? "tern::stream<" : "tern::task<") + output + "> " + methods_[index] + "(" +
           (reads ? "tern::stream<" + input + ">" : input) + ");";
  }

  [[nodiscard]] std::string type(std::string_view dotted) const {
    return reference(*all_.find_message(dotted), where_);
  }

  [[nodiscard]] std::vector<std::string> arguments() const {
    std::vector<std::string> arguments{name_};
    type_schema described;
    described.file = &where_.file;
    const std::string package = where_.file.descriptor->package.value_or("");
    described.full_name = (package.empty() ? "" : package + ".") + *service_.name;
    for (const std::string& name : full_name_entry(described, name_)) {
      arguments.push_back("(" + name + ")");
    }
    for (std::size_t i = 0; i < methods_.size(); ++i) arguments.push_back(entry(i));
    return arguments;
  }

  // A method as the macro takes it: its name, and in parentheses what else there is to say.
  [[nodiscard]] std::string entry(std::size_t index) const {
    const tern::protobuf::MethodDescriptorProto& method = service_.method[index];
    std::string more;
    if (methods_[index] != *method.name) more.append(", \"").append(*method.name).append("\"");
    using level = tern::protobuf::MethodOptions::IdempotencyLevel;
    if (method.options && method.options->idempotency_level == level::NO_SIDE_EFFECTS) {
      more.append(", tern::no_side_effects");
    }
    // A method that takes a stream is not called with plain HTTP.
    if (method.options && !method.client_streaming.value_or(false)) {
      more.append(http_rules(*method.options));
    }
    return more.empty() ? methods_[index] : "(" + methods_[index] + more + ")";
  }

  // What `google.api.http` says: `, tern::get("/v1/{name}")`.
  [[nodiscard]] static std::string http_rules(const tern::protobuf::MethodOptions& options) {
    const auto rule = tern::protobuf::find_http_rule(options);
    if (!rule) return {};
    std::string text = http_rule(*rule);
    for (const auto& each : rule->additional_bindings) text.append(http_rule(each));
    return text;
  }

  [[nodiscard]] static std::string http_rule(const tern::protobuf::HttpRule& rule) {
    const tern::schema::http_rule_text said = tern::schema::text_of(rule);
    if (said.method.empty()) return {};
    std::string text = ", tern::";
    if (said.custom) {
      text.append("custom(").append(string_literal(said.method)).append(", ");
    } else {
      text.append(said.method == "delete" ? "del" : said.method).append("(");
    }
    text.append(string_literal(said.path)).append(")");
    if (!rule.body.empty()) text.append(".body(").append(string_literal(rule.body)).append(")");
    if (!rule.response_body.empty()) {
      text.append(".response_body(").append(string_literal(rule.response_body)).append(")");
    }
    return text;
  }

  const tern::protobuf::ServiceDescriptorProto& service_;
  std::string name_;
  path at_;
  place where_;
  const schema& all_;
  const comments& texts_;
  name_scope scope_;
  std::vector<std::string> methods_;
};

}  // namespace protoc_gen_tern
