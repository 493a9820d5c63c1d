// SPDX-License-Identifier: MIT
#include <tern/reflect/method_options.hpp>

#include <tern/contract.hpp>
#include <tern/descriptor/options.hpp>
#include <tern/schema.hpp>
#include <tern/schema/service_info.hpp>

#include <string>

#include <doctest/doctest.h>

namespace method_options_test {

struct Note {
  std::string text;
};
TERN_MESSAGE(Note, (1, text))

struct Board {
  tern::task<Note> Read(Note);
  tern::task<Note> Pin(Note);
};
TERN_SERVICE(Board, (Read, tern::no_side_effects), Pin)

}  // namespace method_options_test

TEST_CASE("what a contract says of side effects is in its schema") {
  constexpr auto methods = tern::schema::service_info_of<method_options_test::Board>.methods;
  CHECK(methods[0].no_side_effects);
  CHECK_FALSE(methods[1].no_side_effects);
}

TEST_CASE("other languages learn of it") {
  const std::string proto = tern::proto_file<method_options_test::Board>().value();
  CHECK(proto.find(
            "rpc Read(Note) returns (Note) {\n    option idempotency_level = NO_SIDE_EFFECTS;") !=
        std::string::npos);
  CHECK(proto.find("rpc Pin(Note) returns (Note);") != std::string::npos);
}
