// SPDX-License-Identifier: MIT
#include "tools/protoc_gen_tern/literal.hpp"

#include <doctest/doctest.h>

using namespace protoc_gen_tern;
using type = field_schema::type;

namespace {

std::string literal_of(type of, std::string_view text) {
  const tern::protobuf::FieldDescriptorProto descriptor{.type = of,
                                                        .default_value = std::string{text}};
  field_schema field;
  field.descriptor = &descriptor;
  return default_literal(field).value_or("none");
}

}  // namespace

TEST_CASE("a string literal is plain ASCII") {
  CHECK(string_literal("plain") == R"("plain")");
  CHECK(string_literal("a\"b\\c") == R"("a\"b\\c")");
  CHECK(string_literal("\n\x01") == R"("\012\001")");
  CHECK(string_literal("\xc3\xbc"
                       "1") == R"("\303\2741")");
  CHECK(string_literal("?\?/") == R"("\?\?/")");
}

TEST_CASE("numbers are literals of their kind") {
  CHECK(literal_of(type::TYPE_INT32, "-5") == "-5");
  CHECK(literal_of(type::TYPE_INT32, "-2147483648") == "-2147483647 - 1");
  CHECK(literal_of(type::TYPE_SINT64, "-9223372036854775808") == "-9223372036854775807 - 1");
  CHECK(literal_of(type::TYPE_FIXED64, "18446744073709551615") == "18446744073709551615u");
  CHECK(literal_of(type::TYPE_DOUBLE, "3") == "3.0");
  CHECK(literal_of(type::TYPE_FLOAT, "1e+10") == "1e+10");
  CHECK(literal_of(type::TYPE_DOUBLE, "-inf") == "-std::numeric_limits<double>::infinity()");
  CHECK(literal_of(type::TYPE_FLOAT, "nan") == "std::numeric_limits<double>::quiet_NaN()");
  CHECK(literal_of(type::TYPE_BOOL, "true") == "true");
}

TEST_CASE("the default of bytes is read as C reads it") {
  CHECK(literal_of(type::TYPE_BYTES, R"(\001\377a\n\\\")") == R"("\001\377a\012\\\"")");
  CHECK(literal_of(type::TYPE_BYTES, R"(\12x)") == R"("\012x")");
  CHECK(literal_of(type::TYPE_BYTES, R"(end\)") == R"("end\\")");
  CHECK(literal_of(type::TYPE_STRING, R"(\n)") == R"("\\n")");
}

TEST_CASE("a zero byte is in no default") {
  CHECK(literal_of(type::TYPE_BYTES, R"(a\000b)") == "none");
  CHECK(literal_of(type::TYPE_STRING, std::string_view{"\0", 1}) == "none");
}
