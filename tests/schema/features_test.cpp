// SPDX-License-Identifier: MIT
#include <tern/schema/features.hpp>

#include <doctest/doctest.h>

using namespace tern::schema;
using tern::protobuf::FeatureSet;

TEST_CASE("each language begins with its own features") {
  tern::protobuf::FileDescriptorProto file;
  CHECK(default_features(file).enum_type == FeatureSet::EnumType::CLOSED);
  CHECK(default_features(file).repeated_field_encoding ==
        FeatureSet::RepeatedFieldEncoding::EXPANDED);
  file.syntax = "proto3";
  CHECK(default_features(file).field_presence == FeatureSet::FieldPresence::IMPLICIT);
  file.syntax = "editions";
  file.edition = tern::protobuf::Edition::EDITION_2023;
  CHECK(default_features(file).field_presence == FeatureSet::FieldPresence::EXPLICIT);
  CHECK(default_features(file).enum_type == FeatureSet::EnumType::OPEN);
}

TEST_CASE("what is not said is inherited") {
  FeatureSet outer;
  outer.field_presence = FeatureSet::FieldPresence::IMPLICIT;
  outer.enum_type = FeatureSet::EnumType::OPEN;
  FeatureSet own;
  own.enum_type = FeatureSet::EnumType::CLOSED;
  CHECK(inherit(outer, std::nullopt) == outer);
  const FeatureSet both = inherit(outer, own);
  CHECK(both.field_presence == FeatureSet::FieldPresence::IMPLICIT);
  CHECK(both.enum_type == FeatureSet::EnumType::CLOSED);
  CHECK(inherit_from(outer, std::optional<tern::protobuf::FieldOptions>{}) == outer);
}
