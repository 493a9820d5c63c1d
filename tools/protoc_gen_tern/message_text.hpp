// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "member.hpp"
#include "parameters.hpp"

namespace protoc_gen_tern {

/// The text of a struct and of its TERN_MESSAGE.
class message_text {
 public:
  /// @lifetime refers to its arguments.
  message_text(const message_schema& message, const definition_order& order, const schema& all,
               const parameters& asked, const comments& texts)
      : message_{message},
        all_{all},
        texts_{texts},
        where_{*message.file, order, &message, &scope_},
        fields_{fields_of(message, all)} {
    add_members(asked);
  }

  /// `struct … { … };`. One of a group is compared by what `comparison` defines behind the group.
  [[nodiscard]] std::string definition(bool alone) const {
    std::string text = documentation(texts_, message_.at, *message_.descriptor, "");
    text.append("struct ").append(message_.cpp_name).append(" {\n").append(nested_types());
    for (const entry& one : entries_) {
      text.append(one.documentation);
      text.append("  ").append(one.declaration).append(";\n");
    }
    if (!entries_.empty()) text.append("\n");
    text.append("  bool operator==(const ").append(message_.cpp_name).append("&) const");
    return text.append(alone ? " = default;\n};\n" : ";\n};\n");
  }

  [[nodiscard]] std::string comparison() const {
    const std::string& name = message_.cpp_name;
    return "inline bool " + name + "::operator==(const " + name + "&) const = default;\n";
  }

  /// `TERN_MESSAGE(…)` and what describes the enums inside of the struct.
  [[nodiscard]] std::string description() const {
    std::string text;
    for (const auto& one : message_.enums) {
      if (one->inside_parent) text.append(enum_description(*one));
    }
    return text.append(macro_call("TERN_MESSAGE", arguments()));
  }

  /// What the macro would have besides the type.
  [[nodiscard]] std::size_t entry_count() const { return arguments().size() - 1; }

 private:
  struct entry {
    std::string documentation;
    std::string declaration;
    std::string described;
  };

  struct alternatives {
    std::string scope;  ///< "kind_case"
    std::string member;
    std::vector<const field_schema*> fields;
    std::vector<std::string> names;
  };

  void add_members(const parameters& asked) {
    scope_.add(message_.cpp_name);
    for (const auto& one : message_.enums) scope_.add(one->nested_name);
    for (const auto& nested : message_.messages) {
      if (!nested->is_map_entry()) scope_.add(nested->nested_name);
    }
    // All names first: they say which types need their namespace in front.
    std::vector<std::string> names;
    std::set<std::int32_t> seen;
    for (const field_schema& field : fields_) {
      if (field.oneof && !seen.insert(*field.oneof).second) {
        names.emplace_back();
      } else {
        names.push_back(
            scope_.add(field.oneof ? oneof_name(*field.oneof) : *field.descriptor->name));
      }
    }
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      if (names[i].empty()) continue;
      if (fields_[i].oneof) {
        add_oneof(*fields_[i].oneof, names[i]);
      } else {
        add_field(fields_[i], names[i]);
      }
    }
    using keep = parameters::keep;
    if (asked.unknown_fields == keep::all || (asked.unknown_fields == keep::extendable &&
                                              !message_.descriptor->extension_range.empty())) {
      const std::string name = scope_.add("unknown_fields");
      entries_.push_back({"", "tern::unknown_fields " + name + "{}", "(unknown, " + name + ")"});
    }
  }

  [[nodiscard]] const std::string& oneof_name(std::int32_t index) const {
    return *message_.descriptor->oneof_decl.at(static_cast<std::size_t>(index)).name;
  }

  [[nodiscard]] std::string documented(const field_schema& field, const member& one,
                                       std::string_view indent) const {
    return documentation(texts_, field.at, *field.descriptor, indent) +
           comment_lines(one.unsaid_default(), std::string{indent} + "///");
  }

  void add_field(const field_schema& field, const std::string& name) {
    const member one{field, where_, all_};
    entries_.push_back({documented(field, one, "  "), one.type() + " " + name + one.initializer(),
                        field_entry(field, one, name)});
  }

