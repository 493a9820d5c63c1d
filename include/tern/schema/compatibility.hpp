// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/descriptor/descriptor.hpp>
#include <tern/schema/field_facts.hpp>
#include <tern/schema/proto_names.hpp>
#include <tern/schema/schema_index.hpp>

namespace tern::schema {

/// What must still be understood after a change.
enum class compatibility : std::uint8_t {
  wire,       ///< what is in the binary format
  wire_json,  ///< that, and what is in JSON
};

/// A change after which somebody who knows the schema of before is misunderstood.
struct breaking_change {
  std::string where;      ///< the full name: of a field, a method …
  std::string_view rule;  ///< what `buf breaking` calls it
  std::string what;

  friend bool operator==(const breaking_change&, const breaking_change&) = default;
};

/// `hello.v1.Request.name: FIELD_SAME_NAME: was "name", is "title"`
[[nodiscard]] inline std::string to_string(const breaking_change& change) {
  return std::string{change.where}
      .append(": ")
      .append(change.rule)
      .append(": ")
      .append(change.what);
}

namespace detail {

class schema_comparison {
 public:
  schema_comparison(const std::vector<protobuf::FileDescriptorProto>& before,
                    const std::vector<protobuf::FileDescriptorProto>& after, compatibility level)
      : before_(before), after_(after), json_(level == compatibility::wire_json) {}

  std::vector<breaking_change> compare() {
    for (const auto& [name, service] : before_.services) compare_service(name, service);
    for (const auto& [name, message] : before_.messages) compare_message(name, message);
    for (const auto& [name, enumeration] : before_.enums) compare_enum(name, enumeration);
    return std::move(changes_);
  }

 private:
  void add(std::string where, std::string_view rule, std::string what) {
    changes_.push_back({std::move(where), rule, std::move(what)});
  }
  void add_json(std::string where, std::string_view rule, std::string what) {
    if (json_) add(std::move(where), rule, std::move(what));
  }

  static std::string was_is(std::string_view was, std::string_view is) {
    return std::string{"was "}.append(was).append(", is ").append(is);
  }
  static std::string default_of(const field_facts& field) {
    return field.default_value.empty() ? "the default of the type" : quoted(field.default_value);
  }
  static std::string quoted(std::string_view text) {
    return std::string{"\""}.append(text).append("\"");
  }

  void compare_service(const std::string& name, const service_entry& before) {
    const auto found = after_.services.find(name);
    if (found == after_.services.end()) {
      if (!before.is_imported) add(name, "SERVICE_NO_DELETE", "the service is gone");
      return;
    }
    const auto& methods = found->second.service->method;
    for (const auto& was : before.service->method) {
      const std::string path = join_names(name, *was.name);
      const auto is = std::ranges::find(methods, was.name, &protobuf::MethodDescriptorProto::name);
      if (is == methods.end()) {
        add(path, "RPC_NO_DELETE", "the method is gone");
      } else {
        compare_method(path, was, *is);
      }
    }
  }

  void compare_method(const std::string& path, const protobuf::MethodDescriptorProto& was,
                      const protobuf::MethodDescriptorProto& is) {
    const auto compare_type = [&](std::string_view rule, const std::string& before,
                                  const std::string& after) {
      if (before != after) add(path, rule, was_is(before.substr(1), after.substr(1)));
    };
    compare_type("RPC_SAME_REQUEST_TYPE", *was.input_type, *is.input_type);
    compare_type("RPC_SAME_RESPONSE_TYPE", *was.output_type, *is.output_type);
    const auto compare_stream = [&](std::string_view rule, std::optional<bool> before,
                                    std::optional<bool> after) {
      const auto text = [](bool stream) { return stream ? "a stream" : "one message"; };
      const bool one = before.value_or(false);
      const bool other = after.value_or(false);
      if (one != other) add(path, rule, was_is(text(one), text(other)));
    };
    compare_stream("RPC_SAME_CLIENT_STREAMING", was.client_streaming, is.client_streaming);
    compare_stream("RPC_SAME_SERVER_STREAMING", was.server_streaming, is.server_streaming);
    const auto idempotency = [](const protobuf::MethodDescriptorProto& method) {
      using Level = protobuf::MethodOptions::IdempotencyLevel;
      const auto level =
          method.options ? method.options->idempotency_level : std::optional<Level>{};
      return reflect::enumerator_name(level.value_or(Level::IDEMPOTENCY_UNKNOWN)).value_or("");
    };
    if (idempotency(was) != idempotency(is)) {
      add(path, "RPC_SAME_IDEMPOTENCY_LEVEL", was_is(idempotency(was), idempotency(is)));
    }
  }

