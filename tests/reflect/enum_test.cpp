// SPDX-License-Identifier: MIT
#include <tern/reflect/enum.hpp>

#include <doctest/doctest.h>

namespace paint {

enum class Color { red, green = 5, verde = 5, blue = -1 };
TERN_ENUM(Color, red, green, verde, (blue, "COLOR_BLUE"))

enum Plain : int { plain_zero, plain_one };
TERN_ENUM(Plain, "paint.v2.Plain", plain_zero, plain_one)

struct Outer {
  enum class Inner { a };
};
TERN_ENUM(Outer::Inner, a)

enum class Empty {};
TERN_ENUM(Empty)

enum class Undescribed { a };

// clang-format off
enum class Large { e0, e1, e2, e3, e4, e5, e6, e7, e8, e9, e10, e11, e12, e13, e14, e15, e16, e17, e18, e19, e20, e21, e22, e23, e24, e25, e26, e27, e28, e29, e30, e31, e32, e33, e34, e35, e36, e37, e38, e39, e40, e41, e42, e43, e44, e45, e46, e47, e48, e49, e50, e51, e52, e53, e54, e55, e56, e57, e58, e59, e60, e61, e62, e63, e64, e65, e66, e67, e68, e69, e70, e71, e72, e73, e74, e75, e76, e77, e78, e79, e80, e81, e82, e83, e84, e85, e86, e87, e88, e89, e90, e91, e92, e93, e94, e95, e96, e97, e98, e99, e100, e101, e102, e103, e104, e105, e106, e107, e108, e109, e110, e111, e112, e113, e114, e115, e116, e117, e118, e119, e120, e121, e122, e123, e124, e125, e126, e127, e128, e129, e130, e131, e132, e133, e134, e135, e136, e137, e138, e139, e140, e141, e142, e143, e144, e145, e146, e147, e148, e149, e150, e151, e152, e153, e154, e155, e156, e157, e158, e159, e160, e161, e162, e163, e164, e165, e166, e167, e168, e169, e170, e171, e172, e173, e174, e175, e176, e177, e178, e179, e180, e181, e182, e183, e184, e185, e186, e187, e188, e189, e190, e191, e192, e193, e194, e195, e196, e197, e198, e199, e200, e201, e202, e203, e204, e205, e206, e207, e208, e209, e210, e211, e212, e213, e214, e215, e216, e217, e218, e219, e220, e221, e222, e223, e224, e225, e226, e227, e228, e229, e230, e231, e232, e233, e234, e235, e236, e237, e238, e239, e240, e241, e242, e243, e244, e245, e246, e247, e248, e249, e250, e251, e252, e253, e254, e255 };
TERN_ENUM(Large, e0, e1, e2, e3, e4, e5, e6, e7, e8, e9, e10, e11, e12, e13, e14, e15, e16, e17, e18, e19, e20, e21, e22, e23, e24, e25, e26, e27, e28, e29, e30, e31, e32, e33, e34, e35, e36, e37, e38, e39, e40, e41, e42, e43, e44, e45, e46, e47, e48, e49, e50, e51, e52, e53, e54, e55, e56, e57, e58, e59, e60, e61, e62, e63, e64, e65, e66, e67, e68, e69, e70, e71, e72, e73, e74, e75, e76, e77, e78, e79, e80, e81, e82, e83, e84, e85, e86, e87, e88, e89, e90, e91, e92, e93, e94, e95, e96, e97, e98, e99, e100, e101, e102, e103, e104, e105, e106, e107, e108, e109, e110, e111, e112, e113, e114, e115, e116, e117, e118, e119, e120, e121, e122, e123, e124, e125, e126, e127, e128, e129, e130, e131, e132, e133, e134, e135, e136, e137, e138, e139, e140, e141, e142, e143, e144, e145, e146, e147, e148, e149, e150, e151, e152, e153, e154, e155, e156, e157, e158, e159, e160, e161, e162, e163, e164, e165, e166, e167, e168, e169, e170, e171, e172, e173, e174, e175, e176, e177, e178, e179, e180, e181, e182, e183, e184, e185, e186, e187, e188, e189, e190, e191, e192, e193, e194, e195, e196, e197, e198, e199, e200, e201, e202, e203, e204, e205, e206, e207, e208, e209, e210, e211, e212, e213, e214, e215, e216, e217, e218, e219, e220, e221, e222, e223, e224, e225, e226, e227, e228, e229, e230, e231, e232, e233, e234, e235, e236, e237, e238, e239, e240, e241, e242, e243, e244, e245, e246, e247, e248, e249, e250, e251, e252, e253, e254, e255)
// clang-format on

}  // namespace paint

using namespace tern::reflect;

TEST_CASE("the enumerators come in the order of the macro, with their names") {
  REQUIRE(enumerators<paint::Color>.size() == 4);
  CHECK(enumerators<paint::Color>[0].value == paint::Color::red);
  CHECK(enumerators<paint::Color>[0].name == "red");
  CHECK(enumerators<paint::Color>[2].name == "verde");
  CHECK(enumerators<paint::Color>[3].value == paint::Color::blue);
  CHECK(enumerators<paint::Color>[3].name == "COLOR_BLUE");
  CHECK(enumerators<paint::Empty>.empty());
}

TEST_CASE("a value has its first name, and every name its value") {
  CHECK(enumerator_name(paint::Color::verde) == "green");
  CHECK(enumerator_name(paint::plain_one) == "plain_one");
  CHECK_FALSE(enumerator_name(static_cast<paint::Color>(9)).has_value());
  CHECK(enumerator_value<paint::Color>("verde") == paint::Color::green);
  CHECK(enumerator_value<paint::Color>("COLOR_BLUE") == paint::Color::blue);
  CHECK_FALSE(enumerator_value<paint::Color>("blue").has_value());
}

TEST_CASE("the full name is the qualified name with dots, or what the macro says") {
  CHECK(enum_name<paint::Color>() == "paint.Color");
  CHECK(enum_name<paint::Plain>() == "paint.v2.Plain");
  CHECK(enum_name<paint::Outer::Inner>() == "paint.Outer.Inner");
}

TEST_CASE("only a described enum is one") {
  CHECK(described_enum<paint::Color>);
  CHECK_FALSE(described_enum<paint::Undescribed>);
  CHECK_FALSE(described_enum<int>);
}

TEST_CASE("an enum has up to 256 enumerators") {
  REQUIRE(enumerators<paint::Large>.size() == 256);
  CHECK(enumerators<paint::Large>[255].name == "e255");
  CHECK(enumerator_value<paint::Large>("e16") == paint::Large::e16);
}

namespace paint {

enum class Shade : std::int32_t { light = 0, reserved = 1 };
TERN_ENUM(Shade, light, reserved, (reserved, 4, tern::reflect::range(-9, 0), "dark"))

}  // namespace paint

TEST_CASE("numbers and names of values are retired, whatever an enumerator is called") {
  CHECK(enumerators<paint::Shade>.size() == 2);
  CHECK(enumerator_name(paint::Shade::reserved) == "reserved");
  REQUIRE(enum_reserved<paint::Shade>.size() == 3);
  CHECK_FALSE(enum_reserved<paint::Shade>[0].is_name());
  CHECK(enum_reserved<paint::Shade>[0].first == 4);
  CHECK_FALSE(enum_reserved<paint::Shade>[1].is_name());
  CHECK(enum_reserved<paint::Shade>[1].first == -9);
  CHECK(enum_reserved<paint::Shade>[1].last == 0);
  CHECK(enum_reserved<paint::Shade>[2].name() == "dark");
  CHECK(enum_reserved<paint::Color>.empty());
}
