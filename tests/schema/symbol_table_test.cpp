// SPDX-License-Identifier: MIT
#include <tern/schema/symbol_table.hpp>

#include <doctest/doctest.h>

using namespace tern::schema;

namespace {

// Messages a.b.M, a.b.M.N, a.b.N, a.b.a and c.D; an enum a.b.M.E; a service a.b.S.
symbol_table make_table() {
  tern::protobuf::FileDescriptorProto one;
  one.package = "a.b";
  auto& m = one.message_type.emplace_back();
  m.name = "M";
  m.nested_type.emplace_back().name = "N";
  m.enum_type.emplace_back().name = "E";
  one.message_type.emplace_back().name = "N";
  one.message_type.emplace_back().name = "a";
  one.service.emplace_back().name = "S";
  tern::protobuf::FileDescriptorProto two;
  two.package = "c";
  two.message_type.emplace_back().name = "D";
  return symbol_table{{one, two}};
}

}  // namespace

TEST_CASE("everything has a full name") {
  const symbol_table table = make_table();
  CHECK(table.find("a") == symbol::package);
  CHECK(table.find("a.b") == symbol::package);
  CHECK(table.find("a.b.M.N") == symbol::message);
  CHECK(table.find("a.b.M.E") == symbol::enumeration);
  CHECK(table.find("a.b.S") == symbol::service);
  CHECK(table.find("a.b.X") == symbol::none);
}

TEST_CASE("the first part of a name decides which scope it belongs to") {
  const symbol_table table = make_table();
  CHECK(table.resolve("a.b", "N") == "a.b.N");
  CHECK(table.resolve("a.b.M", "N") == "a.b.M.N");
  CHECK(table.resolve("a.b.N", "M.E") == "a.b.M.E");
  CHECK(table.resolve("a.b.M", "c.D") == "c.D");
  CHECK(table.resolve("a.b", ".a.b.M") == "a.b.M");
  CHECK(table.resolve("a", "b.M") == "a.b.M");
  CHECK(table.resolve("c", "a.b.M") == "a.b.M");
  CHECK(table.resolve("a.b", "a.b.M").empty());  // `a` is the message in here
  CHECK(table.resolve("a.b", "S").empty());      // a service is no type
  CHECK(table.resolve("a.b", "X").empty());
  CHECK(table.resolve("", ".a.b").empty());
}

TEST_CASE("a name is as short as it can be without meaning something else") {
  const symbol_table table = make_table();
  CHECK(table.shorten("a.b", "a.b.N") == "N");
  CHECK(table.shorten("a.b.M", "a.b.M.N") == "N");
  CHECK(table.shorten("a.b.M", "a.b.N") == "b.N");  // N alone is M's own
  CHECK(table.shorten("c.D", "a.b.N") == "a.b.N");
  CHECK(table.shorten("a.b", "c.D") == "c.D");
  CHECK(table.shorten("a.b.a", "a.b.M.E") == "M.E");
}
