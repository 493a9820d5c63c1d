// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include <tern/base/result.hpp>
#include <tern/descriptor/descriptor.hpp>
#include <tern/schema/default_text.hpp>
#include <tern/schema/file_layout.hpp>
#include <tern/schema/http_option.hpp>
#include <tern/schema/proto_names.hpp>
#include <tern/schema/proto_syntax.hpp>
#include <tern/schema/synthetic.hpp>

namespace tern::schema {
namespace detail {

using protobuf::DescriptorProto;
using protobuf::EnumDescriptorProto;
using protobuf::FeatureSet;
using protobuf::FieldDescriptorProto;
using protobuf::FileDescriptorProto;
using protobuf::ServiceDescriptorProto;

inline std::string type_reference(std::string_view full_name) {
  return std::string{"."}.append(full_name);
}

/// Writes one file down.
class file_maker {
 public:
  file_maker(const file_layout& layout, const file_plan& plan, proto_syntax syntax)
      : layout_(layout), plan_(plan), syntax_(syntax) {}

  result<FileDescriptorProto> make() {
    FileDescriptorProto file;
    file.name = plan_.name;
    if (!plan_.package.empty()) file.package = plan_.package;
    file.dependency.assign(plan_.imports.begin(), plan_.imports.end());
    set_syntax(file);
    if (plan_.well_known != nullptr) set_options(file);
    for (const message_info* const message : plan_.messages) {
      file.message_type.push_back(make_message(*message));
    }
    for (const enum_info* const enumeration : plan_.enums) {
      file.enum_type.push_back(make_enum(*enumeration));
    }
    for (const service_info* const service : plan_.services) {
      file.service.push_back(make_service(*service));
    }
    if (plan_.has_http_option) file.extension.push_back(make_http_option());
    if (!wrong_.ok()) return wrong_;
    return file;
  }

 private:
  void set_syntax(FileDescriptorProto& file) {
    switch (syntax_) {
      case proto_syntax::proto2:
        break;  // what a file is that does not say what it is
      case proto_syntax::proto3:
        file.syntax = "proto3";
        break;
      case proto_syntax::edition_2023:
        file.syntax = "editions";
        file.edition = protobuf::Edition::EDITION_2023;
        if (mostly_implicit()) {
          presence_ = FeatureSet::FieldPresence::IMPLICIT;
          file.options.emplace().features.emplace().field_presence = presence_;
        }
        break;
    }
  }

  // What most fields have is said once for the file.
  [[nodiscard]] bool mostly_implicit() const {
    int balance = 0;
    for_each_message(layout_, plan_, [&](const message_info& message) {
      for (const field_info& field : message.fields) {
        if (has_implicit_presence(field)) ++balance;
        if (has_explicit_presence(field)) --balance;
      }
    });
    return balance > 0;
  }

  [[nodiscard]] static bool has_explicit_presence(const field_info& field) {
    return field.cardinality == cardinality::optional && field.oneof < 0 &&
           !is_message(field.value->kind);
  }

  void set_options(FileDescriptorProto& file) const {
    const well_known_file& known = *plan_.well_known;
    protobuf::FileOptions& options = file.options.emplace();
    if (plan_.package == "google.api") {
      options.java_package = "com.google.api";
      options.java_outer_classname = known.java_class;
      options.java_multiple_files = true;
      options.go_package = "google.golang.org/genproto/googleapis/api/annotations;annotations";
      options.objc_class_prefix = "GAPI";
      return;
    }
    options.java_package = "com." + plan_.package;
    options.java_outer_classname = known.java_class;
    if (!known.proto2) options.java_multiple_files = true;
    options.go_package = std::string{"google.golang.org/protobuf/types/"}.append(known.go_package);
    if (known.cc_enable_arenas) options.cc_enable_arenas = true;
    options.csharp_namespace = known.csharp_namespace;
    if (plan_.package == "google.protobuf") options.objc_class_prefix = "GPB";
    if (known.name == "google/protobuf/descriptor.proto") {
      options.optimize_for = protobuf::FileOptions::OptimizeMode::SPEED;
    }
  }

  DescriptorProto make_message(const message_info& message) {
    DescriptorProto made;
    made.name = last_name_of(message.full_name);
    const declarations& nested = layout_.nested_in(message.full_name);
    for (const message_info* const inner : nested.messages) {
      if (!is_group_of(message, *inner)) made.nested_type.push_back(make_message(*inner));
    }
    for (const enum_info* const inner : nested.enums) made.enum_type.push_back(make_enum(*inner));
    for (const std::string_view oneof : message.oneofs) {
      made.oneof_decl.emplace_back().name = oneof;
    }
    for (const field_info& field : message.fields) add_field(made, message, field);
    add_synthetic_oneofs(made);
    add_reserved(made, message.reserved, 1);
    if (is_extensible(message.full_name)) {
      made.extension_range.push_back({.start = 1000, .end = 536'870'912});
    }
    return made;
  }

