// SPDX-License-Identifier: MIT
#include <tern/schema/proto_syntax.hpp>

#include <string>

#include <tests/schema/contracts.hpp>

#include <doctest/doctest.h>

namespace spoken {

enum class Open : std::int32_t { zero };
TERN_ENUM(Open, zero)
enum class Shut : std::int32_t { one = 1 };
TERN_ENUM(Shut, tern::closed, one)
enum class NoZero : std::int32_t { one = 1 };
TERN_ENUM(NoZero, one)
enum class Empty : std::int32_t {};
TERN_ENUM(Empty)

#define SPOKEN(Name, Type, ...) \
  struct Name {                 \
    Type member{};              \
  };                            \
  TERN_MESSAGE(Name, (1, member __VA_OPT__(, ) __VA_ARGS__))

SPOKEN(Plain, std::int32_t)
SPOKEN(Optional, std::optional<std::int32_t>)
SPOKEN(Required, std::int32_t, tern::required)
SPOKEN(RequiredText, std::string, tern::required)
SPOKEN(Defaulted, std::optional<std::int32_t>, tern::default_value(3))
SPOKEN(PlainOpen, Open)
SPOKEN(OptionalShut, std::optional<Shut>)
SPOKEN(Shuts, std::vector<Shut>)
SPOKEN(PlainNoZero, NoZero)
SPOKEN(PlainEmpty, Empty)
SPOKEN(Group, std::optional<Plain>, tern::delimited)

struct Both {
  std::int32_t plain = 0;
  std::int32_t required = 0;
};
TERN_MESSAGE(Both, (1, plain), (2, required, tern::required))

}  // namespace spoken

using namespace tern::schema;

namespace {

template <class T>
std::string syntax_of() {
  const auto layout = lay_out(types_of<T>());
  const auto syntax = choose_syntax(*layout, layout->files.back());
  if (!syntax) return syntax.status().message();
  return *syntax == proto_syntax::proto3   ? "proto3"
         : *syntax == proto_syntax::proto2 ? "proto2"
                                           : "edition 2023";
}

}  // namespace

TEST_CASE("proto3 comes first, then proto2, then an edition") {
  CHECK(syntax_of<spoken::Plain>() == "proto3");
  CHECK(syntax_of<spoken::Optional>() == "proto3");
  CHECK(syntax_of<spoken::PlainOpen>() == "proto3");
  CHECK(syntax_of<spoken::Required>() == "proto2");
  CHECK(syntax_of<spoken::RequiredText>() == "proto2");
  CHECK(syntax_of<spoken::Defaulted>() == "proto2");
  CHECK(syntax_of<spoken::OptionalShut>() == "proto2");
  CHECK(syntax_of<spoken::Shuts>() == "proto2");
  CHECK(syntax_of<spoken::Both>() == "edition 2023");
  CHECK(syntax_of<spoken::Group>() == "edition 2023");  // Plain is no name of proto2's group
  CHECK(syntax_of<every::row::v1::Everything>() == "proto3");
  CHECK(syntax_of<legacy::Parcel>() == "proto2");
  CHECK(syntax_of<mixed::v2beta1::Whole>() == "edition 2023");
  CHECK(syntax_of<tern::protobuf::FileDescriptorSet>() == "proto2");
}

TEST_CASE("what no language can say is an error") {
  CHECK(syntax_of<spoken::PlainNoZero>() ==
        "spoken.NoZero: an open enum of Protobuf has a value 0: give it one, or make it "
        "tern::closed");
  CHECK(syntax_of<spoken::PlainEmpty>() ==
        "spoken.Empty: an enum of Protobuf has at least one value");
}
