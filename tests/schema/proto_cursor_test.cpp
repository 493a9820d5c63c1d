// SPDX-License-Identifier: MIT
#include <tern/schema/proto_cursor.hpp>

#include <doctest/doctest.h>

using tern::schema::detail::proto_cursor;

TEST_CASE("words are taken one by one") {
  proto_cursor at{"t.proto", "rpc a.b, .c \"d\" \"e\" 0x10 -010"};
  CHECK(at.is("rpc"));
  CHECK_FALSE(at.take("service"));
  CHECK(at.take("rpc"));
  CHECK(at.full_name() == "a.b");
  CHECK(at.take(","));
  CHECK(at.full_name(true) == ".c");
  CHECK(at.text() == "de");
  CHECK(at.number(0, 16) == 16);
  CHECK(at.number(-8, 8) == -8);
  CHECK(at.at_end());
  CHECK(at.status().ok());
}

TEST_CASE("the first mistake is kept, with its place, and nothing follows") {
  proto_cursor at{"t.proto", "a\n  b c"};
  at.name();
  at.expect(";");
  CHECK(at.status().message() == "t.proto:2:3: expected ;, found b");
  CHECK(at.at_end());
  CHECK(at.name().empty());
  CHECK(at.status().message() == "t.proto:2:3: expected ;, found b");
}

TEST_CASE("numbers have bounds") {
  for (const char* const text :
       {"0", "17", "0x100000000", "18446744073709551616", "09", "1x", "-1"}) {
    proto_cursor at{"t", text};
    at.number(1, 16);
    CHECK_FALSE(at.status().ok());
  }
  proto_cursor least{"t", "-2147483648"};
  CHECK(least.number(-2'147'483'648, 2'147'483'647) == -2'147'483'647 - 1);
}

TEST_CASE("options have names and values, or braces that are skipped") {
  proto_cursor at{"t",
                  "[a = 1, (b.c).d = -1.5, features.x = Y, (e) = { f: [1] g { } }, h = \"i\" 'j']"};
  const auto options = at.options();
  CHECK(at.status().ok());
  REQUIRE(options.size() == 5);
  CHECK(options[0].name == "a");
  CHECK(options[0].value == "1");
  CHECK(options[1].name == "(b.c).d");
  CHECK(options[1].value == "-1.5");
  CHECK(options[2].name == "features.x");
  CHECK(options[3].value.empty());
  CHECK(options[4].value == "ij");
}
