// SPDX-License-Identifier: MIT
#include <tern/descriptor/http_rule.hpp>

#include <string>
#include <variant>

#include <doctest/doctest.h>

using namespace tern::protobuf;

TEST_CASE("a rule is among the fields that options do not know") {
  MethodOptions options;
  CHECK_FALSE(find_http_rule(options));
  HttpRule rule;
  rule.pattern.emplace<4>("/v1/x");
  rule.body = "*";
  set_http_rule(options, rule);
  CHECK(find_http_rule(options) == rule);
  // 72295728 with a length, as annotations.proto has it.
  const auto bytes = options.unknown_fields.bytes();
  CHECK(tern::as_text(bytes) == "\x82\xd3\xe4\x93\x02\x0a\x2a\x05/v1/x\x3a\x01*");
}

TEST_CASE("other fields are passed over, and what is no rule is none") {
  MethodOptions options;
  options.unknown_fields.append(tern::as_bytes("\x82\xe9\x1f\x02hi"));
  CHECK_FALSE(find_http_rule(options));
  MethodOptions broken;
  broken.unknown_fields.append(tern::as_bytes("\x82\xd3\xe4\x93\x02\x02\x12\x09"));
  CHECK_FALSE(find_http_rule(broken));
}
