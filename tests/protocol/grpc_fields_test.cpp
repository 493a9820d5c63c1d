// SPDX-License-Identifier: MIT
#include <tern/protocol/grpc_fields.hpp>

#include <doctest/doctest.h>

using tern::code;
using tern::status;
using tern::http::headers;
using tern::rpc::metadata;
namespace detail = tern::protocol::detail;

TEST_CASE("an outcome survives its fields") {
  status outcome{code::not_found, "no page \"\xC3\xA4\"\r\n"};
  outcome.add_detail({"type.googleapis.com/a.B", {std::byte{1}, std::byte{0}}});
  headers fields;
  detail::append_outcome(fields, outcome, metadata{{"x-cost", "3"}, {"x-raw-bin", "\x01\xff"}});
  const auto said = detail::find_outcome(fields);
  REQUIRE(said.has_value());
  CHECK(said->status == outcome);
  CHECK(said->trailers.get("x-cost") == "3");
  CHECK(said->trailers.get("x-raw-bin") == "\x01\xff");
}

TEST_CASE("fields without grpc-status say no outcome") {
  CHECK_FALSE(detail::find_outcome({{"grpc-message", "error"}}).has_value());
}
