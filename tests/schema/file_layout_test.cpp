// SPDX-License-Identifier: MIT
#include <tern/schema/file_layout.hpp>

#include <string>
#include <vector>

#include <tests/schema/contracts.hpp>

#include <doctest/doctest.h>

namespace tangled::one {

struct Left;

}  // namespace tangled::one

namespace tangled::two {

struct Right {
  std::vector<tangled::one::Left> left;
};

}  // namespace tangled::two

namespace tangled::one {

struct Left {
  std::vector<tangled::two::Right> right;
};
TERN_MESSAGE(Left, (1, right))

}  // namespace tangled::one

namespace tangled::two {

TERN_MESSAGE(Right, (1, left))

struct Twin {};
TERN_MESSAGE(Twin, "tangled.Twin")
struct OtherTwin {};
TERN_MESSAGE(OtherTwin, "tangled.Twin")
struct Odd {};
TERN_MESSAGE(Odd, "tangled..Odd")
struct Deep {};
TERN_MESSAGE(Deep, "tangled.Twin.Missing.Deep")
struct Nested {};
TERN_MESSAGE(Nested, "tangled.Twin.Nested")

}  // namespace tangled::two

using namespace tern::schema;

namespace {

template <class... T>
std::vector<std::string> files_of() {
  const auto layout = lay_out(types_of<T...>());
  if (!layout) return {layout.status().message()};
  std::vector<std::string> names;
  for (const file_plan& file : layout->files) names.push_back(file.name);
  return names;
}
using names = std::vector<std::string>;

}  // namespace

TEST_CASE("a package is a file, behind those that it imports") {
  CHECK(files_of<Alone>() == names{"mixed/v2beta1/mixed.proto", "contract.proto"});
  CHECK(files_of<every::row::v1::Times>() == names{"google/protobuf/timestamp.proto",
                                                   "google/protobuf/duration.proto",
                                                   "every/row/v1/row.proto"});
}

TEST_CASE("packages that import each other are split into types") {
  CHECK(files_of<circle::one::Animal>() ==
        names{"circle/one/head.proto", "circle/two/body.proto", "circle/one/animal.proto"});
  // Half of it is no circle.
  CHECK(files_of<circle::two::Body>() == names{"circle/one/one.proto", "circle/two/two.proto"});
}

TEST_CASE("types of two packages that contain each other are an error") {
  CHECK(files_of<tangled::one::Left>() ==
        names{"tangled.one.Left: this type and tangled.two.Right contain each other, and a .proto "
              "file has one package: give both the same"});
}

TEST_CASE("a type whose name begins with that of a message is nested in it") {
  const auto layout =
      lay_out(types_of<every::row::v1::Outer, tangled::two::Nested, tangled::two::Twin>());
  REQUIRE(layout.ok());
  REQUIRE(layout->nested_in("every.row.v1.Outer").messages.size() == 2);
  CHECK(layout->nested_in("every.row.v1.Outer").messages[0]->full_name ==
        "every.row.v1.Outer.Inner");
  CHECK(layout->nested_in("every.row.v1.Outer.Inner").enums[0]->full_name ==
        "every.row.v1.Outer.Inner.Kind");
  CHECK(layout->nested_in("tangled.Twin").messages.size() == 1);
  CHECK(layout->nested_in("tangled.Twin.Nested").messages.empty());
}

TEST_CASE("names that cannot be are errors with the name") {
  CHECK(files_of<tangled::two::Odd>() == names{"tangled..Odd: is no full name of Protobuf"});
  CHECK(files_of<tangled::two::Twin, tangled::two::OtherTwin>() ==
        names{"tangled.Twin: two C++ types have this full name"});
  CHECK(files_of<tangled::two::Twin, tangled::two::Deep>() ==
        names{"tangled.Twin.Missing.Deep: its package would be tangled.Twin.Missing, but "
              "tangled.Twin is a type: name the types in between as well, or give it another full "
              "name"});
}
