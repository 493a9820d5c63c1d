// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "order.hpp"
#include "schema.hpp"

namespace protoc_gen_tern {

/// Where a type is named: in a struct of a file, or behind all of them.
struct place {
  const file_schema& file;
  const definition_order& order;
  const message_schema* message = nullptr;  ///< the struct, unless it is a service
  const name_scope* members = nullptr;      ///< what would hide a name of the namespace
};

namespace detail {

/// "Order::Line", through the aliases of the parents.
[[nodiscard]] inline std::string aliased_name(const type_schema& type) {
  return type.parent ? aliased_name(*type.parent) + "::" + type.nested_name : type.cpp_name;
}

[[nodiscard]] inline bool parents_are_defined(const type_schema& type, const place& where) {
  for (const message_schema* parent = type.parent; parent; parent = parent->parent) {
    if (where.message && !where.order.has_before(*parent, *where.message)) return false;
  }
  return true;
}

}  // namespace detail

/// The shortest sure name of a type.
[[nodiscard]] inline std::string reference(const type_schema& type, const place& where) {
  if (type.file->provided) return "tern::protobuf::" + detail::aliased_name(type);
  if (&type == where.message) return type.cpp_name;
  if (where.message && type.parent == where.message) return type.nested_name;
  const std::string name = type.file != &where.file || detail::parents_are_defined(type, where)
                               ? detail::aliased_name(type)
                               : type.cpp_name;
  const bool hidden = where.members && where.members->contains(name.substr(0, name.find(':')));
  if (type.file->cpp_namespace == where.file.cpp_namespace && !hidden) return name;
  const std::string& scope = type.file->cpp_namespace;
  return (scope.empty() ? "" : "::" + scope) + "::" + name;
}

}  // namespace protoc_gen_tern
