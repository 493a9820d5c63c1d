// SPDX-License-Identifier: MIT
#include <tern/reflect/service.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace talk::v1 {

struct Request {};
struct Reply {};

// Declared, never defined: naming a method must not make the linker look for it.
struct Greeter {
  Reply SayHello(Request);
  Reply Repeat(Request);
};
TERN_SERVICE(Greeter, SayHello, Repeat)

struct Shouter {
  Reply SayHello(Request);
  Reply stop_all(Request);
};
TERN_SERVICE(Shouter, ("talk.v2.Shout"), SayHello, (stop_all, "StopAll"))

struct Library {
  Reply Find(Request);
  Reply lend(Request);
  Reply list_all(Request);
};
TERN_SERVICE(Library, (Find, tern::reflect::no_side_effects), lend,
             (list_all, "ListAll", tern::reflect::no_side_effects))

struct Silent {};
TERN_SERVICE(Silent)

struct Outer {
  struct Inner {
    Reply One(Request);
  };
};
TERN_SERVICE(Outer::Inner, One)

// clang-format off
struct Large {
  Reply m0(Request);
  Reply m1(Request);
  Reply m2(Request);
  Reply m3(Request);
  Reply m4(Request);
  Reply m5(Request);
  Reply m6(Request);
  Reply m7(Request);
  Reply m8(Request);
  Reply m9(Request);
  Reply m10(Request);
  Reply m11(Request);
  Reply m12(Request);
  Reply m13(Request);
  Reply m14(Request);
  Reply m15(Request);
  Reply m16(Request);
  Reply m17(Request);
  Reply m18(Request);
  Reply m19(Request);
  Reply m20(Request);
  Reply m21(Request);
  Reply m22(Request);
  Reply m23(Request);
  Reply m24(Request);
  Reply m25(Request);
  Reply m26(Request);
  Reply m27(Request);
  Reply m28(Request);
  Reply m29(Request);
  Reply m30(Request);
  Reply m31(Request);
  Reply m32(Request);
  Reply m33(Request);
  Reply m34(Request);
  Reply m35(Request);
  Reply m36(Request);
  Reply m37(Request);
  Reply m38(Request);
  Reply m39(Request);
  Reply m40(Request);
  Reply m41(Request);
  Reply m42(Request);
  Reply m43(Request);
  Reply m44(Request);
  Reply m45(Request);
  Reply m46(Request);
  Reply m47(Request);
  Reply m48(Request);
  Reply m49(Request);
  Reply m50(Request);
  Reply m51(Request);
  Reply m52(Request);
  Reply m53(Request);
  Reply m54(Request);
  Reply m55(Request);
  Reply m56(Request);
  Reply m57(Request);
  Reply m58(Request);
  Reply m59(Request);
  Reply m60(Request);
  Reply m61(Request);
  Reply m62(Request);
  Reply m63(Request);
  Reply m64(Request);
  Reply m65(Request);
  Reply m66(Request);
  Reply m67(Request);
  Reply m68(Request);
  Reply m69(Request);
  Reply m70(Request);
  Reply m71(Request);
  Reply m72(Request);
  Reply m73(Request);
  Reply m74(Request);
  Reply m75(Request);
  Reply m76(Request);
  Reply m77(Request);
  Reply m78(Request);
  Reply m79(Request);
  Reply m80(Request);
  Reply m81(Request);
  Reply m82(Request);
  Reply m83(Request);
  Reply m84(Request);
  Reply m85(Request);
  Reply m86(Request);
  Reply m87(Request);
  Reply m88(Request);
  Reply m89(Request);
  Reply m90(Request);
  Reply m91(Request);
  Reply m92(Request);
  Reply m93(Request);
  Reply m94(Request);
  Reply m95(Request);
  Reply m96(Request);
  Reply m97(Request);
  Reply m98(Request);
  Reply m99(Request);
  Reply m100(Request);
  Reply m101(Request);
  Reply m102(Request);
  Reply m103(Request);
  Reply m104(Request);
  Reply m105(Request);
  Reply m106(Request);
  Reply m107(Request);
  Reply m108(Request);
  Reply m109(Request);
  Reply m110(Request);
  Reply m111(Request);
  Reply m112(Request);
  Reply m113(Request);
  Reply m114(Request);
  Reply m115(Request);
  Reply m116(Request);
  Reply m117(Request);
  Reply m118(Request);
  Reply m119(Request);
  Reply m120(Request);
  Reply m121(Request);
  Reply m122(Request);
  Reply m123(Request);
  Reply m124(Request);
  Reply m125(Request);
  Reply m126(Request);
  Reply m127(Request);
  Reply m128(Request);
  Reply m129(Request);
  Reply m130(Request);
  Reply m131(Request);
  Reply m132(Request);
  Reply m133(Request);
  Reply m134(Request);
  Reply m135(Request);
  Reply m136(Request);
  Reply m137(Request);
  Reply m138(Request);
  Reply m139(Request);
  Reply m140(Request);
  Reply m141(Request);
  Reply m142(Request);
  Reply m143(Request);
  Reply m144(Request);
  Reply m145(Request);
  Reply m146(Request);
  Reply m147(Request);
  Reply m148(Request);
  Reply m149(Request);
  Reply m150(Request);
  Reply m151(Request);
  Reply m152(Request);
  Reply m153(Request);
  Reply m154(Request);
  Reply m155(Request);
  Reply m156(Request);
  Reply m157(Request);
  Reply m158(Request);
  Reply m159(Request);
  Reply m160(Request);
  Reply m161(Request);
  Reply m162(Request);
  Reply m163(Request);
  Reply m164(Request);
  Reply m165(Request);
  Reply m166(Request);
  Reply m167(Request);
  Reply m168(Request);
  Reply m169(Request);
  Reply m170(Request);
  Reply m171(Request);
  Reply m172(Request);
  Reply m173(Request);
  Reply m174(Request);
  Reply m175(Request);
  Reply m176(Request);
  Reply m177(Request);
  Reply m178(Request);
  Reply m179(Request);
  Reply m180(Request);
  Reply m181(Request);
  Reply m182(Request);
  Reply m183(Request);
  Reply m184(Request);
  Reply m185(Request);
  Reply m186(Request);
  Reply m187(Request);
  Reply m188(Request);
  Reply m189(Request);
  Reply m190(Request);
  Reply m191(Request);
  Reply m192(Request);
  Reply m193(Request);
  Reply m194(Request);
  Reply m195(Request);
  Reply m196(Request);
  Reply m197(Request);
  Reply m198(Request);
  Reply m199(Request);
  Reply m200(Request);
  Reply m201(Request);
  Reply m202(Request);
  Reply m203(Request);
  Reply m204(Request);
  Reply m205(Request);
  Reply m206(Request);
  Reply m207(Request);
  Reply m208(Request);
  Reply m209(Request);
  Reply m210(Request);
  Reply m211(Request);
  Reply m212(Request);
  Reply m213(Request);
  Reply m214(Request);
  Reply m215(Request);
  Reply m216(Request);
  Reply m217(Request);
  Reply m218(Request);
  Reply m219(Request);
  Reply m220(Request);
  Reply m221(Request);
  Reply m222(Request);
  Reply m223(Request);
  Reply m224(Request);
  Reply m225(Request);
  Reply m226(Request);
  Reply m227(Request);
  Reply m228(Request);
  Reply m229(Request);
  Reply m230(Request);
  Reply m231(Request);
  Reply m232(Request);
  Reply m233(Request);
  Reply m234(Request);
  Reply m235(Request);
  Reply m236(Request);
  Reply m237(Request);
  Reply m238(Request);
  Reply m239(Request);
  Reply m240(Request);
  Reply m241(Request);
  Reply m242(Request);
  Reply m243(Request);
  Reply m244(Request);
  Reply m245(Request);
  Reply m246(Request);
  Reply m247(Request);
  Reply m248(Request);
  Reply m249(Request);
  Reply m250(Request);
  Reply m251(Request);
  Reply m252(Request);
  Reply m253(Request);
  Reply m254(Request);
  Reply m255(Request);
};
TERN_SERVICE(Large, m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23, m24, m25, m26, m27, m28, m29, m30, m31, m32, m33, m34, m35, m36, m37, m38, m39, m40, m41, m42, m43, m44, m45, m46, m47, m48, m49, m50, m51, m52, m53, m54, m55, m56, m57, m58, m59, m60, m61, m62, m63, m64, m65, m66, m67, m68, m69, m70, m71, m72, m73, m74, m75, m76, m77, m78, m79, m80, m81, m82, m83, m84, m85, m86, m87, m88, m89, m90, m91, m92, m93, m94, m95, m96, m97, m98, m99, m100, m101, m102, m103, m104, m105, m106, m107, m108, m109, m110, m111, m112, m113, m114, m115, m116, m117, m118, m119, m120, m121, m122, m123, m124, m125, m126, m127, m128, m129, m130, m131, m132, m133, m134, m135, m136, m137, m138, m139, m140, m141, m142, m143, m144, m145, m146, m147, m148, m149, m150, m151, m152, m153, m154, m155, m156, m157, m158, m159, m160, m161, m162, m163, m164, m165, m166, m167, m168, m169, m170, m171, m172, m173, m174, m175, m176, m177, m178, m179, m180, m181, m182, m183, m184, m185, m186, m187, m188, m189, m190, m191, m192, m193, m194, m195, m196, m197, m198, m199, m200, m201, m202, m203, m204, m205, m206, m207, m208, m209, m210, m211, m212, m213, m214, m215, m216, m217, m218, m219, m220, m221, m222, m223, m224, m225, m226, m227, m228, m229, m230, m231, m232, m233, m234, m235, m236, m237, m238, m239, m240, m241, m242, m243, m244, m245, m246, m247, m248, m249, m250, m251, m252, m253, m254, m255)
// clang-format on

}  // namespace talk::v1

