// SPDX-License-Identifier: MIT
#include <tern/schema/type_registry.hpp>

#include <tern/message.hpp>
#include <tern/well_known.hpp>

#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace {

using tern::schema::type_registry;
namespace wkt = tern::protobuf;

TEST_CASE("types are found by their full names") {
  const auto types = type_registry{}.add<wkt::Struct, wkt::Any, wkt::Int32Value>();
  CHECK(types.size() == 3);
  for (const char* const name :
       {"google.protobuf.Struct", "google.protobuf.Any", "google.protobuf.Int32Value"}) {
    REQUIRE(types.find(name) != nullptr);
    CHECK(types.find(name)->message->full_name == name);
  }
  CHECK(types.find("google.protobuf.Value") == nullptr);
  CHECK(types.find("google.protobuf.A") == nullptr);
  CHECK(types.find("") == nullptr);
  CHECK(type_registry{}.find("google.protobuf.Any") == nullptr);
}

TEST_CASE("adding twice changes nothing, and a copy is its own") {
  type_registry types;
  types.add<wkt::Any>().add<wkt::Any>();
  CHECK(types.size() == 1);
  type_registry copy = types;
  copy.add<wkt::Struct>();
  CHECK(types.size() == 1);
  CHECK(copy.size() == 2);
}

TEST_CASE("messages are decoded and encoded without their types") {
  const auto types = type_registry{}.add<wkt::Int32Value>();
  const auto& type = *types.find("google.protobuf.Int32Value");
  std::string encoded;
  type.encode(
      [](void* message) {
        static_cast<wkt::Int32Value*>(message)->value = 5;
        return true;
      },
      [&](tern::byte_view bytes) { encoded = tern::as_text(bytes); });
  CHECK(encoded == "\x08\x05");

  int value = 0;
  const auto use = [&](const void* message) {
    value = static_cast<const wkt::Int32Value*>(message)->value;
  };
  CHECK(type.decode(tern::as_bytes(encoded), {}, use).ok());
  CHECK(value == 5);
  CHECK_FALSE(type.decode(tern::as_bytes("\x08"), {}, use).ok());

  bool used = false;
  type.encode([](void*) { return false; }, [&](tern::byte_view) { used = true; });
  CHECK_FALSE(used);
}

}  // namespace