  void compare_message(const std::string& name, const message_entry& before) {
    const auto found = after_.messages.find(name);
    if (found == after_.messages.end()) {
      // One that was part of another is missed there, unless its field is reserved now.
      if (!before.is_imported && !before_.used.contains(name) && !is_entry(before)) {
        add(name, "MESSAGE_NO_DELETE", "the message is gone");
      }
      return;
    }
    const message_entry& after = found->second;
    if (is_entry(before) || is_entry(after)) return;  // compared with its field
    const auto was = facts_of(before);
    const auto is = facts_of(after);
    for (const auto& [number, field] : was) {
      const std::string path = join_names(name, field.name);
      const auto same = is.find(number);
      if (same == is.end()) {
        compare_gone(path, number, field.name, *after.message);
      } else {
        compare_field(path, field, same->second);
      }
    }
    compare_required(name, was, is);
    compare_reserved(name, before, after);
    if (allows_json(before.features) && !allows_json(after.features)) {
      add_json(name, "MESSAGE_SAME_JSON_FORMAT", was_is("ALLOW", "LEGACY_BEST_EFFORT"));
    }
    const auto is_set = [](const message_entry& entry) {
      return entry.message->options &&
             entry.message->options->message_set_wire_format.value_or(false);
    };
    if (is_set(before) != is_set(after)) {
      add(name, "MESSAGE_SAME_MESSAGE_SET_WIRE_FORMAT",
          was_is(is_set(before) ? "true" : "false", is_set(after) ? "true" : "false"));
    }
  }

  static bool is_entry(const message_entry& entry) {
    return entry.message->options && entry.message->options->map_entry.value_or(false);
  }
  static bool allows_json(const protobuf::FeatureSet& features) {
    return features.json_format == protobuf::FeatureSet::JsonFormat::ALLOW;
  }

  std::map<std::int32_t, field_facts> facts_of(const message_entry& entry) {
    std::map<std::int32_t, field_facts> facts;
    for (const auto& field : entry.message->field)
      facts.emplace(*field.number, make_facts(entry, field));
    return facts;
  }

  void compare_gone(const std::string& path, std::int32_t number, const std::string& name,
                    const protobuf::DescriptorProto& after) {
    if (std::ranges::none_of(after.reserved_range, [&](const auto& range) {
          return *range.start <= number && number < *range.end;
        })) {
      add(path, "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED",
          "the field is gone, and its number " + std::to_string(number) + " is not reserved");
    }
    if (std::ranges::find(after.reserved_name, name) == after.reserved_name.end()) {
      add_json(path, "FIELD_NO_DELETE_UNLESS_NAME_RESERVED",
               "the field is gone, and its name is not reserved");
    }
  }

  void compare_field(const std::string& path, const field_facts& was, const field_facts& is) {
    if (was.name != is.name) {
      add_json(path, "FIELD_SAME_NAME", was_is(quoted(was.name), quoted(is.name)));
    }
    if (was.json_name != is.json_name) {
      add_json(path, "FIELD_SAME_JSON_NAME", was_is(quoted(was.json_name), quoted(is.json_name)));
    }
    if (was.oneof != is.oneof) {
      const auto text = [](const std::string& oneof) {
        return oneof.empty() ? std::string{"in no oneof"} : "in the oneof " + oneof;
      };
      add(path, "FIELD_SAME_ONEOF", was_is(text(was.oneof), text(is.oneof)));
    }
    compare_cardinality(path, was, is);
    compare_type(path, was, is);
    if (was.default_value != is.default_value && was.has_default() && is.has_default()) {
      add(path, "FIELD_SAME_DEFAULT", was_is(default_of(was), default_of(is)));
    }
  }

