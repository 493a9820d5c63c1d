// SPDX-License-Identifier: MIT
#pragma once

#include <tern/descriptor/descriptor.hpp>

namespace protoc_gen_tern {

/// What holds for a part of a file: what `syntax` says, or what `features` say in an edition. Those
/// that change neither the wire nor the structs are left out.
struct features {
  using set = tern::protobuf::FeatureSet;

  set::FieldPresence presence = set::FieldPresence::EXPLICIT;
  set::EnumType enum_type = set::EnumType::OPEN;
  set::RepeatedFieldEncoding repeated = set::RepeatedFieldEncoding::PACKED;
  set::MessageEncoding encoding = set::MessageEncoding::LENGTH_PREFIXED;

  /// What is set in a part of the part that these features hold for.
  [[nodiscard]] features with(const set& more) const {
    features merged = *this;
    if (more.field_presence) merged.presence = *more.field_presence;
    if (more.enum_type) merged.enum_type = *more.enum_type;
    if (more.repeated_field_encoding) merged.repeated = *more.repeated_field_encoding;
    if (more.message_encoding) merged.encoding = *more.message_encoding;
    return merged;
  }

  /// The same, for anything with options.
  template <class Descriptor>
  [[nodiscard]] features within(const Descriptor& part) const {
    return part.options && part.options->features ? with(*part.options->features) : *this;
  }
};

/// What a file begins with.
/// @source descriptor.proto, the edition_defaults of FeatureSet
[[nodiscard]] inline features features_of(const tern::protobuf::FileDescriptorProto& file) {
  using set = features::set;
  features defaults;
  if (file.syntax == "proto3") {
    defaults.presence = set::FieldPresence::IMPLICIT;
  } else if (file.syntax != "editions") {  // proto2, which may also be absent
    defaults.enum_type = set::EnumType::CLOSED;
    defaults.repeated = set::RepeatedFieldEncoding::EXPANDED;
  }
  return defaults.within(file);
}

}  // namespace protoc_gen_tern
