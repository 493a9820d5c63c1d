// SPDX-License-Identifier: MIT
#include <tern/codec/conversion.hpp>

#include "converted.hpp"

#include <doctest/doctest.h>

using tern::codec::detail::conversion_traits;

TEST_CASE("a type is converted if it has a conversion") {
  CHECK(tern::codec::converted<foreign::Uuid>);
  CHECK(tern::codec::converted<std::filesystem::path>);
  CHECK_FALSE(tern::codec::converted<std::string>);
  CHECK_FALSE(tern::codec::converted<foreign::Coordinates>);
}

TEST_CASE("what is read is a view where from_wire takes one, so that nothing is copied") {
  using uuid = conversion_traits<foreign::Uuid>;
  CHECK(std::is_same_v<uuid::read_type, std::span<const std::byte>>);
  CHECK(std::is_same_v<uuid::written_type, std::span<const std::byte>>);
  using path = conversion_traits<std::filesystem::path>;
  CHECK(std::is_same_v<path::read_type, std::string_view>);
  CHECK(std::is_same_v<path::written_type, std::string>);
  using decimal = conversion_traits<foreign::Decimal>;
  CHECK(std::is_same_v<decimal::read_type, std::string>);
}

TEST_CASE("a conversion that cannot fail has no status to look at") {
  CHECK_FALSE(conversion_traits<foreign::UserId>::may_fail);
  CHECK(conversion_traits<foreign::Uuid>::may_fail);
}
