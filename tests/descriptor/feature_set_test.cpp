// SPDX-License-Identifier: MIT
#include <tern/descriptor/feature_set.hpp>

#include "messages.hpp"

using namespace tern::protobuf;

TEST_CASE("features are absent, or one of their values") {
  const FeatureSet features{.field_presence = FeatureSet::FieldPresence::IMPLICIT,
                            .message_encoding = FeatureSet::MessageEncoding::DELIMITED};
  const std::string bytes = from_hex("0802 2802");
  CHECK(encoded(features) == bytes);
  CHECK(decoded<FeatureSet>(bytes) == features);
  CHECK(encoded(FeatureSet{}).empty());
}

TEST_CASE("features of one language are kept") {
  const std::string bytes = from_hex("0801 c23e0208 01");  // number 1000, pb.cpp
  const auto features = decoded<FeatureSet>(bytes);
  CHECK(features.unknown_fields.bytes().size() == 5);
  CHECK(encoded(features) == bytes);
}

TEST_CASE("an edition that is newer than this program is kept") {
  const auto defaults = decoded<FeatureSetDefaults>(from_hex("20e807 28ffff03"));
  CHECK(defaults.minimum_edition == Edition::EDITION_2023);
  CHECK(defaults.maximum_edition == static_cast<Edition>(65535));
  CHECK(encoded(defaults) == from_hex("20e807 28ffff03"));
}