  void compare_cardinality(const std::string& path, const field_facts& was, const field_facts& is) {
    const auto group = [&](const field_facts& field) {
      if (field.cardinality == cardinality::map) return json_ ? 3 : 2;
      if (field.cardinality == cardinality::required) return 4;
      return field.is_repeated() ? 2 : 1;
    };
    if (group(was) == group(is)) return;
    add(path,
        json_ ? "FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY" : "FIELD_WIRE_COMPATIBLE_CARDINALITY",
        was_is(text_of(was.cardinality), text_of(is.cardinality)));
  }

  // A map is a repeated message, where the other is none.
  void compare_type(const std::string& path, const field_facts& was, const field_facts& is) {
    const bool was_map = was.cardinality == cardinality::map;
    const bool is_map = is.cardinality == cardinality::map;
    if (was_map && is_map) {
      compare_value(path + ".key", was.key, is.key, {}, {});
      compare_value(path, was.type, is.type, was.type_name, is.type_name);
    } else {
      compare_value(path, was_map ? kind::message : was.type, is_map ? kind::message : is.type,
                    was_map ? was.entry_name : was.type_name,
                    is_map ? is.entry_name : is.type_name);
    }
  }

  void compare_value(const std::string& path, kind was, kind is, const std::string& was_name,
                     const std::string& is_name) {
    const std::string_view rule =
        json_ ? "FIELD_WIRE_JSON_COMPATIBLE_TYPE" : "FIELD_WIRE_COMPATIBLE_TYPE";
    const bool same = was == is || (json_ ? is_wire_json_compatible(was, is)
                                          : is_wire_compatible(number_of(was, was_name, before_),
                                                               number_of(is, is_name, after_)));
    if (!same) {
      return add(path, rule, was_is(text_of(was, was_name), text_of(is, is_name)));
    }
    if (was_name == is_name || was_name.empty() || is_name.empty()) return;
    if (was == kind::enum_ && is == kind::enum_) {
      if (!is_wider_enum(was_name, is_name)) add(path, rule, was_is(was_name, is_name));
    } else if (schema::is_message(was) && schema::is_message(is)) {
      add(path, rule, was_is(was_name, is_name));
    }
  }

  // On the wire an open enum is a number, whatever its values; a closed one does not have others.
  static kind number_of(kind type, const std::string& name, const schema_index& index) {
    const auto found = index.enums.find(name);
    const bool is_open = found != index.enums.end() &&
                         found->second.features.enum_type == protobuf::FeatureSet::EnumType::OPEN;
    return type == kind::enum_ && is_open ? kind::int32 : type;
  }

  // Another enum will do if it has all the values.
  [[nodiscard]] bool is_wider_enum(const std::string& was, const std::string& is) const {
    const auto before = before_.enums.find(was);
    const auto after = after_.enums.find(is);
    if (before == before_.enums.end() || after == after_.enums.end()) return false;
    if (last_name_of(was) != last_name_of(is)) return false;
    return std::ranges::all_of(before->second.enumeration->value, [&](const auto& value) {
      return std::ranges::any_of(after->second.enumeration->value, [&](const auto& other) {
        return other.name == value.name && other.number == value.number;
      });
    });
  }

  void compare_required(const std::string& name, const std::map<std::int32_t, field_facts>& was,
                        const std::map<std::int32_t, field_facts>& is) {
    const auto look = [&](const auto& one, const auto& other, const char* what) {
      for (const auto& [number, field] : one) {
        if (field.cardinality != cardinality::required) continue;
        const auto found = other.find(number);
        if (found == other.end() || found->second.cardinality != cardinality::required) {
          add(join_names(name, field.name), "MESSAGE_SAME_REQUIRED_FIELDS", what);
        }
      }
    };
    look(was, is, "was required, is not");
    look(is, was, "was not required, is");
  }

  void compare_reserved(const std::string& name, const message_entry& before,
                        const message_entry& after) {
    for (const auto& range : before.message->reserved_range) {
      compare_range(name, "RESERVED_MESSAGE_NO_DELETE", *range.start, *range.end - 1,
                    after.message->reserved_range, 1);
    }
    compare_reserved_names(name, "RESERVED_MESSAGE_NO_DELETE", before.message->reserved_name,
                           after.message->reserved_name);
  }

