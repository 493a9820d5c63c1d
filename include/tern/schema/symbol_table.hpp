// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <tern/descriptor/descriptor.hpp>
#include <tern/schema/proto_names.hpp>

namespace tern::schema {

/// What a name of a `.proto` file can refer to.
enum class symbol : std::uint8_t { none, package, message, enumeration, service };

/// The packages, messages, enums and services of some files, and how names refer to them.
class symbol_table {
 public:
  symbol_table() = default;
  explicit symbol_table(const std::vector<protobuf::FileDescriptorProto>& files) {
    for (const protobuf::FileDescriptorProto& file : files) add(file);
  }

  void add(const protobuf::FileDescriptorProto& file) {
    const std::string package = file.package.value_or("");
    for (std::string_view part = package; !part.empty(); part = scope_of(part)) {
      symbols_.emplace(part, symbol::package);
    }
    for (const auto& message : file.message_type) add(package, message);
    for (const auto& enumeration : file.enum_type) add(package, enumeration);
    for (const auto& service : file.service) {
      symbols_.emplace(join_names(package, service.name.value_or("")), symbol::service);
    }
  }

  /// What has that full name.
  [[nodiscard]] symbol find(std::string_view full_name) const {
    const auto found = symbols_.find(full_name);
    return found == symbols_.end() ? symbol::none : found->second;
  }

  /// The full name of the message or enum that `name` means inside of `scope`; empty if there is
  /// none. The first part of the name decides which scope, from the inside out, it belongs to.
  /// @source Protocol Buffers, language guide, "Packages and Name Resolution"
  [[nodiscard]] std::string resolve(std::string_view scope, std::string_view name) const {
    if (name.starts_with('.')) return is_type(name.substr(1)) ? std::string{name.substr(1)} : "";
    const std::size_t dot = name.find('.');
    for (;; scope = scope_of(scope)) {
      const symbol first = find(join_names(scope, name.substr(0, dot)));
      const bool is_whole = dot == std::string_view::npos;
      if (is_whole ? first == symbol::message || first == symbol::enumeration
                   : first != symbol::none) {
        std::string full = join_names(scope, name);
        return is_type(full) ? full : "";
      }
      if (scope.empty()) return "";
    }
  }

  /// A name that means `full_name` inside of `scope`: short if nothing else has it, otherwise with
  /// a dot in front.
  [[nodiscard]] std::string shorten(std::string_view scope, std::string_view full_name) const {
    for (std::string_view around = scope; !around.empty(); around = scope_of(around)) {
      if (!full_name.starts_with(around) || full_name.size() == around.size() ||
          full_name[around.size()] != '.') {
        continue;
      }
      const std::string_view name = full_name.substr(around.size() + 1);
      if (resolve(scope, name) == full_name) return std::string{name};
    }
    std::string name{full_name};
    return resolve(scope, name) == full_name ? name : "." + name;
  }

 private:
  [[nodiscard]] bool is_type(std::string_view full_name) const {
    const symbol found = find(full_name);
    return found == symbol::message || found == symbol::enumeration;
  }

  void add(std::string_view scope, const protobuf::DescriptorProto& message) {
    const std::string name = join_names(scope, message.name.value_or(""));
    symbols_.emplace(name, symbol::message);
    for (const auto& nested : message.nested_type) add(name, nested);
    for (const auto& nested : message.enum_type) add(name, nested);
  }
  void add(std::string_view scope, const protobuf::EnumDescriptorProto& enumeration) {
    symbols_.emplace(join_names(scope, enumeration.name.value_or("")), symbol::enumeration);
  }

  std::map<std::string, symbol, std::less<>> symbols_;
};

}  // namespace tern::schema
