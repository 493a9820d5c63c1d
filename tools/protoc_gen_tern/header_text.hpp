// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "limits.hpp"
#include "message_text.hpp"
#include "service_text.hpp"

namespace protoc_gen_tern {

/// "shop/v1/order.proto" as "shop/v1/order.tern.hpp".
[[nodiscard]] inline std::string header_name(std::string_view proto, const parameters& asked) {
  if (proto.ends_with(".proto")) proto.remove_suffix(6);
  return std::string{proto} + asked.suffix;
}

/// The contract header of one file. That of a file whose types tern has includes tern's.
class header_text {
 public:
  /// @lifetime refers to its arguments.
  header_text(const file_schema& file, const schema& all, const parameters& asked)
      : file_{file}, all_{all}, asked_{asked}, texts_{*file.descriptor}, order_{file, all} {
    if (file.provided) return;
    write_types();
    if (asked.services) write_services();
  }

  [[nodiscard]] std::string text() const {
    std::string text = comment_lines(texts_.top(), "//");
    if (!text.empty()) text.append("\n");
    text.append("// Made from ").append(file_.name()).append(" by protoc-gen-tern; do not edit.\n");
    text.append("// clang-format off\n");
    text.append("#pragma once\n\n").append(includes()).append("\n");
    const std::string scope = file_.provided ? "" : file_.cpp_namespace;
    if (!scope.empty()) text.append("namespace ").append(scope).append(" {\n\n");
    text.append(body_);
    if (!scope.empty()) text.append("}  // namespace ").append(scope).append("\n");
    while (text.ends_with("\n\n")) text.pop_back();
    return text;
  }

  /// What the file has too much of for tern's macros, a sentence each.
  [[nodiscard]] const std::vector<std::string>& complaints() const { return complaints_; }

 private:
  void complain(std::string_view what, std::string_view name, std::size_t count,
                std::string_view unit, std::size_t limit) {
    if (count <= limit) return;
    complaints_.push_back(std::string{file_.name()} + ": the " + std::string{what} + " " +
                          std::string{name} + " has " + std::to_string(count) + " " +
                          std::string{unit} + ", tern's limit is " + std::to_string(limit) +
                          ": split it");
  }

  void write_types() {
    write_enums(file_);
    for_each_message(file_, [this](const message_schema& message) { write_enums(message); });
    for (const auto& group : order_.groups()) write_group(group);
  }

  // The enums that stand in the namespace; they need nobody, so they come first.
  template <class Scope>
  void write_enums(const Scope& scope) {
    for (const auto& one : scope.enums) {
      complain("enum", one->full_name,
               enum_entries(*one).size() + full_name_entry(*one, one->cpp_name).size(), "entries",
               max_entries);
      if (one->inside_parent) continue;
      body_.append(enum_definition(*one, texts_, ""));
      body_.append(enum_description(*one)).append("\n");
    }
  }

  void write_group(const std::vector<const message_schema*>& group) {
    const bool alone = group.size() == 1 && !contains_itself(*group.front());
    std::string definitions;
    std::string comparisons;
    std::string descriptions;
    for (const message_schema* message : group) {
      const message_text text{*message, order_, all_, asked_, texts_};
      check(*message, text);
      if (message != group.front()) {
        body_.append("struct ").append(message->cpp_name).append(";\n");
      }
      definitions.append(text.definition(alone)).append(group.back() == message ? "" : "\n");
      if (!alone) comparisons.append(text.comparison());
      descriptions.append(text.description());
    }
    if (group.size() > 1) body_.append("\n");
    if (!comparisons.empty()) definitions.append("\n").append(comparisons);
    body_.append(definitions).append(descriptions).append("\n");
  }

  [[nodiscard]] bool contains_itself(const message_schema& message) const {
    return std::ranges::any_of(fields_of(message, all_), [&](const field_schema& field) {
      return value_message(field, all_) == &message;
    });
  }