  static std::string field_entry(const field_schema& field, const member& one,
                                 const std::string& name) {
    std::vector<std::string> parts{std::to_string(*field.descriptor->number), name};
    for (std::string& option : one.options(name)) parts.push_back(std::move(option));
    return parenthesized(parts);
  }

  void add_oneof(std::int32_t index, const std::string& name) {
    alternatives all;
    all.scope = scope_.add(name + "_case");
    all.member = name;
    name_scope inside;
    inside.add("none");
    inside.add("index");
    inside.add(all.scope);
    std::string type = "std::variant<std::monostate";
    std::vector<std::string> parts{"oneof", name};
    bool defined = true;
    for (const field_schema& field : fields_) {
      if (field.oneof != index) continue;
      const member one{field, where_, all_};
      all.fields.push_back(&field);
      all.names.push_back(inside.add(*field.descriptor->name));
      type.append(", ").append(one.value_type());
      parts.push_back(field_entry(field, one, all.names.back()));
      defined = defined && !one.initializer().empty();
    }
    const path at = message_.at / 8 / index;
    entries_.push_back({comment_lines(texts_.text(at), "  ///"),
                        type + "> " + name + (defined ? "{}" : ""), parenthesized(parts)});
    oneofs_.push_back(std::move(all));
  }

  // The alternatives by name: where each is in the variant.
  [[nodiscard]] std::string alternatives_text(const alternatives& all) const {
    std::string text =
        "  /// The alternatives of `" + all.member + "`, as indices of the variant.\n";
    text.append("  struct ").append(all.scope).append(" {\n    enum index : std::size_t {\n");
    text.append("      none,\n");
    for (std::size_t i = 0; i < all.fields.size(); ++i) {
      text.append(documented(*all.fields[i], member{*all.fields[i], where_, all_}, "      "));
      text.append("      ").append(all.names[i]).append(",\n");
    }
    return text.append("    };\n  };\n\n");
  }

  [[nodiscard]] std::string nested_types() const {
    std::string text;
    for (const auto& nested : message_.messages) {
      if (!nested->is_map_entry()) text.append(alias_of(*nested));
    }
    for (const auto& one : message_.enums) {
      if (!one->inside_parent) text.append(alias_of(*one));
    }
    if (!text.empty()) text.append("\n");
    for (const auto& one : message_.enums) {
      if (one->inside_parent) text.append(enum_definition(*one, texts_, "  ")).append("\n");
    }
    for (const alternatives& all : oneofs_) text.append(alternatives_text(all));
    return text;
  }

  static std::string alias_of(const type_schema& type) {
    return "  using " + type.nested_name + " = " + type.cpp_name + ";\n";
  }

  [[nodiscard]] std::vector<std::string> arguments() const {
    std::vector<std::string> arguments{message_.cpp_name};
    for (std::string& name : full_name_entry(message_, message_.cpp_name)) {
      arguments.push_back(std::move(name));
    }
    for (const entry& one : entries_) arguments.push_back(one.described);
    std::vector<std::string> reserved{"reserved"};
    for (const auto& range : message_.descriptor->reserved_range) {
      reserved.push_back(reserved_range(range.start.value_or(0), range.end.value_or(0) - 1));
    }
    for (const std::string& name : message_.descriptor->reserved_name) {
      reserved.push_back(string_literal(name));
    }
    if (reserved.size() != 1) arguments.push_back(parenthesized(reserved));
    return arguments;
  }

  static std::string reserved_range(std::int32_t first, std::int32_t last) {
    if (first == last) return std::to_string(first);
    return "tern::range(" + std::to_string(first) + ", " + std::to_string(last) + ")";
  }

  const message_schema& message_;
  const schema& all_;
  const comments& texts_;
  name_scope scope_;
  place where_;
  std::vector<field_schema> fields_;
  std::vector<entry> entries_;
  std::vector<alternatives> oneofs_;
};

}  // namespace protoc_gen_tern
