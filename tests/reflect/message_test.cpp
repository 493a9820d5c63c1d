// SPDX-License-Identifier: MIT
#include <tern/reflect/message.hpp>

#include <tern/message.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace shop::v1 {

struct Empty {};
TERN_MESSAGE(Empty)

struct NamedEmpty {};
TERN_MESSAGE(NamedEmpty, "other.Name")

struct Order {
  std::string name;
  std::int32_t count = 0;

  struct Line {
    std::int32_t price = 0;
    struct Part {
      bool used = false;
    };
  };
};
TERN_MESSAGE(Order, (1, name), (2, count))
TERN_MESSAGE(Order::Line, (1, price))
TERN_MESSAGE(shop::v1::Order::Line::Part, (1, used))

template <class T>
struct Page {
  T first;
};
TERN_MESSAGE(Page<int>, "shop.v1.IntPage", (1, first))

struct Base {
  std::int32_t id = 0;
};
struct Derived : Base {
  std::int32_t extra = 0;
};
TERN_MESSAGE(Derived, (1, id), (2, extra))

class Closed {
 public:
  Closed() = default;
  std::int32_t open = 0;

 private:
  [[maybe_unused]] std::int32_t shut_ = 0;
};
TERN_MESSAGE(Closed, (1, open))

struct Everything {
  std::string plain;
  std::int32_t renamed = 0;
  std::int32_t optioned = 0;
  std::int32_t both = 0;
  std::variant<std::monostate, int, std::string, std::string> choice;
  tern::unknown_fields rest;
};
constexpr int named_number = 4;
TERN_MESSAGE(Everything, "shop.v1.All", (1, plain), (2, renamed, "wireName"),
             (3, optioned, tern::sint), (named_number, both, tern::fixed, "two_things"),
             (oneof, choice, (5, number), (6, text), (0x7, letters, tern::bytes, "LETTERS")),
             (reserved, 8, 9), (reserved, 20), (unknown, rest))

struct Undescribed {};

}  // namespace shop::v1

namespace {

struct Hidden {
  int a = 0;
};
TERN_MESSAGE(Hidden, (1, a))

}  // namespace

struct Global {
  int a = 0;
};
TERN_MESSAGE(Global, (1, a))

namespace far_away {
struct Point {
  int x = 0;
};
}  // namespace far_away
namespace far_away {
TERN_MESSAGE(Point, (1, x))
}  // namespace far_away

