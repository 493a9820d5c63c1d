// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <tern/descriptor/descriptor.hpp>
#include <tern/schema/features.hpp>
#include <tern/schema/proto_names.hpp>

namespace tern::schema {

struct message_entry {
  const protobuf::DescriptorProto* message;
  std::string full_name;
  protobuf::FeatureSet features;
  const std::map<std::string, message_entry, std::less<>>* all;  ///< the index that it is in
  bool is_imported;
};

struct enum_entry {
  const protobuf::EnumDescriptorProto* enumeration;
  protobuf::FeatureSet features;
};

struct service_entry {
  const protobuf::ServiceDescriptorProto* service;
  bool is_imported;
};

/// The messages, enums and services of some files by their full names, nested ones included, with
/// the features that hold for them. They count as imported if their package has no file that stands
/// for itself: one that none of the others imports.
/// @lifetime the files outlive the index.
class schema_index {
 public:
  explicit schema_index(const std::vector<protobuf::FileDescriptorProto>& files) {
    std::set<std::string> imports;
    for (const protobuf::FileDescriptorProto& file : files) {
      imports.insert(file.dependency.begin(), file.dependency.end());
    }
    std::set<std::string> own_packages;
    for (const protobuf::FileDescriptorProto& file : files) {
      if (!imports.contains(*file.name)) own_packages.insert(file.package.value_or(""));
    }
    for (const protobuf::FileDescriptorProto& file : files) {
      const auto features = inherit_from(default_features(file), file.options);
      const std::string package = file.package.value_or("");
      is_imported_ = !own_packages.contains(package);
      for (const auto& message : file.message_type) add(package, message, features);
      for (const auto& enumeration : file.enum_type) add(package, enumeration, features);
      for (const auto& service : file.service) {
        services.emplace(join_names(package, *service.name), service_entry{&service, is_imported_});
        for (const auto& method : service.method) {
          used.insert(method.input_type->substr(1));
          used.insert(method.output_type->substr(1));
        }
      }
    }
  }
  schema_index(const schema_index&) = delete;
  schema_index& operator=(const schema_index&) = delete;

  std::map<std::string, message_entry, std::less<>> messages;
  std::map<std::string, enum_entry, std::less<>> enums;
  std::map<std::string, service_entry, std::less<>> services;
  std::set<std::string, std::less<>> used;  ///< messages and enums that fields and methods have

 private:
  void add(std::string_view scope, const protobuf::DescriptorProto& message,
           const protobuf::FeatureSet& outer) {
    const std::string name = join_names(scope, *message.name);
    const protobuf::FeatureSet features = inherit_from(outer, message.options);
    messages.emplace(name, message_entry{&message, name, features, &messages, is_imported_});
    for (const auto& field : message.field) {
      if (field.type_name) used.insert(field.type_name->substr(1));
    }
    for (const auto& nested : message.nested_type) add(name, nested, features);
    for (const auto& nested : message.enum_type) add(name, nested, features);
  }
  void add(std::string_view scope, const protobuf::EnumDescriptorProto& enumeration,
           const protobuf::FeatureSet& outer) {
    enums.emplace(join_names(scope, *enumeration.name),
                  enum_entry{&enumeration, inherit_from(outer, enumeration.options)});
  }

  bool is_imported_ = false;  // the file that is being added
};

}  // namespace tern::schema