  // Options of files, messages, methods … are there to be extended, as by google.api.http.
  // @source google/protobuf/descriptor.proto
  [[nodiscard]] static bool is_extensible(std::string_view full_name) noexcept {
    return full_name.starts_with("google.protobuf.") && full_name.ends_with("Options");
  }

  // `beyond` is how far behind the last number a range ends.
  template <class Descriptor>
  static void add_reserved(Descriptor& made, std::span<const reflect::reserved_item> items,
                           std::int64_t beyond) {
    for (const reflect::reserved_item& item : items) {
      if (item.is_name()) {
        made.reserved_name.emplace_back(item.name());
      } else {
        auto& range = made.reserved_range.emplace_back();
        range.start = static_cast<std::int32_t>(item.first);
        range.end = static_cast<std::int32_t>(item.last + beyond);
      }
    }
  }

  // In proto2 the message of a group is written where the group is.
  [[nodiscard]] bool is_group_of(const message_info& message, const message_info& inner) const {
    return syntax_ == proto_syntax::proto2 &&
           std::ranges::any_of(message.fields, [&](const field_info& field) {
             return field.value->kind == kind::group && field.value->message == &inner;
           });
  }

  void add_field(DescriptorProto& made, const message_info& message, const field_info& field) {
    FieldDescriptorProto added;
    added.name = field.name;
    added.number = static_cast<std::int32_t>(field.number);
    added.json_name = field.json_name;
    if (field.oneof >= 0) added.oneof_index = field.oneof;
    if (field.cardinality == cardinality::map) {
      added.label = FieldDescriptorProto::Label::LABEL_REPEATED;
      added.type = FieldDescriptorProto::Type::TYPE_MESSAGE;
      const std::string entry = map_entry_name(field.name);
      added.type_name = type_reference(join_names(message.full_name, entry));
      made.nested_type.push_back(make_entry(entry, field));
    } else {
      set_type(added, *field.value);
      set_label(added, field);
      set_packed(added, field);
      if (field.value->kind == kind::group) set_group(made, added, field);
    }
    if (field.default_value.is != reflect::default_constant::kind::none) {
      const auto text = default_text(*field.value, field.default_value);
      if (!text) {
        refuse(join_names(message.full_name, field.name), "the default value has no name");
      } else {
        added.default_value = *text;
      }
    }
    if (field.deprecated) options_of(added).deprecated = true;
    if (field.sensitive) options_of(added).debug_redact = true;
    made.field.push_back(std::move(added));
  }

  static protobuf::FieldOptions& options_of(FieldDescriptorProto& field) {
    return field.options ? *field.options : field.options.emplace();
  }
  static FeatureSet& features_of(FieldDescriptorProto& field) {
    protobuf::FieldOptions& options = options_of(field);
    return options.features ? *options.features : options.features.emplace();
  }

  // An enum without names is a number of the same size.
  static void set_type(FieldDescriptorProto& field, const value_info& value) {
    const bool nameless = value.kind == kind::enum_ && value.enumeration == nullptr;
    field.type = nameless ? FieldDescriptorProto::Type::TYPE_INT32
                          : static_cast<FieldDescriptorProto::Type>(value.kind);
    if (value.message != nullptr) field.type_name = type_reference(value.message->full_name);
    if (value.enumeration != nullptr) {
      field.type_name = type_reference(value.enumeration->full_name);
    }
  }

  void set_label(FieldDescriptorProto& added, const field_info& field) const {
    using Label = FieldDescriptorProto::Label;
    using Presence = FeatureSet::FieldPresence;
    added.label = Label::LABEL_OPTIONAL;
    if (field.cardinality == cardinality::repeated) added.label = Label::LABEL_REPEATED;
    if (syntax_ == proto_syntax::edition_2023) {
      if (field.cardinality == cardinality::required) {
        features_of(added).field_presence = Presence::LEGACY_REQUIRED;
      } else if (has_implicit_presence(field) && presence_ != Presence::IMPLICIT) {
        features_of(added).field_presence = Presence::IMPLICIT;
      } else if (has_explicit_presence(field) && presence_ != Presence::EXPLICIT) {
        features_of(added).field_presence = Presence::EXPLICIT;
      }
    } else if (field.cardinality == cardinality::required) {
      added.label = Label::LABEL_REQUIRED;
    } else if (syntax_ == proto_syntax::proto3 && has_explicit_presence(field)) {
      added.proto3_optional = true;
    }
  }

