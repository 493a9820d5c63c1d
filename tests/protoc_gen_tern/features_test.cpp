// SPDX-License-Identifier: MIT
#include "tools/protoc_gen_tern/features.hpp"

#include <doctest/doctest.h>

using namespace protoc_gen_tern;
using set = features::set;

TEST_CASE("syntax and edition say what a file begins with") {
  const features proto2 = features_of({});
  CHECK(proto2.presence == set::FieldPresence::EXPLICIT);
  CHECK(proto2.enum_type == set::EnumType::CLOSED);
  CHECK(proto2.repeated == set::RepeatedFieldEncoding::EXPANDED);

  const features proto3 = features_of({.syntax = "proto3"});
  CHECK(proto3.presence == set::FieldPresence::IMPLICIT);
  CHECK(proto3.enum_type == set::EnumType::OPEN);
  CHECK(proto3.repeated == set::RepeatedFieldEncoding::PACKED);

  const features edition =
      features_of({.syntax = "editions", .edition = tern::protobuf::Edition::EDITION_2023});
  CHECK(edition.presence == set::FieldPresence::EXPLICIT);
  CHECK(edition.enum_type == set::EnumType::OPEN);
  CHECK(edition.repeated == set::RepeatedFieldEncoding::PACKED);
  CHECK(edition.encoding == set::MessageEncoding::LENGTH_PREFIXED);
}

TEST_CASE("what is inside inherits, or says otherwise") {
  tern::protobuf::FileDescriptorProto file{.syntax = "editions"};
  file.options.emplace().features = set{.field_presence = set::FieldPresence::IMPLICIT,
                                        .message_encoding = set::MessageEncoding::DELIMITED};
  const features around = features_of(file);
  CHECK(around.presence == set::FieldPresence::IMPLICIT);
  CHECK(around.encoding == set::MessageEncoding::DELIMITED);

  tern::protobuf::FieldDescriptorProto field;
  CHECK(around.within(field).presence == set::FieldPresence::IMPLICIT);
  field.options.emplace();
  CHECK(around.within(field).presence == set::FieldPresence::IMPLICIT);
  field.options->features = set{.field_presence = set::FieldPresence::LEGACY_REQUIRED};
  CHECK(around.within(field).presence == set::FieldPresence::LEGACY_REQUIRED);
  CHECK(around.within(field).encoding == set::MessageEncoding::DELIMITED);
}
