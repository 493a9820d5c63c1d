// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <tern/base/ascii.hpp>
#include <tern/base/status.hpp>
#include <tern/descriptor/descriptor.hpp>
#include <tern/schema/proto_names.hpp>

namespace tern::schema {
namespace detail {

/// Looks for what a compiler of `.proto` files would refuse and C++ does not.
class descriptor_checker {
 public:
  status check(const std::vector<protobuf::FileDescriptorProto>& files) {
    for (const auto& file : files) {
      add_file(*file.name);
      add_package(file.package.value_or(""));
    }
    for (const auto& file : files) {
      const std::string package = file.package.value_or("");
      is_proto2_ = !file.syntax;
      for (const auto& message : file.message_type) check_message(package, message);
      for (const auto& enumeration : file.enum_type) check_enum(package, enumeration);
      for (const auto& service : file.service) check_service(package, service);
    }
    for (const auto& [field, type] : map_values_) {
      const auto found = first_values_.find(type);
      if (found != first_values_.end() && found->second != 0) {
        refuse(field, "the enum of a map's values must begin with the value 0");
      }
    }
    return wrong_;
  }

 private:
  void refuse(std::string_view where, std::string_view why) {
    if (wrong_.ok()) {
      wrong_ = {code::invalid_argument, std::string{where}.append(": ").append(why)};
    }
  }

  void add_file(const std::string& name) {
    if (++files_[name] > 1) refuse(name, "two files have this name");
  }

  void add_package(std::string_view package) {
    for (; !package.empty(); package = scope_of(package)) {
      symbols_.emplace(package, "a package");
    }
  }

  // Everything that has a name shares one namespace, values of enums included.
  std::string declare(std::string_view scope, std::string_view name, const char* what) {
    std::string full = join_names(scope, name);
    if (!is_identifier(name)) {
      refuse(full, "is no name of Protobuf: those are made of letters, digits and underscores");
    }
    const auto [at, added] = symbols_.emplace(full, what);
    if (!added) {
      std::string why{"is "};
      why.append(at->second).append(" and ").append(what).append(" at once");
      if (std::string_view{what} == "a value of an enum" || at->second == "a value of an enum") {
        why.append(
            ": values stand beside their enum in Protobuf, not in it; give one a name of its own, "
            "(unknown, \"COLOR_UNKNOWN\")");
      }
      refuse(full, why);
    }
    return full;
  }

  void check_message(std::string_view scope, const protobuf::DescriptorProto& message) {
    const std::string name = declare(scope, *message.name, "a message");
    std::map<std::string, std::string> json_names;
    std::vector<bool> has_fields(message.oneof_decl.size());
    const bool is_entry = message.options && message.options->map_entry.value_or(false);
    for (const auto& field : message.field) {
      const std::string full = declare(name, *field.name, "a field");
      if (field.oneof_index) has_fields[static_cast<std::size_t>(*field.oneof_index)] = true;
      const auto [at, added] = json_names.emplace(field.json_name.value_or(""), *field.name);
      if (!added && field.json_name && !is_proto2_) {
        refuse(full, "has the JSON name of " + at->second + ", which is " + at->first);
      }
      if (is_entry && field.type_name && *field.number == 2) {
        map_values_.emplace_back(name, field.type_name->substr(1));
      }
    }
    for (std::size_t i = 0; i < has_fields.size(); ++i) {
      const std::string full = declare(name, *message.oneof_decl[i].name, "a oneof");
      if (!has_fields[i]) refuse(full, "a oneof has at least one field");
    }
    check_reserved(name, message);
    for (const auto& nested : message.nested_type) check_message(name, nested);
    for (const auto& nested : message.enum_type) check_enum(name, nested);
  }

  template <class Descriptor>
  void check_names(std::string_view name, const Descriptor& descriptor, std::string_view taken) {
    if (std::ranges::find(descriptor.reserved_name, taken) != descriptor.reserved_name.end()) {
      refuse(join_names(name, taken), "uses a reserved name");
    }
  }

