// SPDX-License-Identifier: MIT
#include <tern/schema/contract_types.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <tests/schema/contracts.hpp>

#include <doctest/doctest.h>

using namespace tern::schema;

namespace {

std::vector<std::string_view> names_of(const auto& infos) {
  std::vector<std::string_view> names;
  for (const auto* const info : infos) names.push_back(info->full_name);
  return names;
}
using names = std::vector<std::string_view>;

}  // namespace

TEST_CASE("types come in the order in which one meets them, each once") {
  const contract_types types = types_of<circle::one::Animal, circle::two::Body>();
  CHECK(types.services.empty());
  CHECK(names_of(types.messages) ==
        names{"circle.one.Animal", "circle.two.Body", "circle.one.Head"});
}

TEST_CASE("a service brings what its methods take and give, and their enums") {
  const contract_types types = types_of<every::row::v1::Everything>();
  CHECK(names_of(types.services) == names{"every.row.v1.EveryService"});
  CHECK(types.messages[0]->full_name == "every.row.v1.Borrowed");
  CHECK(types.messages[1]->full_name == "every.row.v1.Scalars");
  CHECK(types.enums[0]->full_name == "every.row.v1.Color");
}

TEST_CASE("a type of a well-known file brings all that are in the file, in its order") {
  const contract_types types = types_of<tern::protobuf::ListValue>();
  CHECK(names_of(types.messages) ==
        names{"google.protobuf.Struct", "google.protobuf.Value", "google.protobuf.ListValue"});
  CHECK(names_of(types.enums) == names{"google.protobuf.NullValue"});
}

TEST_CASE("an enum may be named alone") {
  CHECK(names_of(types_of<every::row::v1::Color>().enums) == names{"every.row.v1.Color"});
}
