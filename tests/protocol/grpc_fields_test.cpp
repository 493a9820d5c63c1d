// SPDX-License-Identifier: MIT
#include <tern/protocol/grpc_fields.hpp>

#include <chrono>
#include <string_view>

#include <doctest/doctest.h>

using tern::code;
using tern::status;
using tern::http::headers;
using tern::protocol::accepted;
using tern::rpc::metadata;
using namespace std::chrono_literals;
namespace detail = tern::protocol::detail;

TEST_CASE("the fields of a request are read, and the first mistake is what it is refused with") {
  accepted call;
  const headers fields{{"grpc-timeout", "2S"}, {"grpc-accept-encoding", "br,identity"}};
  detail::read_call_fields(fields, call);
  CHECK(call.timeout == 2s);
  CHECK(call.accept_encoding == "br,identity");
  CHECK(call.refusal.ok());

  accepted wrong;
  detail::read_call_fields({{"grpc-encoding", "zip"}, {"grpc-timeout", "soon"}}, wrong);
  CHECK(wrong.refusal.code() == code::unimplemented);
  CHECK(wrong.refusal.message().starts_with("grpc-encoding is \"zip\": this server decodes "));
}

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
