// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <tern/rest/json_text.hpp>
#include <tern/schema/message_info.hpp>

/// Messages as schemas of their JSON.
/// @source JSON Schema 2020-12; Protocol Buffers, "ProtoJSON Format"
namespace tern::rest {

/// Writes schemas, and those of the messages and enums that they refer to, each once, as
/// components of an OpenAPI document.
class json_schema {
 public:
  explicit json_schema(json_text& out) : out_(out) {}

  /// The schema of a value of a field, with its list or map around it.
  void write_field(const schema::field_info& field, bool deprecated = false) {
    out_.open('{');
    if (field.cardinality == schema::cardinality::repeated) {
      out_.key("type").text("array").key("items");
      write_value(*field.value);
    } else if (field.cardinality == schema::cardinality::map) {
      out_.key("type").text("object").key("additionalProperties");
      write_value(*field.value);
    } else {
      write_members(*field.value);
    }
    if (deprecated || field.deprecated) out_.key("deprecated").raw("true");
    out_.close('}');
  }

  /// The schema of a message: a reference, or what its JSON is if that is another than its fields'.
  void write_message(const schema::message_info& type) {
    out_.open('{');
    write_message_members(type);
    out_.close('}');
  }

  /// The components that were referred to since the beginning, and what those refer to.
  void write_components() {
    out_.open('{');
    for (std::size_t i = 0; i < needed_.size(); ++i) {  // it grows
      const component each = needed_[i];
      out_.key(each.message != nullptr ? each.message->full_name : each.enumeration->full_name);
      each.message != nullptr ? write_definition(*each.message)
                              : write_definition(*each.enumeration);
    }
    out_.close('}');
  }

 private:
  struct component {
    const schema::message_info* message = nullptr;
    const schema::enum_info* enumeration = nullptr;
  };

  void write_value(const schema::value_info& type) {
    out_.open('{');
    write_members(type);
    out_.close('}');
  }

  void write_members(const schema::value_info& type) {
    using schema::kind;
    switch (type.kind) {
      case kind::message:
      case kind::group:
        return write_message_members(*type.message);
      case kind::string:
        out_.members(R"("type":"string")");
        break;
      case kind::bytes:
        out_.members(R"("type":"string","contentEncoding":"base64")");
        break;
      case kind::bool_:
        out_.members(R"("type":"boolean")");
        break;
      case kind::int32:
      case kind::sint32:
      case kind::sfixed32:
        out_.members(R"("type":"integer","format":"int32")");
        break;
      case kind::uint32:
      case kind::fixed32:
        out_.members(R"("type":"integer","minimum":0,"maximum":4294967295)");
        break;
      // JSON's numbers are doubles to many: those of 64 bits are strings.
      case kind::int64:
      case kind::sint64:
      case kind::sfixed64:
        out_.members(R"("type":"string","format":"int64")");
        break;
      case kind::uint64:
      case kind::fixed64:
        out_.members(R"("type":"string","format":"uint64")");
        break;
      case kind::float_:
        write_real("float");
        break;
      case kind::double_:
        write_real("double");
        break;
      case kind::enum_:
        write_enum_members(type.enumeration);
    }
  }

  void write_real(std::string_view format) {
    out_.key("anyOf").raw(std::string{R"([{"type":"number","format":")"}.append(format).append(
        R"("},{"type":"string","enum":["NaN","Infinity","-Infinity"]}])"));
  }

  void write_enum_members(const schema::enum_info* names) {
    if (names == nullptr) {
      out_.members(R"("type":"integer","format":"int32")");
    } else if (names->full_name == "google.protobuf.NullValue") {
      out_.members(R"("type":"null")");
    } else {
      refer(names->full_name, {.enumeration = names});
    }
  }

  void write_message_members(const schema::message_info& type) {
    using schema::well_known;
    switch (type.well_known) {
      case well_known::none:
        return refer(type.full_name, {.message = &type});
      case well_known::any:
        out_.members(
            R"("type":"object","properties":{"@type":{"type":"string"}},"required":["@type"])");
        break;
      case well_known::duration:
        out_.members(R"("type":"string","pattern":"^-?[0-9]+([.][0-9]{1,9})?s$")");
        break;
      case well_known::timestamp:
        out_.members(R"("type":"string","format":"date-time")");
        break;
      case well_known::field_mask:
        out_.members(
            R"("type":"string","description":"Paths of fields, with commas between them.")");
        break;
      case well_known::empty:
      case well_known::structure:
        out_.members(R"("type":"object")");
        break;
      case well_known::list_value:
        out_.members(R"("type":"array","items":{})");
        break;
      case well_known::value:
        out_.members(R"("description":"Any value of JSON.")");
        break;
      case well_known::wrapper:
        write_members(*type.fields[0].value);
    }
  }

  void refer(std::string_view full_name, component to) {
    if (named_.insert(full_name).second) needed_.push_back(to);
    out_.key("$ref").text(std::string{"#/components/schemas/"}.append(full_name));
  }

  void write_definition(const schema::enum_info& type) {
    out_.open('{').key("type").text("string").key("enum").open('[');
    std::set<std::string_view> written;
    for (const schema::enumerator_info& each : type.values) {
      if (written.insert(each.name).second) out_.text(each.name);
    }
    out_.close(']').close('}');
  }

  void write_definition(const schema::message_info& type) {
    out_.open('{').key("type").text("object");
    if (!type.fields.empty()) {
      out_.key("properties").open('{');
      for (const schema::field_info& field : type.fields) {
        out_.key(field.json_name);
        write_field(field);
      }
      out_.close('}');
    }
    if (type.has_required) {
      out_.key("required").open('[');
      for (const schema::field_info& field : type.fields) {
        if (field.cardinality == schema::cardinality::required) out_.text(field.json_name);
      }
      out_.close(']');
    }
    if (!type.oneofs.empty()) write_oneofs(type);
    out_.close('}');
  }

  // Of each oneof one alternative at the most is there: this one, or that one, or none.
  void write_oneofs(const schema::message_info& type) {
    out_.key("allOf").open('[');
    for (std::size_t i = 0; i != type.oneofs.size(); ++i) {
      std::vector<std::string_view> names;
      for (const schema::field_info& field : type.fields) {
        if (field.oneof == static_cast<int>(i)) names.push_back(field.json_name);
      }
      if (names.empty()) continue;
      const auto write_each = [&] {
        for (const std::string_view name : names) {
          out_.open('{').key("required").open('[').text(name).close(']').close('}');
        }
      };
      out_.open('{').key("oneOf").open('[');
      write_each();
      out_.open('{').key("not").open('{').key("anyOf").open('[');
      write_each();
      out_.close(']').close('}').close('}').close(']').close('}');
    }
    out_.close(']');
  }

  json_text& out_;
  std::set<std::string_view> named_;
  std::vector<component> needed_;
};

}  // namespace tern::rest