namespace {

using namespace tern::reflect;

struct Channel {
  std::vector<std::string> calls;
};

template <auto Pointer>
struct Method {
  Channel* channel;

  explicit Method(Channel& to) : channel(&to) {}
  void operator()() const {
    channel->calls.push_back(std::string{service_name<contract_of<Pointer>>()} + "/" +
                             std::string{method_name<Pointer>()});
  }
};

template <class S>
struct Client : service_stub<S, Method, Channel> {
  explicit Client(Channel& channel) : service_stub<S, Method, Channel>(channel) {}
};

// The names that for_each_method calls with, whatever else it passes on.
template <class S>
std::vector<std::string> names_of() {
  std::vector<std::string> names;
  for_each_method<S>([&]<auto Pointer, class... Rest>(std::string_view name) {
    CHECK(method_name<Pointer>() == name);
    names.emplace_back(name);
  });
  return names;
}

}  // namespace

TEST_CASE("a service knows its methods in the order of the macro") {
  CHECK(names_of<talk::v1::Greeter>() == std::vector<std::string>{"SayHello", "Repeat"});
  CHECK(names_of<talk::v1::Shouter>() == std::vector<std::string>{"SayHello", "StopAll"});
  CHECK(names_of<talk::v1::Silent>().empty());
}

TEST_CASE("the full name is the qualified name with dots, or what the macro says") {
  CHECK(service_name<talk::v1::Greeter>() == "talk.v1.Greeter");
  CHECK(service_name<talk::v1::Shouter>() == "talk.v2.Shout");
  CHECK(service_name<talk::v1::Outer::Inner>() == "talk.v1.Outer.Inner");
}

