// SPDX-License-Identifier: MIT
#include <tern/schema/default_text.hpp>

#include <cstdint>
#include <limits>

#include <doctest/doctest.h>

using namespace tern::schema;
using tern::reflect::detail::make_default;

namespace {

std::string text_of(kind type, auto value) {
  return default_text({type}, make_default(value)).value_or("nothing");
}

}  // namespace

TEST_CASE("a text is escaped as C has it") {
  CHECK(escape_text("plain") == "plain");
  CHECK(escape_text("\n\r\t\"'\\") == "\\n\\r\\t\\\"\\'\\\\");
  CHECK(escape_text(std::string_view{"\0\x7f\xff", 3}) == "\\000\\177\\377");
}

TEST_CASE("a default value is written as protoc writes it") {
  CHECK(text_of(kind::int32, -3) == "-3");
  CHECK(text_of(kind::uint64, UINT64_MAX) == "18446744073709551615");
  CHECK(text_of(kind::uint32, 4'000'000'000u) == "4000000000");
  CHECK(text_of(kind::bool_, true) == "true");
  CHECK(text_of(kind::bool_, false) == "false");
  CHECK(text_of(kind::string, "say \"hi\"") == "say \"hi\"");
  CHECK(text_of(kind::bytes, "\x01") == "\\001");
  CHECK(text_of(kind::double_, 0.1) == "0.1");
  CHECK(text_of(kind::double_, 1.0 / 3) == "0.33333333333333331");
  CHECK(text_of(kind::double_, 100000.0) == "100000");
  CHECK(text_of(kind::double_, 1e20) == "1e+20");
  CHECK(text_of(kind::double_, 5) == "5");
  CHECK(text_of(kind::float_, 0.1f) == "0.1");
  CHECK(text_of(kind::float_, 16777217) == "16777216");
  CHECK(text_of(kind::double_, std::numeric_limits<double>::infinity()) == "inf");
  CHECK(text_of(kind::float_, -std::numeric_limits<float>::infinity()) == "-inf");
  CHECK(text_of(kind::double_, std::numeric_limits<double>::quiet_NaN()) == "nan");
}

TEST_CASE("a value of an enum is its name, or nothing") {
  constexpr enumerator_info values[] = {{1, "ONE"}, {1, "UNO"}};
  const enum_info enumeration{"E", values};
  const value_info type{kind::enum_, nullptr, &enumeration};
  CHECK(default_text(type, make_default(1)) == "ONE");
  CHECK_FALSE(default_text(type, make_default(2)).has_value());
  CHECK(text_of(kind::enum_, 2) == "2");
}

TEST_CASE("numbers of a file are brought into this form") {
  CHECK(detail::normal_integer("0x10") == "16");
  CHECK(detail::normal_integer("-010") == "-8");
  CHECK(detail::normal_integer("7") == "7");
  CHECK(detail::normal_integer("NAME") == "NAME");
  CHECK(detail::normal_real("1e3", false) == "1000");
  CHECK(detail::normal_real("-inf", true) == "-inf");
  CHECK(detail::normal_real("nan", true) == "nan");
}