  template <class Ranges>
  void compare_range(const std::string& name, std::string_view rule, std::int64_t first,
                     std::int64_t last, const Ranges& ranges, std::int64_t beyond) {
    // From one range that covers the first number that is left on to the next.
    for (std::int64_t at = first; at <= last;) {
      const auto found = std::ranges::find_if(ranges, [&](const auto& range) {
        return *range.start <= at && at <= std::int64_t{*range.end} - beyond;
      });
      if (found == ranges.end()) {
        return add(name, rule, std::to_string(at) + " was reserved, is not");
      }
      at = std::int64_t{*found->end} - beyond + 1;
    }
  }

  void compare_reserved_names(const std::string& name, std::string_view rule,
                              const std::vector<std::string>& before,
                              const std::vector<std::string>& after) {
    for (const std::string& reserved : before) {
      if (std::ranges::find(after, reserved) == after.end()) {
        add(name, rule, quoted(reserved) + " was reserved, is not");
      }
    }
  }

  void compare_enum(const std::string& name, const enum_entry& before) {
    const auto found = after_.enums.find(name);
    if (found == after_.enums.end()) return;  // missed by the fields that had it
    const protobuf::EnumDescriptorProto& after = *found->second.enumeration;
    std::map<std::int32_t, std::set<std::string>> was = names_of(*before.enumeration);
    std::map<std::int32_t, std::set<std::string>> is = names_of(after);
    for (const auto& [number, names] : was) {
      const auto same = is.find(number);
      if (same == is.end()) {
        compare_value_gone(name, number, names, after);
      } else if (!std::ranges::includes(same->second, names)) {
        add_json(join_names(name, *names.begin()), "ENUM_VALUE_SAME_NAME",
                 was_is(list_of(names), list_of(same->second)));
      }
    }
    for (const auto& range : before.enumeration->reserved_range) {
      compare_range(name, "RESERVED_ENUM_NO_DELETE", *range.start, *range.end, after.reserved_range,
                    0);
    }
    compare_reserved_names(name, "RESERVED_ENUM_NO_DELETE", before.enumeration->reserved_name,
                           after.reserved_name);
    if (allows_json(before.features) && !allows_json(found->second.features)) {
      add_json(name, "ENUM_SAME_JSON_FORMAT", was_is("ALLOW", "LEGACY_BEST_EFFORT"));
    }
  }

  void compare_value_gone(const std::string& name, std::int32_t number,
                          const std::set<std::string>& names,
                          const protobuf::EnumDescriptorProto& after) {
    const std::string path = join_names(name, *names.begin());
    if (std::ranges::none_of(after.reserved_range, [&](const auto& range) {
          return *range.start <= number && number <= *range.end;
        })) {
      add(path, "ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED",
          "the value is gone, and its number " + std::to_string(number) + " is not reserved");
    }
    for (const std::string& gone : names) {
      if (std::ranges::find(after.reserved_name, gone) == after.reserved_name.end()) {
        add_json(join_names(name, gone), "ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED",
                 "the value is gone, and its name is not reserved");
      }
    }
  }

  static std::map<std::int32_t, std::set<std::string>> names_of(
      const protobuf::EnumDescriptorProto& enumeration) {
    std::map<std::int32_t, std::set<std::string>> names;
    for (const auto& value : enumeration.value) names[*value.number].insert(*value.name);
    return names;
  }

  static std::string list_of(const std::set<std::string>& names) {
    std::string list;
    for (const std::string& name : names)
      list.append(list.empty() ? "" : ", ").append(quoted(name));
    return list;
  }

  schema_index before_;
  schema_index after_;
  bool json_;
  std::vector<breaking_change> changes_;
};

}  // namespace detail

/// The changes from one set of files to another that break somebody: what `buf breaking` finds with
/// its categories WIRE and WIRE_JSON, and besides that a service, a method or a message of its own
/// that is gone. Which file something is in does not matter, nor what is gone from imported files.
[[nodiscard]] inline std::vector<breaking_change> find_breaking_changes(
    const protobuf::FileDescriptorSet& before, const protobuf::FileDescriptorSet& after,
    compatibility level = compatibility::wire_json) {
  return detail::schema_comparison{before.file, after.file, level}.compare();
}

}  // namespace tern::schema
