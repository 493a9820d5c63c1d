// SPDX-License-Identifier: MIT
#include <tern/protocol/connect_end.hpp>

#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

using tern::code;
using tern::status;
using tern::protocol::read_connect_end;
using tern::protocol::write_connect_end;
using tern::rpc::metadata;

TEST_CASE("the end of a stream that succeeded is empty") {
  CHECK(write_connect_end({}, {}) == "{}");
}

TEST_CASE("the end of a stream has the error and the metadata") {
  CHECK(write_connect_end({code::unavailable, "overloaded"}, {}) ==
        R"({"error":{"code":"unavailable","message":"overloaded"}})");
  tern::status detailed{code::aborted, ""};
  detailed.add_detail({"a.B", {}});
  const auto show = [](const tern::status_detail&) { return std::string{"{}"}; };
  const tern::protocol::detail_writer details{show};
  CHECK(write_connect_end(detailed, {}, &details) ==
        R"({"error":{"code":"aborted","details":[{"type":"a.B","value":"","debug":{}}]}})");
  CHECK(write_connect_end({}, {{"acme-cost", "237"}}) == R"({"metadata":{"acme-cost":["237"]}})");
  CHECK(write_connect_end({code::aborted, ""}, {{"a", "1"}}) ==
        R"({"error":{"code":"aborted"},"metadata":{"a":["1"]}})");
}

TEST_CASE("values of one name come together and in order") {
  CHECK(write_connect_end({}, {{"a", "1"}, {"b", "x\"y"}, {"a", "2"}, {"a", ""}, {"b", "z"}}) ==
        R"({"metadata":{"a":["1","2",""],"b":["x\"y","z"]}})");
}

TEST_CASE("bytes are base64 without padding") {
  CHECK(write_connect_end({}, {{"a-bin", "\x01"}, {"a-bin", ""}}) ==
        R"({"metadata":{"a-bin":["AQ",""]}})");
}

TEST_CASE("names that are reserved are not sent") {
  metadata received;
  received.add_received("user-agent", "other");
  received.add("a", "1");
  CHECK(write_connect_end({}, received) == R"({"metadata":{"a":["1"]}})");
}

TEST_CASE("the end of a stream survives its way") {
  const status failure{code::data_loss, "half \"of\" it\n"};
  const metadata trailers{{"a", "1"}, {"a", "2"}, {"b-bin", std::string_view{"\0\xff", 2}}};
  const auto end = read_connect_end(write_connect_end(failure, trailers));
  REQUIRE(end.ok());
  CHECK(end->status == failure);
  CHECK(end->trailers == trailers);
}

TEST_CASE("an end without an error is a success") {
  for (const std::string_view text :
       {"{}", R"({"error":null})", R"({"metadata":null})", R"({"metadata":{}})", R"({"x":[1]})",
        R"({ "error" : "text" })"}) {
    CAPTURE(text);
    const auto end = read_connect_end(text);
    REQUIRE(end.ok());
    CHECK(end->status.ok());
    CHECK(end->trailers.empty());
  }
}

TEST_CASE("an error without a code that exists is unknown") {
  for (const std::string_view text :
       {R"({"error":{"code":null,"message":"oops"}})", R"({"error":{"message":"oops"}})",
        R"({"error":{"code":"foobar","message":"oops","x":1}})"}) {
    CAPTURE(text);
    const auto end = read_connect_end(text);
    REQUIRE(end.ok());
    CHECK(end->status == status{code::unknown, "oops"});
  }
  CHECK(read_connect_end(R"({"error":{}})")->status == status{code::unknown, ""});
  CHECK(read_connect_end(R"({"error":{"code":"unauthenticated"}})")->status ==
        status{code::unauthenticated, ""});
}

TEST_CASE("metadata is read like header fields, whatever their case") {
  const auto end = read_connect_end(
      R"({"metadata":{"X-Trailer":["bing","quuz"],"x-trailer":["last"],"Raw-BIN":["AQ==","AQ"],
          "connect-x":["no"],"content-type":["no"],"bad name":["no"],"bad-bin":["!"],
          "not-a-list":"no","numbers":[1,null,"yes",{}]}})");
  REQUIRE(end.ok());
  CHECK(end->trailers == metadata{{"x-trailer", "bing"},
                                  {"x-trailer", "quuz"},
                                  {"x-trailer", "last"},
                                  {"raw-bin", "\x01"},
                                  {"raw-bin", "\x01"},
                                  {"numbers", "yes"}});
}

TEST_CASE("an end that is no JSON object is an internal error that says why") {
  const auto end = read_connect_end("[]");
  CHECK(end.status() ==
        status{code::internal, "the message that ends the stream lacks an object at byte 0"});
  for (const std::string_view text : {"", "null", "{", "{} {}", R"({"error":{"code":"aborted")",
                                      R"({"metadata":{"a":["1",]}})", "\xff"}) {
    CAPTURE(text);
    CHECK(read_connect_end(text).status().code() == code::internal);
  }
}
