// SPDX-License-Identifier: MIT

#include <tern/base/result.hpp>
#include <tern/rpc/error_details.hpp>

#include <string>

#include <doctest/doctest.h>

using tern::code;
using tern::error;
using tern::status;
using tern::rpc::BadRequest;
using tern::rpc::ErrorInfo;
using tern::rpc::Help;

TEST_CASE("a status keeps details of several types, and gives the first of a type") {
  const status failure{code::aborted, "text", ErrorInfo{.reason = "A"}, Help{},
                       ErrorInfo{.reason = "B"}};
  CHECK(failure.details().size() == 3);
  CHECK(failure.detail<ErrorInfo>()->reason == "A");
  CHECK(failure.detail<Help>().has_value());
  CHECK_FALSE(failure.detail<BadRequest>());
  CHECK(failure.details()[0].type_url == "type.googleapis.com/google.rpc.ErrorInfo");
}

TEST_CASE("copies have the details too, and equality counts them") {
  const status failure{code::aborted, "text", ErrorInfo{.reason = "A"}};
  status copy = failure;
  CHECK(copy == failure);
  CHECK(copy != status{code::aborted, "text"});
  copy.add_detail({"type.googleapis.com/x", {}});
  CHECK(copy != failure);
  CHECK(failure.details().size() == 1);
  copy = failure;
  CHECK(copy == failure);
  const error thrown{failure};
  CHECK(thrown.detail<ErrorInfo>()->reason == "A");
}

TEST_CASE("a detail that does not decode is none, and neither is one of another type") {
  status failure{code::aborted, "text"};
  failure.add_detail({"type.googleapis.com/google.rpc.ErrorInfo", {std::byte{0xff}}});
  CHECK_FALSE(failure.detail<ErrorInfo>());
  failure.add_detail({"google.rpc.ErrorInfo", {}});
  CHECK(failure.detail<ErrorInfo>().has_value());
}

TEST_CASE("a status travels as google.rpc.Status") {
  const status failure{code::not_found, "t\xc3\xa4xt", ErrorInfo{.reason = "A"}};
  status heard{code::not_found, "t\xc3\xa4xt"};
  tern::rpc::add_details(tern::rpc::encode_status(failure), heard);
  CHECK(heard == failure);

  status other{code::aborted, "text"};
  tern::rpc::add_details(tern::rpc::encode_status(failure), other);
  CHECK(other.details().empty());
}