namespace shop::v1 {

struct Wide {
  std::int32_t f1 = 0;
  std::int32_t f2 = 0;
  std::int32_t f3 = 0;
  std::int32_t f4 = 0;
  std::int32_t f5 = 0;
  std::int32_t f6 = 0;
  std::int32_t f7 = 0;
  std::int32_t f8 = 0;
  std::int32_t f9 = 0;
  std::int32_t f10 = 0;
  std::int32_t f11 = 0;
  std::int32_t f12 = 0;
  std::int32_t f13 = 0;
  std::int32_t f14 = 0;
  std::int32_t f15 = 0;
  std::int32_t f16 = 0;
  std::int32_t f17 = 0;
  std::int32_t f18 = 0;
  std::int32_t f19 = 0;
  std::int32_t f20 = 0;
  std::int32_t f21 = 0;
  std::int32_t f22 = 0;
  std::int32_t f23 = 0;
  std::int32_t f24 = 0;
  std::int32_t f25 = 0;
  std::int32_t f26 = 0;
  std::int32_t f27 = 0;
  std::int32_t f28 = 0;
  std::int32_t f29 = 0;
  std::int32_t f30 = 0;
  std::int32_t f31 = 0;
  std::int32_t f32 = 0;
  std::int32_t f33 = 0;
  std::int32_t f34 = 0;
  std::int32_t f35 = 0;
  std::int32_t f36 = 0;
  std::int32_t f37 = 0;
  std::int32_t f38 = 0;
  std::int32_t f39 = 0;
  std::int32_t f40 = 0;
  std::int32_t f41 = 0;
  std::int32_t f42 = 0;
  std::int32_t f43 = 0;
  std::int32_t f44 = 0;
  std::int32_t f45 = 0;
  std::int32_t f46 = 0;
  std::int32_t f47 = 0;
  std::int32_t f48 = 0;
  std::int32_t f49 = 0;
  std::int32_t f50 = 0;
  std::int32_t f51 = 0;
  std::int32_t f52 = 0;
  std::int32_t f53 = 0;
  std::int32_t f54 = 0;
  std::int32_t f55 = 0;
  std::int32_t f56 = 0;
  std::int32_t f57 = 0;
  std::int32_t f58 = 0;
  std::int32_t f59 = 0;
  std::int32_t f60 = 0;
  std::int32_t f61 = 0;
  std::int32_t f62 = 0;
  std::int32_t f63 = 0;
  std::int32_t f64 = 0;
  std::int32_t f65 = 0;
  std::int32_t f66 = 0;
  std::int32_t f67 = 0;
  std::int32_t f68 = 0;
  std::int32_t f69 = 0;
  std::int32_t f70 = 0;
  std::int32_t f71 = 0;
  std::int32_t f72 = 0;
  std::int32_t f73 = 0;
  std::int32_t f74 = 0;
  std::int32_t f75 = 0;
  std::int32_t f76 = 0;
  std::int32_t f77 = 0;
  std::int32_t f78 = 0;
  std::int32_t f79 = 0;
  std::int32_t f80 = 0;
  std::int32_t f81 = 0;
  std::int32_t f82 = 0;
  std::int32_t f83 = 0;
  std::int32_t f84 = 0;
  std::int32_t f85 = 0;
  std::int32_t f86 = 0;
  std::int32_t f87 = 0;
  std::int32_t f88 = 0;
  std::int32_t f89 = 0;
  std::int32_t f90 = 0;
  std::int32_t f91 = 0;
  std::int32_t f92 = 0;
  std::int32_t f93 = 0;
  std::int32_t f94 = 0;
  std::int32_t f95 = 0;
  std::int32_t f96 = 0;
  std::int32_t f97 = 0;
  std::int32_t f98 = 0;
  std::int32_t f99 = 0;
  std::int32_t f100 = 0;
  std::int32_t f101 = 0;
  std::int32_t f102 = 0;
  std::int32_t f103 = 0;
  std::int32_t f104 = 0;
  std::int32_t f105 = 0;
  std::int32_t f106 = 0;
  std::int32_t f107 = 0;
  std::int32_t f108 = 0;
  std::int32_t f109 = 0;
  std::int32_t f110 = 0;
  std::int32_t f111 = 0;
  std::int32_t f112 = 0;
  std::int32_t f113 = 0;
  std::int32_t f114 = 0;
  std::int32_t f115 = 0;
  std::int32_t f116 = 0;
  std::int32_t f117 = 0;
  std::int32_t f118 = 0;
  std::int32_t f119 = 0;
  std::int32_t f120 = 0;
  std::int32_t f121 = 0;
  std::int32_t f122 = 0;
  std::int32_t f123 = 0;
  std::int32_t f124 = 0;
  std::int32_t f125 = 0;
  std::int32_t f126 = 0;
  std::int32_t f127 = 0;
  std::int32_t f128 = 0;
  std::int32_t f129 = 0;
  std::int32_t f130 = 0;
  std::int32_t f131 = 0;
  std::int32_t f132 = 0;
  std::int32_t f133 = 0;
  std::int32_t f134 = 0;
  std::int32_t f135 = 0;
  std::int32_t f136 = 0;
  std::int32_t f137 = 0;
  std::int32_t f138 = 0;
  std::int32_t f139 = 0;
  std::int32_t f140 = 0;
  std::int32_t f141 = 0;
  std::int32_t f142 = 0;
  std::int32_t f143 = 0;
  std::int32_t f144 = 0;
  std::int32_t f145 = 0;
  std::int32_t f146 = 0;
  std::int32_t f147 = 0;
  std::int32_t f148 = 0;
  std::int32_t f149 = 0;
  std::int32_t f150 = 0;
  std::int32_t f151 = 0;
  std::int32_t f152 = 0;
  std::int32_t f153 = 0;
  std::int32_t f154 = 0;
  std::int32_t f155 = 0;
  std::int32_t f156 = 0;
  std::int32_t f157 = 0;
  std::int32_t f158 = 0;
  std::int32_t f159 = 0;
  std::int32_t f160 = 0;
  std::int32_t f161 = 0;
  std::int32_t f162 = 0;
  std::int32_t f163 = 0;
  std::int32_t f164 = 0;
  std::int32_t f165 = 0;
  std::int32_t f166 = 0;
  std::int32_t f167 = 0;
  std::int32_t f168 = 0;
  std::int32_t f169 = 0;
  std::int32_t f170 = 0;
  std::int32_t f171 = 0;
  std::int32_t f172 = 0;
  std::int32_t f173 = 0;
  std::int32_t f174 = 0;
  std::int32_t f175 = 0;
  std::int32_t f176 = 0;
  std::int32_t f177 = 0;
  std::int32_t f178 = 0;
  std::int32_t f179 = 0;
  std::int32_t f180 = 0;
  std::int32_t f181 = 0;
  std::int32_t f182 = 0;
  std::int32_t f183 = 0;
  std::int32_t f184 = 0;
  std::int32_t f185 = 0;
  std::int32_t f186 = 0;
  std::int32_t f187 = 0;
  std::int32_t f188 = 0;
  std::int32_t f189 = 0;
  std::int32_t f190 = 0;
  std::int32_t f191 = 0;
  std::int32_t f192 = 0;
  std::int32_t f193 = 0;
  std::int32_t f194 = 0;
  std::int32_t f195 = 0;
  std::int32_t f196 = 0;
  std::int32_t f197 = 0;
  std::int32_t f198 = 0;
  std::int32_t f199 = 0;
  std::int32_t f200 = 0;
  std::int32_t f201 = 0;
  std::int32_t f202 = 0;
  std::int32_t f203 = 0;
  std::int32_t f204 = 0;
  std::int32_t f205 = 0;
  std::int32_t f206 = 0;
  std::int32_t f207 = 0;
  std::int32_t f208 = 0;
  std::int32_t f209 = 0;
  std::int32_t f210 = 0;
  std::int32_t f211 = 0;
  std::int32_t f212 = 0;
  std::int32_t f213 = 0;
  std::int32_t f214 = 0;
  std::int32_t f215 = 0;
  std::int32_t f216 = 0;
  std::int32_t f217 = 0;
  std::int32_t f218 = 0;
  std::int32_t f219 = 0;
  std::int32_t f220 = 0;
  std::int32_t f221 = 0;
  std::int32_t f222 = 0;
  std::int32_t f223 = 0;
  std::int32_t f224 = 0;
  std::int32_t f225 = 0;
  std::int32_t f226 = 0;
  std::int32_t f227 = 0;
  std::int32_t f228 = 0;
  std::int32_t f229 = 0;
  std::int32_t f230 = 0;
  std::int32_t f231 = 0;
  std::int32_t f232 = 0;
  std::int32_t f233 = 0;
  std::int32_t f234 = 0;
  std::int32_t f235 = 0;
  std::int32_t f236 = 0;
  std::int32_t f237 = 0;
  std::int32_t f238 = 0;
  std::int32_t f239 = 0;
  std::int32_t f240 = 0;
  std::int32_t f241 = 0;
  std::int32_t f242 = 0;
  std::int32_t f243 = 0;
  std::int32_t f244 = 0;
  std::int32_t f245 = 0;
  std::int32_t f246 = 0;
  std::int32_t f247 = 0;
  std::int32_t f248 = 0;
  std::int32_t f249 = 0;
  std::int32_t f250 = 0;
  std::int32_t f251 = 0;
  std::int32_t f252 = 0;
  std::int32_t f253 = 0;
  std::int32_t f254 = 0;
  std::int32_t f255 = 0;
  std::int32_t f256 = 0;
};
// clang-format off
TERN_MESSAGE(Wide, (1, f1), (2, f2), (3, f3), (4, f4), (5, f5), (6, f6), (7, f7), (8, f8), (9, f9), (10, f10), (11, f11), (12, f12), (13, f13), (14, f14), (15, f15), (16, f16), (17, f17), (18, f18), (19, f19), (20, f20), (21, f21), (22, f22), (23, f23), (24, f24), (25, f25), (26, f26), (27, f27), (28, f28), (29, f29), (30, f30), (31, f31), (32, f32), (33, f33), (34, f34), (35, f35), (36, f36), (37, f37), (38, f38), (39, f39), (40, f40), (41, f41), (42, f42), (43, f43), (44, f44), (45, f45), (46, f46), (47, f47), (48, f48), (49, f49), (50, f50), (51, f51), (52, f52), (53, f53), (54, f54), (55, f55), (56, f56), (57, f57), (58, f58), (59, f59), (60, f60), (61, f61), (62, f62), (63, f63), (64, f64), (65, f65), (66, f66), (67, f67), (68, f68), (69, f69), (70, f70), (71, f71), (72, f72), (73, f73), (74, f74), (75, f75), (76, f76), (77, f77), (78, f78), (79, f79), (80, f80), (81, f81), (82, f82), (83, f83), (84, f84), (85, f85), (86, f86), (87, f87), (88, f88), (89, f89), (90, f90), (91, f91), (92, f92), (93, f93), (94, f94), (95, f95), (96, f96), (97, f97), (98, f98), (99, f99), (100, f100), (101, f101), (102, f102), (103, f103), (104, f104), (105, f105), (106, f106), (107, f107), (108, f108), (109, f109), (110, f110), (111, f111), (112, f112), (113, f113), (114, f114), (115, f115), (116, f116), (117, f117), (118, f118), (119, f119), (120, f120), (121, f121), (122, f122), (123, f123), (124, f124), (125, f125), (126, f126), (127, f127), (128, f128), (129, f129), (130, f130), (131, f131), (132, f132), (133, f133), (134, f134), (135, f135), (136, f136), (137, f137), (138, f138), (139, f139), (140, f140), (141, f141), (142, f142), (143, f143), (144, f144), (145, f145), (146, f146), (147, f147), (148, f148), (149, f149), (150, f150), (151, f151), (152, f152), (153, f153), (154, f154), (155, f155), (156, f156), (157, f157), (158, f158), (159, f159), (160, f160), (161, f161), (162, f162), (163, f163), (164, f164), (165, f165), (166, f166), (167, f167), (168, f168), (169, f169), (170, f170), (171, f171), (172, f172), (173, f173), (174, f174), (175, f175), (176, f176), (177, f177), (178, f178), (179, f179), (180, f180), (181, f181), (182, f182), (183, f183), (184, f184), (185, f185), (186, f186), (187, f187), (188, f188), (189, f189), (190, f190), (191, f191), (192, f192), (193, f193), (194, f194), (195, f195), (196, f196), (197, f197), (198, f198), (199, f199), (200, f200), (201, f201), (202, f202), (203, f203), (204, f204), (205, f205), (206, f206), (207, f207), (208, f208), (209, f209), (210, f210), (211, f211), (212, f212), (213, f213), (214, f214), (215, f215), (216, f216), (217, f217), (218, f218), (219, f219), (220, f220), (221, f221), (222, f222), (223, f223), (224, f224), (225, f225), (226, f226), (227, f227), (228, f228), (229, f229), (230, f230), (231, f231), (232, f232), (233, f233), (234, f234), (235, f235), (236, f236), (237, f237), (238, f238), (239, f239), (240, f240), (241, f241), (242, f242), (243, f243), (244, f244), (245, f245), (246, f246), (247, f247), (248, f248), (249, f249), (250, f250), (251, f251), (252, f252), (253, f253), (254, f254), (255, f255), (256, f256))
// clang-format on

}  // namespace shop::v1