  void check_reserved(std::string_view name, const protobuf::DescriptorProto& message) {
    for (const auto& field : message.field) check_names(name, message, *field.name);
    std::vector<std::pair<std::int32_t, std::int32_t>> ranges;
    for (const auto& range : message.reserved_range) {
      ranges.emplace_back(*range.start, *range.end - 1);
      if (*range.start < 1 || *range.end <= *range.start || *range.end > 536'870'912) {
        refuse(name, "a reserved range is " + std::to_string(*range.start) + " to " +
                         std::to_string(*range.end - 1) + ": it ascends, between 1 and 536870911");
      }
    }
    check_overlap(name, ranges);
  }

  void check_overlap(std::string_view name,
                     std::vector<std::pair<std::int32_t, std::int32_t>>& ranges) {
    std::ranges::sort(ranges);
    for (std::size_t i = 1; i < ranges.size(); ++i) {
      if (ranges[i].first <= ranges[i - 1].second) {
        refuse(name, std::to_string(ranges[i].first) + " is reserved twice");
      }
    }
  }

  void check_enum(std::string_view scope, const protobuf::EnumDescriptorProto& enumeration) {
    const std::string name = declare(scope, *enumeration.name, "an enum");
    std::map<std::string, std::pair<std::string, std::int32_t>> short_names;
    for (const auto& value : enumeration.value) {
      declare(scope, *value.name, "a value of an enum");
      check_names(name, enumeration, *value.name);
      for (const auto& range : enumeration.reserved_range) {
        if (*range.start <= *value.number && *value.number <= *range.end) {
          refuse(join_names(name, *value.name), "uses a reserved number");
        }
      }
      const auto [at, added] = short_names.try_emplace(short_name(*enumeration.name, *value.name),
                                                       *value.name, *value.number);
      if (!added && at->second.second != *value.number && !is_proto2_) {
        refuse(join_names(name, *value.name),
               "is the name of " + at->second.first +
                   " in languages that leave out the name of the enum, underscores and case");
      }
    }
    std::vector<std::pair<std::int32_t, std::int32_t>> ranges;
    for (const auto& range : enumeration.reserved_range) {
      ranges.emplace_back(*range.start, *range.end);
      if (*range.end < *range.start) refuse(name, "a reserved range does not ascend");
    }
    check_overlap(name, ranges);
    if (!enumeration.value.empty()) first_values_[name] = *enumeration.value.front().number;
  }

  // What is left of a value's name without that of its enum, underscores and case.
  // @source Protocol Buffers, src/google/protobuf/descriptor.cc, CheckEnumValueUniqueness
  static std::string short_name(std::string_view enumeration, std::string_view value) {
    const auto plain = [](std::string_view name) {
      std::string text;
      for (const char c : name)
        if (c != '_') text += ascii_lower(c);
      return text;
    };
    const std::string prefix = plain(enumeration);
    std::string text = plain(value);
    if (text.starts_with(prefix) && text.size() > prefix.size()) text.erase(0, prefix.size());
    return text;
  }

  void check_service(std::string_view scope, const protobuf::ServiceDescriptorProto& service) {
    const std::string name = declare(scope, *service.name, "a service");
    for (const auto& method : service.method) declare(name, *method.name, "a method");
  }

  std::map<std::string, std::string, std::less<>> symbols_;
  std::map<std::string, int> files_;
  std::map<std::string, std::int32_t> first_values_;
  std::vector<std::pair<std::string, std::string>> map_values_;
  bool is_proto2_ = false;
  status wrong_;
};

}  // namespace detail

/// Whether compilers accept what the files declare: names that are names, each used once, no
/// conflicts in JSON, nothing reserved used. INVALID_ARGUMENT with the full name of what they would
/// not accept.
[[nodiscard]] inline status check_descriptors(
    const std::vector<protobuf::FileDescriptorProto>& files) {
  return detail::descriptor_checker{}.check(files);
}

}  // namespace tern::schema
