// SPDX-License-Identifier: MIT
#include <tern/protocol/detail_json.hpp>

#include <string>

#include <tern/json/call_codec.hpp>
#include <tern/reflect/message.hpp>

#include <doctest/doctest.h>

using tern::protocol::write_detail_json;

namespace detail_json_test {

struct Gift {
  std::string note{};
};
TERN_MESSAGE(Gift, (1, note))

}  // namespace detail_json_test

using detail_json_test::Gift;

namespace {

tern::status_detail packed(const auto& message) {
  return tern::detail_codec<std::remove_cvref_t<decltype(message)>>::pack(message);
}

}  // namespace

TEST_CASE("details that everybody knows are written, with a codec and without") {
  const auto detail = packed(tern::rpc::ErrorInfo{.reason = "QUOTA", .domain = "d"});
  const std::string wanted =
      R"({"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"QUOTA","domain":"d"})";
  CHECK(write_detail_json(detail, nullptr) == wanted);
  CHECK(write_detail_json(detail, &tern::json::json_codec) == wanted);
}

TEST_CASE("others are written by a codec that knows them") {
  const auto types = tern::schema::type_registry{}.add<Gift>();
  const tern::json::call_codec knowing{types};
  const auto detail = packed(Gift{.note = "for you"});
  CHECK(write_detail_json(detail, &knowing) ==
        R"({"@type":"type.googleapis.com/detail_json_test.Gift","note":"for you"})");
  CHECK(write_detail_json(detail, &tern::json::json_codec).empty());
  CHECK(write_detail_json(detail, nullptr).empty());
}

TEST_CASE("what is broken is not written") {
  CHECK(write_detail_json({"type.googleapis.com/google.rpc.BadRequest", {std::byte{0xff}}}, nullptr)
            .empty());
  CHECK(write_detail_json({"no/", {std::byte{1}}}, &tern::json::json_codec).empty());
}
