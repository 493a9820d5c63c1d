// SPDX-License-Identifier: MIT
#include <tern/protocol/connect_fields.hpp>

#include <chrono>
#include <string_view>

#include <doctest/doctest.h>

using tern::code;
using tern::status;
using tern::http::headers;
using tern::protocol::accepted;
using namespace std::chrono_literals;

namespace {

accepted call_of(const headers& fields) {
  accepted call;
  using names = tern::protocol::detail::connect_unary_fields;
  tern::protocol::detail::read_connect_fields<names>(fields, call);
  return call;
}

}  // namespace

TEST_CASE("a request says its timeout and what it takes") {
  const headers fields{{"connect-timeout-ms", "1500"},
                       {"connect-protocol-version", "1"},
                       {"accept-encoding", "gzip, br"}};
  const accepted call = call_of(fields);
  CHECK(call.timeout == 1500ms);
  CHECK(call.accept_encoding == "gzip, br");
  CHECK(call.request_encoding == nullptr);
  CHECK(call.refusal.ok());
  CHECK_FALSE(call_of({}).timeout.has_value());
}

TEST_CASE("what is malformed is refused, and the first mistake counts") {
  CHECK(call_of({{"connect-timeout-ms", "soon"}}).refusal ==
        status{code::invalid_argument,
               "connect-timeout-ms is \"soon\": it has to be one to ten digits"});
  CHECK(call_of({{"connect-timeout-ms", "x"}, {"connect-protocol-version", "2"}}).refusal ==
        status{code::invalid_argument, "connect-protocol-version is \"2\", it has to be 1"});
  const accepted call = call_of({{"content-encoding", "zip"}});
  CHECK(call.refusal.code() == code::unimplemented);
  CHECK(call.refusal.message().starts_with("content-encoding is \"zip\": this server decodes "));
  CHECK(call.refusal.message().find("identity") != std::string_view::npos);
}

#if TERN_WITH_ZLIB
TEST_CASE("who does not say what it takes, takes what it sends") {
  const headers silent{{"content-encoding", "gzip"}};
  CHECK(call_of(silent).request_encoding != nullptr);
  CHECK(call_of(silent).accept_encoding == "gzip");
  const headers empty{{"content-encoding", "gzip"}, {"accept-encoding", ""}};
  CHECK(call_of(empty).accept_encoding.empty());
  const headers other{{"accept-encoding", "br"}, {"content-encoding", "gzip"}};
  CHECK(call_of(other).accept_encoding == "br");
}
#endif
