// SPDX-License-Identifier: MIT
#include <tern/rest/status_json.hpp>

#include <string>

#include <tern/json.hpp>
#include <tern/rpc/status_details.hpp>
#include <tern/schema/type_registry.hpp>

#include "tests/rest/library.hpp"

#include <doctest/doctest.h>

using tern::code;
using tern::status;
using tern::rest::write_status;

TEST_CASE("a status is google.rpc.Status in JSON") {
  CHECK(write_status({code::not_found, "no \"x\""}) == R"({"code":5,"message":"no \"x\""})");
  CHECK(write_status({code::internal, ""}) == R"({"code":13,"message":""})");
  CHECK(write_status({code::internal, "a\xffz"}) == "{\"code\":13,\"message\":\"a\xEF\xBF\xBDz\"}");
}

TEST_CASE("details that everybody knows are written out") {
  status failure{code::invalid_argument, "bad"};
  failure.add_detail(tern::detail_codec<tern::rpc::BadRequest>::pack(
      {.field_violations = {{.field = "name", .description = "is empty"}}}));
  failure.add_detail(
      tern::detail_codec<tern::rpc::RetryInfo>::pack({.retry_delay = std::chrono::seconds{2}}));
  CHECK(write_status(failure, &tern::json_codec) ==
        R"({"code":3,"message":"bad","details":[)"
        R"({"@type":"type.googleapis.com/google.rpc.BadRequest",)"
        R"("fieldViolations":[{"field":"name","description":"is empty"}]},)"
        R"({"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"2s"}]})");
}

TEST_CASE("details that only the codec knows are written by it, the others as bytes") {
  status failure{code::internal, "m"};
  failure.add_detail(tern::detail_codec<library::v1::Author>::pack({.name = "Ada"}));
  const auto types = tern::schema::type_registry{}.add<library::v1::Author>();
  const tern::json::call_codec knowing{types};
  CHECK(write_status(failure, &knowing) ==
        R"({"code":13,"message":"m","details":[)"
        R"({"@type":"type.googleapis.com/library.v1.Author","name":"Ada"}]})");
  CHECK(write_status(failure, &tern::json_codec) ==
        R"({"code":13,"message":"m","details":[)"
        R"({"@type":"type.googleapis.com/library.v1.Author","value":"CgNBZGE="}]})");
}

TEST_CASE("a detail that is broken is there as bytes") {
  status failure{code::internal, "m"};
  failure.add_detail({"type.googleapis.com/google.rpc.BadRequest", {std::byte{0xff}}});
  CHECK(write_status(failure) ==
        R"({"code":13,"message":"m","details":[)"
        R"({"@type":"type.googleapis.com/google.rpc.BadRequest","value":"/w=="}]})");
}
