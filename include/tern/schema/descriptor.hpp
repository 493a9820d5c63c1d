// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include <tern/base/result.hpp>
#include <tern/descriptor/descriptor.hpp>
#include <tern/schema/contract_types.hpp>
#include <tern/schema/descriptor_check.hpp>
#include <tern/schema/file_descriptor.hpp>
#include <tern/schema/file_layout.hpp>

namespace tern::schema {

/// The files for types, each behind those that it imports; those of `google.protobuf` included.
///
/// @error INVALID_ARGUMENT with the full name of a type or a field for what Protobuf cannot say.
[[nodiscard]] inline result<protobuf::FileDescriptorSet> describe(const contract_types& types) {
  const result<file_layout> layout = lay_out(types);
  if (!layout) return layout.status();
  protobuf::FileDescriptorSet set;
  for (const file_plan& plan : layout->files) {
    result<protobuf::FileDescriptorProto> file = describe_file(*layout, plan);
    if (!file) return file.status();
    set.file.push_back(*std::move(file));
  }
  if (status wrong = check_descriptors(set.file); !wrong.ok()) return wrong;
  return set;
}

/// The descriptors of services, messages and enums with all that they use: a FileDescriptorSet, as
/// `protoc --include_imports -o` writes it.
///
///     const auto set = tern::descriptor<hello::v1::Greeter>();
///     std::ofstream("hello.binpb") << tern::as_text(tern::codec::encode(*set).view());
///
/// @error INVALID_ARGUMENT with the full name of a type or a field for what Protobuf cannot say:
/// docs/schema.md lists it.
template <class... T>
[[nodiscard]] result<protobuf::FileDescriptorSet> descriptor() {
  return describe(types_of<T...>());
}

}  // namespace tern::schema