TEST_CASE("a stub has a member for each method, and services with equal methods stay apart") {
  Channel channel;
  const Client<talk::v1::Greeter> greeter{channel};
  const Client<talk::v1::Shouter> shouter{channel};
  const Client<talk::v1::Outer::Inner> inner{channel};
  const Client<talk::v1::Silent> silent{channel};
  greeter.SayHello();
  greeter.Repeat();
  shouter.SayHello();
  shouter.stop_all();
  inner.One();
  CHECK(channel.calls == std::vector<std::string>{"talk.v1.Greeter/SayHello",
                                                  "talk.v1.Greeter/Repeat",
                                                  "talk.v2.Shout/SayHello", "talk.v2.Shout/StopAll",
                                                  "talk.v1.Outer.Inner/One"});
}

TEST_CASE("a service has up to 256 methods") {
  const auto names = names_of<talk::v1::Large>();
  REQUIRE(names.size() == 256);
  CHECK(names[255] == "m255");
  Channel channel;
  const Client<talk::v1::Large> large{channel};
  large.m17();
  CHECK(channel.calls == std::vector<std::string>{"talk.v1.Large/m17"});
}

TEST_CASE("only a described struct is a service") {
  CHECK(described_service<talk::v1::Greeter>);
  CHECK_FALSE(described_service<talk::v1::Request>);
}

TEST_CASE("a contract says which methods have no side effects") {
  using talk::v1::Library;
  CHECK(tern::reflect::has_no_side_effects<&Library::Find>);
  CHECK_FALSE(tern::reflect::has_no_side_effects<&Library::lend>);
  CHECK(tern::reflect::has_no_side_effects<&Library::list_all>);
  CHECK_FALSE(tern::reflect::has_no_side_effects<&talk::v1::Shouter::stop_all>);
  CHECK(tern::reflect::method_name<&Library::Find>() == "Find");
  CHECK(tern::reflect::method_name<&Library::list_all>() == "ListAll");
}