  void set_packed(FieldDescriptorProto& added, const field_info& field) const {
    if (field.cardinality != cardinality::repeated || !is_packable(field.value->kind)) return;
    if (field.packed == (syntax_ != proto_syntax::proto2)) return;
    if (syntax_ == proto_syntax::edition_2023) {
      features_of(added).repeated_field_encoding = FeatureSet::RepeatedFieldEncoding::EXPANDED;
    } else {
      options_of(added).packed = field.packed;
    }
  }

  void set_group(DescriptorProto& made, FieldDescriptorProto& added, const field_info& field) {
    if (syntax_ == proto_syntax::edition_2023) {
      added.type = FieldDescriptorProto::Type::TYPE_MESSAGE;
      features_of(added).message_encoding = FeatureSet::MessageEncoding::DELIMITED;
    } else {
      made.nested_type.push_back(make_message(*field.value->message));
    }
  }

  static DescriptorProto make_entry(const std::string& name, const field_info& field) {
    DescriptorProto entry;
    entry.name = name;
    entry.options.emplace().map_entry = true;
    for (const auto& [part, number, value] :
         {std::tuple{"key", 1, field.key}, std::tuple{"value", 2, field.value}}) {
      FieldDescriptorProto& added = entry.field.emplace_back();
      added.name = added.json_name = part;
      added.number = number;
      added.label = FieldDescriptorProto::Label::LABEL_OPTIONAL;
      set_type(added, *value);
    }
    return entry;
  }

  EnumDescriptorProto make_enum(const enum_info& enumeration) {
    EnumDescriptorProto made;
    made.name = last_name_of(enumeration.full_name);
    std::set<std::int32_t> numbers;
    bool has_alias = false;
    for (const enumerator_info& value : enumeration.values) {
      auto& added = made.value.emplace_back();
      added.name = value.name;
      added.number = value.number;
      has_alias = !numbers.insert(value.number).second || has_alias;
    }
    if (has_alias) made.options.emplace().allow_alias = true;
    add_reserved(made, enumeration.reserved, 0);
    if (!enumeration.closed && syntax_ != proto_syntax::proto2) {
      // The value 0, which is the default, stands first.
      const auto zero = std::ranges::find(made.value, 0, [](const auto& v) { return *v.number; });
      if (zero != made.value.end()) std::rotate(made.value.begin(), zero, zero + 1);
    }
    if (enumeration.closed && syntax_ == proto_syntax::edition_2023) {
      if (!made.options) made.options.emplace();
      made.options->features.emplace().enum_type = FeatureSet::EnumType::CLOSED;
    }
    return made;
  }

  static ServiceDescriptorProto make_service(const service_info& service) {
    ServiceDescriptorProto made;
    made.name = last_name_of(service.full_name);
    for (const method_info& method : service.methods) {
      auto& added = made.method.emplace_back();
      added.name = method.name;
      added.input_type = type_reference(method.request->full_name);
      added.output_type = type_reference(method.reply->full_name);
      if (method.request_stream) added.client_streaming = true;
      if (method.reply_stream) added.server_streaming = true;
      if (method.no_side_effects) {
        using level = protobuf::MethodOptions::IdempotencyLevel;
        added.options.emplace().idempotency_level = level::NO_SIDE_EFFECTS;
      }
      if (!method.http_rules.empty()) {
        if (!added.options) added.options.emplace();
        protobuf::set_http_rule(*added.options, make_http_rule(method.http_rules));
      }
    }
    return made;
  }

  void refuse(std::string_view where, std::string_view why) {
    if (wrong_.ok()) {
      wrong_ = {code::invalid_argument, std::string{where}.append(": ").append(why)};
    }
  }

  const file_layout& layout_;
  const file_plan& plan_;
  proto_syntax syntax_;
  FeatureSet::FieldPresence presence_ = FeatureSet::FieldPresence::EXPLICIT;
  status wrong_;
};

}  // namespace detail

/// A file as its FileDescriptorProto, without what only its text has: comments and places.
///
/// Messages come in the order of the contract, what is nested in a message before its map entries.
[[nodiscard]] inline result<protobuf::FileDescriptorProto> describe_file(const file_layout& layout,
                                                                         const file_plan& file) {
  const result<proto_syntax> syntax = choose_syntax(layout, file);
  if (!syntax) return syntax.status();
  return detail::file_maker{layout, file, *syntax}.make();
}

}  // namespace tern::schema
