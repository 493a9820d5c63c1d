// SPDX-License-Identifier: MIT
#include <tern/schema/descriptor.hpp>

#include <set>
#include <string>

#include <tern/codec/proto.hpp>
#include <tests/schema/contracts.hpp>

#include <doctest/doctest.h>

namespace clash {

enum class Left : std::int32_t { unknown };
TERN_ENUM(Left, unknown)
enum class Right : std::int32_t { unknown };
TERN_ENUM(Right, unknown)
struct Both {
  Left left{};
  Right right{};
};
TERN_MESSAGE(Both, (1, left), (2, right))

}  // namespace clash

TEST_CASE("every file stands behind those that it imports") {
  const auto set = tern::schema::descriptor<every::row::v1::Everything, mixed::v2beta1::Whole,
                                            circle::one::Animal, Alone>();
  REQUIRE(set.ok());
  std::set<std::string> seen;
  for (const auto& file : set->file) {
    for (const std::string& import : file.dependency) CHECK(seen.contains(import));
    CHECK(seen.insert(*file.name).second);
  }
  CHECK(seen.contains("google/protobuf/timestamp.proto"));
  CHECK(seen.contains("google/protobuf/type.proto"));  // of api.proto
}

TEST_CASE("the same contract gives the same bytes") {
  const auto encode = [] {
    return tern::codec::encode(tern::schema::descriptor<every::row::v1::Everything>().value());
  };
  CHECK(tern::as_text(encode().view()) == tern::as_text(encode().view()));
}

TEST_CASE("names that clash in Protobuf and not in C++ are errors") {
  const auto set = tern::schema::descriptor<clash::Both>();
  REQUIRE_FALSE(set.ok());
  CHECK(set.status().code() == tern::code::invalid_argument);
  CHECK(set.status().message().starts_with(
      "clash.unknown: is a value of an enum and a value of an enum at once"));
}

TEST_CASE("an enum, or nothing, is a contract, too") {
  CHECK(tern::schema::descriptor<clash::Left>().value().file[0].enum_type.size() == 1);
  CHECK(tern::schema::descriptor<>().value().file.empty());
}