  void check(const message_schema& message, const message_text& text) {
    complain("message", message.full_name, text.entry_count(), "entries", max_entries);
    std::map<std::int32_t, std::size_t> alternatives;
    for (const field_schema& field : fields_of(message, all_)) {
      if (field.oneof) ++alternatives[*field.oneof];
    }
    for (const auto& [index, count] : alternatives) {
      const auto& oneof = message.descriptor->oneof_decl.at(static_cast<std::size_t>(index));
      complain("oneof", message.full_name + "." + *oneof.name, count, "alternatives",
               max_alternatives);
    }
    for (const std::string& name : message.descriptor->reserved_name) {
      complain("reserved name", message.full_name + "." + name, name.size(), "characters",
               max_reserved_name_chars);
    }
  }

  void write_services() {
    name_scope scope;
    for (const auto& one : file_.enums) scope.add(one->cpp_name);
    for_each_message(file_, [&](const message_schema& message) { scope.add(message.cpp_name); });
    std::int32_t index = 0;
    for (const auto& service : file_.descriptor->service) {
      const service_text text{
          service, scope.add(*service.name), path{6, index++}, {file_, order_}, all_, texts_};
      complain("service", *service.name, text.entry_count(), "entries", max_entries);
      body_.append(text.text()).append("\n");
    }
  }

  // Headers of tern, of other files, of the standard library.
  [[nodiscard]] std::string includes() const {
    if (file_.provided) return "#include <" + std::string{file_.provided->header} + ">\n";
    const bool contract = asked_.services && !file_.descriptor->service.empty();
    std::set<std::string> own{contract ? "<tern/contract.hpp>" : "<tern/message.hpp>"};
    std::set<std::string> others;
    for (const file_schema* used : used_files()) {
      if (used->provided) {
        own.insert("<" + std::string{used->provided->header} + ">");
      } else {
        others.insert("\"" + header_name(used->name(), asked_) + "\"");
      }
    }
    std::string text;
    for (const std::string& one : own) text.append("#include ").append(one).append("\n");
    if (!others.empty()) text.append("\n");
    for (const std::string& one : others) text.append("#include ").append(one).append("\n");
    const std::string standard = standard_includes();
    if (!standard.empty()) text.append("\n").append(standard);
    return text;
  }

  [[nodiscard]] std::string standard_includes() const {
    const std::pair<std::string_view, std::string_view> uses[] = {
        {"std::size_t", "cstddef"}, {"int32_t", "cstdint"},
        {"int64_t", "cstdint"},     {"std::numeric_limits", "limits"},
        {"std::map<", "map"},       {"std::optional<", "optional"},
        {"std::string", "string"},  {"std::variant<", "variant"},
        {"std::vector<", "vector"},
    };
    std::set<std::string_view> found;
    for (const auto& [use, header] : uses) {
      if (body_.find(use) != body_.npos) found.insert(header);
    }
    std::string text;
    for (const std::string_view header : found) {
      text.append("#include <").append(header).append(">\n");
    }
    return text;
  }

  // The files of the types that this one names, and those that it imports for others. An import
  // that only brings options needs no header.
  [[nodiscard]] std::set<const file_schema*> used_files() const {
    std::set<const file_schema*> used;
    const auto use = [&](const type_schema* type) {
      if (type && type->file != &file_) used.insert(type->file);
    };
    for_each_message(file_, [&](const message_schema& message) {
      for (const field_schema& field : fields_of(message, all_)) {
        use(field.message);
        use(field.enumeration);
      }
    });
    if (asked_.services) {
      for (const auto& service : file_.descriptor->service) {
        for (const auto& method : service.method) {
          use(all_.find_message(*method.input_type));
          use(all_.find_message(*method.output_type));
        }
      }
    }
    for (const std::int32_t index : file_.descriptor->public_dependency) {
      used.insert(all_.find_file(file_.descriptor->dependency.at(static_cast<std::size_t>(index))));
    }
    return used;
  }

  const file_schema& file_;
  const schema& all_;
  const parameters& asked_;
  comments texts_;
  definition_order order_;
  std::string body_;
  std::vector<std::string> complaints_;
};

}  // namespace protoc_gen_tern
