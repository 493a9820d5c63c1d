// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include <tern/descriptor/descriptor.hpp>

/// What a declaration's features are once all that is inherited has been looked up.
namespace tern::schema {

/// The features with which a file begins, before it says anything about them.
/// @source Protocol Buffers, "Feature Settings for Editions"
[[nodiscard]] inline protobuf::FeatureSet default_features(
    const protobuf::FileDescriptorProto& file) {
  using protobuf::FeatureSet;
  FeatureSet features;
  features.field_presence = FeatureSet::FieldPresence::EXPLICIT;
  features.enum_type = FeatureSet::EnumType::OPEN;
  features.repeated_field_encoding = FeatureSet::RepeatedFieldEncoding::PACKED;
  features.utf8_validation = FeatureSet::Utf8Validation::VERIFY;
  features.message_encoding = FeatureSet::MessageEncoding::LENGTH_PREFIXED;
  features.json_format = FeatureSet::JsonFormat::ALLOW;
  if (file.edition) return features;
  if (file.syntax == "proto3") {
    features.field_presence = FeatureSet::FieldPresence::IMPLICIT;
  } else {
    features.enum_type = FeatureSet::EnumType::CLOSED;
    features.repeated_field_encoding = FeatureSet::RepeatedFieldEncoding::EXPANDED;
    features.utf8_validation = FeatureSet::Utf8Validation::NONE;
    features.json_format = FeatureSet::JsonFormat::LEGACY_BEST_EFFORT;
  }
  return features;
}

/// The features of what is inside of something with `features`, and says these itself.
[[nodiscard]] inline protobuf::FeatureSet inherit(protobuf::FeatureSet features,
                                                  const std::optional<protobuf::FeatureSet>& own) {
  if (!own) return features;
  const auto take = [](auto& feature, const auto& said) {
    if (said) feature = said;
  };
  take(features.field_presence, own->field_presence);
  take(features.enum_type, own->enum_type);
  take(features.repeated_field_encoding, own->repeated_field_encoding);
  take(features.utf8_validation, own->utf8_validation);
  take(features.message_encoding, own->message_encoding);
  take(features.json_format, own->json_format);
  return features;
}

/// The same for what may have no options at all.
template <class Options>
[[nodiscard]] protobuf::FeatureSet inherit_from(const protobuf::FeatureSet& features,
                                                const std::optional<Options>& options) {
  return options ? inherit(features, options->features) : features;
}

}  // namespace tern::schema