using tern::reflect::message;
using tern::reflect::message_name;

TEST_CASE("a described struct is a message, and stays an aggregate") {
  CHECK(message<shop::v1::Order>);
  CHECK(message<shop::v1::Order::Line>);
  CHECK(message<Global>);
  CHECK_FALSE(message<shop::v1::Undescribed>);
  CHECK_FALSE(message<int>);
  const shop::v1::Order order{.name = "a", .count = 2};
  CHECK(order.count == 2);
}

TEST_CASE("the full name is the qualified name with dots, or what the macro says") {
  CHECK(message_name<shop::v1::Order>() == "shop.v1.Order");
  CHECK(message_name<shop::v1::Order::Line>() == "shop.v1.Order.Line");
  CHECK(message_name<shop::v1::Order::Line::Part>() == "shop.v1.Order.Line.Part");
  CHECK(message_name<shop::v1::Empty>() == "shop.v1.Empty");
  CHECK(message_name<shop::v1::NamedEmpty>() == "other.Name");
  CHECK(message_name<shop::v1::Page<int>>() == "shop.v1.IntPage");
  CHECK(message_name<shop::v1::Everything>() == "shop.v1.All");
  CHECK(message_name<far_away::Point>() == "far_away.Point");
  CHECK(message_name<Global>() == "Global");
  CHECK(message_name<Hidden>() == "Hidden");
}

