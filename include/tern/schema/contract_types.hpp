// SPDX-License-Identifier: MIT
#pragma once

#include <unordered_set>
#include <vector>

#include <tern/schema/enum_info.hpp>
#include <tern/schema/make_message.hpp>
#include <tern/schema/message_info.hpp>
#include <tern/schema/service_info.hpp>
#include <tern/schema/well_known_files.hpp>

namespace tern::schema {

/// Services, messages and enums with all that they are made of: each once, in the order in which
/// one meets them who reads the contract from its services down. Of a well-known file, all types.
class contract_types {
 public:
  void add(const service_info& service) {
    if (!seen_.insert(&service).second) return;
    services.push_back(&service);
    for (const method_info& method : service.methods) {
      add(*method.request);
      add(*method.reply);
      if (!method.http_rules.empty()) add_http_option();
    }
  }

  void add(const message_info& message) {
    if (seen_.contains(&message)) return;
    if (const well_known_file* const file = find_well_known_file(message.full_name)) {
      add_all(*file);
    }
    if (seen_.insert(&message).second) {
      messages.push_back(&message);
      add_parts(message);
    }
  }

  void add(const enum_info& enumeration) {
    if (seen_.contains(&enumeration)) return;
    if (const well_known_file* const file = find_well_known_file(enumeration.full_name)) {
      add_all(*file);
    }
    if (seen_.insert(&enumeration).second) enums.push_back(&enumeration);
  }

  std::vector<const service_info*> services;
  std::vector<const message_info*> messages;
  std::vector<const enum_info*> enums;
  bool has_http_rules = false;  ///< a method has: `google.api.http` is needed

 private:
  void add_http_option() {
    has_http_rules = true;
    add(message_info_of<protobuf::HttpRule>());
    add(message_info_of<protobuf::MethodOptions>());
  }

  // First the types in the order of the file, then what they are made of.
  void add_all(const well_known_file& file) {
    std::vector<const message_info*> added;
    for (const message_info* const message : file.messages) {
      if (seen_.insert(message).second) added.push_back(message);
    }
    messages.insert(messages.end(), added.begin(), added.end());
    for (const enum_info* const enumeration : file.enums) {
      if (seen_.insert(enumeration).second) enums.push_back(enumeration);
    }
    for (const message_info* const message : added) add_parts(*message);
  }

  void add_parts(const message_info& message) {
    for (const field_info& field : message.fields) {
      if (field.value->message != nullptr) add(*field.value->message);
      if (field.value->enumeration != nullptr) add(*field.value->enumeration);
    }
  }

  std::unordered_set<const void*> seen_;
};

namespace detail {

template <class T>
void add_type(contract_types& types) {
  if constexpr (reflect::described_service<T>) {
    types.add(service_info_of<T>);
  } else if constexpr (reflect::described_enum<T>) {
    types.add(enum_info_of<T>);
  } else {
    static_assert(reflect::message<T>,
                  "tern: a schema is made of services (TERN_SERVICE), messages (TERN_MESSAGE) and "
                  "enums (TERN_ENUM)");
    if constexpr (reflect::message<T>) types.add(message_info_of<T>());
  }
}

}  // namespace detail

/// What `T`, services, messages and enums, are made of.
template <class... T>
[[nodiscard]] contract_types types_of() {
  contract_types types;
  (detail::add_type<T>(types), ...);
  return types;
}

}  // namespace tern::schema
