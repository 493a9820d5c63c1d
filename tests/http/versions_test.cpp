// SPDX-License-Identifier: MIT

#include <tern/http/versions.hpp>

#include <doctest/doctest.h>

TEST_CASE("both versions are spoken unless something else is said") {
  CHECK(tern::http::versions{} == tern::http::versions{.http1 = true, .http2 = true});
  CHECK_FALSE(tern::http::versions{.http1 = false} == tern::http::versions{.http2 = false});
}