TEST_CASE("field names are the members' names or the strings in the entries") {
  const auto path = [](std::uint32_t number) {
    return tern::codec::path_of(tern::codec::names_of<shop::v1::Everything>, number);
  };
  CHECK(path(1) == "shop.v1.All.plain");
  CHECK(path(2) == "shop.v1.All.wireName");
  CHECK(path(3) == "shop.v1.All.optioned");
  CHECK(path(4) == "shop.v1.All.two_things");
  CHECK(path(5) == "shop.v1.All.number");
  CHECK(path(6) == "shop.v1.All.text");
  CHECK(path(7) == "shop.v1.All.LETTERS");
  CHECK(path(8) == "shop.v1.All");
}

TEST_CASE("what the macro says is what is written") {
  shop::v1::Everything all{.plain = "p", .renamed = 1, .optioned = -1, .both = 2};
  all.choice.emplace<3>("l");
  const auto encoded = tern::codec::encode(all);
  CHECK(tern::as_text(encoded.view()) ==
        std::string_view{"\x0a\x01p\x10\x01\x18\x01\x25\x02\0\0\0\x3a\x01l", 15});
}

TEST_CASE("members of a base are members") {
  shop::v1::Derived derived;
  derived.id = 1;
  derived.extra = 2;
  CHECK(tern::as_text(tern::codec::encode(derived).view()) == "\x08\x01\x10\x02");
}

TEST_CASE("a message has up to 256 entries") {
  shop::v1::Wide wide{.f1 = 1, .f16 = 2, .f17 = 3, .f255 = 4, .f256 = 5};
  const auto encoded = tern::codec::encode(wide);
  const auto decoded = tern::codec::decode<shop::v1::Wide>(encoded.view());
  REQUIRE(decoded);
  CHECK(decoded->f1 == 1);
  CHECK(decoded->f16 == 2);
  CHECK(decoded->f17 == 3);
  CHECK(decoded->f255 == 4);
  CHECK(decoded->f256 == 5);
  CHECK(decoded->f128 == 0);
}
