// SPDX-License-Identifier: MIT
#include <tern/codec/proto.hpp>

#include "golden.hpp"
#include "messages.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace std::chrono_literals;

namespace {

std::vector<std::byte> bytes_of(std::string_view text) {
  const auto view = tern::as_bytes(text);
  return {view.begin(), view.end()};
}

// Both ways against the bytes of the other encoder.
template <class M>
void check_golden(const M& message, std::string_view hex) {
  CHECK(encoded_hex(message) == hex);
  CHECK(tern::codec::encoded_size(message) == from_hex(hex).size());
  const auto decoded = decode_hex<M>(hex);
  REQUIRE(decoded);
  CHECK(*decoded == message);
}

}  // namespace

TEST_CASE("scalars have Google's encoding") {
  check_golden(golden::Scalars{}, golden::bytes::no_scalars);
  check_golden(golden::Scalars{.i32 = 150,
                               .i64 = 1LL << 40,
                               .u32 = 4294967295,
                               .u64 = 18446744073709551615u,
                               .s32 = -2,
                               .s64 = -(1LL << 40),
                               .f32 = 0xdeadbeef,
                               .f64 = 0x0123456789abcdef,
                               .sf32 = -2,
                               .sf64 = -3,
                               .flag = true,
                               .single = 1.5,
                               .twice = -0.25,
                               .text = "Grüße, 世界",
                               .blob = bytes_of({"\x00\xff\x80", 3}),
                               .raw = "\xfe",
                               .color = golden::Color::red},
               golden::bytes::scalars);
}

TEST_CASE("negative numbers and zeros have Google's encoding") {
  const golden::Scalars message{.i32 = -1,
                                .i64 = -1,
                                .s32 = -2147483647 - 1,
                                .s64 = -9223372036854775807 - 1,
                                .single = -0.0f,
                                .twice = -0.0,
                                .color = golden::Color::below};
  check_golden(message, golden::bytes::negative_scalars);
  CHECK(std::signbit(decode_hex<golden::Scalars>(golden::bytes::negative_scalars)->twice));
}

TEST_CASE("an enum keeps a number that has no name") {
  check_golden(golden::Scalars{.color = static_cast<golden::Color>(77)},
               golden::bytes::unknown_color);
}

TEST_CASE("what may be absent is written when it is there, default or not") {
  CHECK(encoded_hex(golden::Presence{}) == golden::bytes::nothing_present);

  golden::Presence defaults{.number = 0,
                            .text = "",
                            .flag = false,
                            .maybe = golden::Inner{},
                            .boxed = golden::Inner{},
                            .unique = std::make_unique<golden::Inner>(),
                            .color = golden::Color::none};
  CHECK(encoded_hex(defaults) == golden::bytes::defaults_present);

  golden::Presence all{.number = -5,
                       .text = "x",
                       .flag = true,
                       .plain = {.number = 1},
                       .maybe = golden::Inner{.text = "m"},
                       .boxed = golden::Inner{2, "b"},
                       .unique = std::make_unique<golden::Inner>(golden::Inner{.number = 3}),
                       .color = golden::Color::red};
  CHECK(encoded_hex(all) == golden::bytes::all_present);
}

TEST_CASE("what may be absent is there after decoding when it was on the wire") {
  const auto nothing = decode_hex<golden::Presence>(golden::bytes::nothing_present);
  REQUIRE(nothing);
  CHECK_FALSE(nothing->number.has_value());
  CHECK_FALSE(nothing->maybe.has_value());
  CHECK_FALSE(nothing->boxed.has_value());
  CHECK(nothing->unique == nullptr);

  const auto defaults = decode_hex<golden::Presence>(golden::bytes::defaults_present);
  REQUIRE(defaults);
  CHECK(defaults->number == 0);
  CHECK(defaults->text == "");
  CHECK(defaults->flag == false);
  CHECK(defaults->maybe == golden::Inner{});
  CHECK(*defaults->boxed == golden::Inner{});
  CHECK(*defaults->unique == golden::Inner{});
  CHECK(defaults->color == golden::Color::none);

  const auto all = decode_hex<golden::Presence>(golden::bytes::all_present);
  REQUIRE(all);
  CHECK(all->number == -5);
  CHECK(all->plain.number == 1);
  CHECK(all->maybe->text == "m");
  CHECK(all->boxed->text == "b");
  CHECK(all->unique->number == 3);
}

TEST_CASE("repeated fields have Google's encoding, packed where it packs") {
  check_golden(golden::Lists{}, golden::bytes::no_lists);
  check_golden(
      golden::Lists{.i32 = {0, 1, -1, 300},
                    .s64 = {-1, 1LL << 35},
                    .f32 = {1, 2},
                    .twice = {0.0, -0.0, 2.5},
                    .flags = {true, false, true},
                    .colors = {golden::Color::none, golden::Color::red, golden::Color::below},
                    .texts = {"", "a", "bc"},
                    .blobs = {{}, bytes_of("\xff")},
                    .inners = {{}, {1, "i"}},
                    .apart = {1, 0, -1},
                    .flags_apart = {true, false},
                    .fixed_apart = {0, 1ULL << 63}},
      golden::bytes::lists);
}

TEST_CASE("a repeated field is read packed and unpacked, in pieces as well") {
  // i32 = 1 unpacked, then packed, then unpacked; apart = 10 packed; f32 = 3 unpacked.
  const auto decoded = decode_hex<golden::Lists>(
      "08 01 0a 02 0203 08 04 0a00 52 02 0506 1d 07000000 1a 04 08000000");
  REQUIRE(decoded);
  CHECK(decoded->i32 == std::vector{1, 2, 3, 4});
  CHECK(decoded->apart == std::vector{5, 6});
  CHECK(decoded->f32 == std::vector<std::uint32_t>{7, 8});
}

TEST_CASE("maps have Google's encoding") {
  check_golden(golden::Maps{.names = {{7, "seven"}},
                            .inners = {{"k", {.number = 1}}},
                            .numbers = {{-1, 1}},
                            .blobs = {{true, "\x01"}},
                            .hashed = {{"h", 0}},
                            .colors = {{0, golden::Color::none}}},
               golden::bytes::maps);
  check_golden(golden::Maps{.names = {{0, ""}}, .inners = {{"", {}}}},
               golden::bytes::default_entries);
}

TEST_CASE("the entries of a std::map come in the order of their keys") {
  CHECK(encoded_hex(golden::Maps{.names = {{2, "b"}, {1, "a"}}}) ==
        "0a050801 1201610a 05080212 0162");
}

TEST_CASE("a map entry may lack key or value, have them twice and in any order") {
  const auto decoded = decode_hex<golden::Maps>(
      "0a00"
      "0a05 1201 61 0801"
      "0a07 0802 0803 1201 62"
      "0a05 0801 1201 63"
      "120b 0a01 6b 1202 0805 1202 1200"  // the value twice: it merges
      "1205 0a01 6c 1801");               // a field 3: dropped
  REQUIRE(decoded);
  CHECK(decoded->names == std::map<std::int32_t, std::string>{{0, ""}, {1, "c"}, {3, "b"}});
  CHECK(decoded->inners == std::map<std::string, golden::Inner>{{"k", {5, ""}}, {"l", {}}});
}

TEST_CASE("a oneof has Google's encoding, at the places of its numbers") {
  using golden::Choice;
  Choice message{.after = 3, .between = 2, .before = 1};
  check_golden(message, golden::bytes::no_choice);
  message.value.emplace<1>("t");
  check_golden(message, golden::bytes::text_choice);

  message = {};
  message.value.emplace<1>("");
  check_golden(message, golden::bytes::default_text_choice);
  message.value.emplace<2>("\xff");
  message.between = 2;
  check_golden(message, golden::bytes::blob_choice);
  message.value.emplace<3>(-1);
  check_golden(message, golden::bytes::number_choice);
  message = {.after = 1};
  message.value.emplace<4>(-1);
  check_golden(message, golden::bytes::other_choice);
  message = {};
  message.value.emplace<5>(golden::Inner{.number = 9});
  check_golden(message, golden::bytes::inner_choice);
  message.value.emplace<5>();
  check_golden(message, golden::bytes::default_inner_choice);
}

TEST_CASE("a message may contain itself") {
  golden::Node message{.value = 1,
                       .next = golden::Node{.value = 2, .next = golden::Node{.value = 3}}};
  message.children.push_back({.value = 4, .children = {{.value = 5}, {}}});
  message.children.push_back({.next = golden::Node{}});
  check_golden(message, golden::bytes::nodes);
}

TEST_CASE("times have the encoding of Timestamp and Duration") {
  using milliseconds = std::chrono::sys_time<std::chrono::milliseconds>;
  golden::Times message;
  message.at = std::chrono::sys_time<std::chrono::nanoseconds>{1700000000123456789ns};
  message.took = 1500ms;
  message.history = {milliseconds{-1500ms}, milliseconds{}};
  message.timeout = 1h;
  check_golden(message, golden::bytes::times);

  message = {};
  message.at = std::chrono::sys_time<std::chrono::nanoseconds>{-1ns};
  message.took = -1500ms;
  check_golden(message, golden::bytes::negative_times);
}

TEST_CASE("encoding leaves the headroom free and takes one allocation") {
  const golden::Inner message{.number = 1, .text = "abc"};
  tern::buffer encoded = tern::codec::encode(message, 5);
  CHECK(encoded.headroom() == 5);
  CHECK(encoded.capacity() == 12);
  CHECK(to_hex(tern::as_text(encoded.view())) == "08011203 616263");
}

TEST_CASE("an empty message has no bytes") {
  CHECK(tern::codec::encode(golden::Inner{}).empty());
  CHECK(tern::codec::decode<golden::Inner>({}).ok());
}

TEST_CASE("decoding into an object merges") {
  golden::Presence message{.number = 1, .text = "old", .plain = {1, "kept"}};
  message.boxed = golden::Inner{.number = 7, .text = "kept"};
  const std::string bytes = from_hex("1203 6e6577 2202 0802 3202 0808");
  REQUIRE(tern::codec::decode_into(tern::as_bytes(bytes), message));
  CHECK(message.number == 1);
  CHECK(message.text == "new");
  CHECK(message.plain == golden::Inner{2, "kept"});
  CHECK(*message.boxed == golden::Inner{8, "kept"});

  golden::Lists lists{.i32 = {1}, .texts = {"a"}};
  REQUIRE(tern::codec::decode_into(tern::as_bytes(from_hex("0802 3a01 62")), lists));
  CHECK(lists.i32 == std::vector{1, 2});
  CHECK(lists.texts == std::vector<std::string>{"a", "b"});
}

TEST_CASE("a singular message that comes twice is merged, a scalar is replaced") {
  const auto nodes = decode_hex<golden::Node>("1204 0801 1a00 1204 1a02 0802 0805 0806");
  REQUIRE(nodes);
  CHECK(nodes->value == 6);
  CHECK(nodes->next->value == 1);
  CHECK(nodes->next->children == std::vector<golden::Node>{{}, {.value = 2}});
}

TEST_CASE("a oneof message merges with itself and is replaced by another alternative") {
  const auto merged = decode_hex<golden::Choice>("4202 0801 4203 1201 78");
  REQUIRE(merged);
  CHECK(std::get<5>(merged->value) == golden::Inner{1, "x"});

  const auto replaced = decode_hex<golden::Choice>("4202 0801 3005 4203 1201 78");
  REQUIRE(replaced);
  CHECK(std::get<5>(replaced->value) == golden::Inner{0, "x"});

  const auto last = decode_hex<golden::Choice>("1a01 61 3005");
  REQUIRE(last);
  CHECK(last->value.index() == 3);
  CHECK(std::get<3>(last->value) == 5);
}

TEST_CASE("varints may be longer than needed and are cut to the type") {
  CHECK(decode_hex<golden::Scalars>("08 b9e08080 80808080 8000")->i32 == 12345);
  CHECK(decode_hex<golden::Scalars>("08 ffffffff ffffffff 7f")->i32 == -1);
  CHECK(decode_hex<golden::Scalars>("08 ffffffff ffffffff ff7f")->i32 == -1);
  CHECK(decode_hex<golden::Scalars>("18 81808080 10")->u32 == 1);
  CHECK(decode_hex<golden::Scalars>("28 83808080 10")->s32 == -2);
  CHECK(decode_hex<golden::Scalars>("58 80808080 20")->flag);
  CHECK(decode_hex<golden::Scalars>("8801 ffffffff ffffffff ff01")->color == golden::Color::below);
  CHECK(decode_hex<golden::Scalars>("8801 81808080 10")->color == golden::Color::red);
}

TEST_CASE("a tag may be longer than needed, up to five bytes") {
  CHECK(decode_hex<golden::Scalars>("8800 05")->i32 == 5);
  CHECK(decode_hex<golden::Scalars>("88808080 00 05")->i32 == 5);
  CHECK(decode_error<golden::Scalars>("88808080 8000 05") ==
        "golden.Scalars: tag is cut short or longer than 32 bits (byte 0)");
  CHECK(decode_error<golden::Scalars>("88808080 10 05") ==
        "golden.Scalars: tag is cut short or longer than 32 bits (byte 0)");
}

TEST_CASE("a known number with another wire type is an unknown field") {
  const auto decoded = decode_hex<golden::Partial>("15 01020304 1002 1201 61");
  REQUIRE(decoded);
  CHECK(decoded->number == 2);
  CHECK(encoded_hex(*decoded) == "10021501 02030412 0161");
}

TEST_CASE("unknown fields of every kind come back byte for byte, last and in order") {
  constexpr std::string_view everything =
      "a81f8100 a91f0102 03040506 0708aa1f 03616263 ad1f0102 0304a81f 01b31fb8 1f01b41f "
      "b31fbb1f bc1fb41f";
  CHECK(encoded_hex(*decode_hex<golden::Opaque>(everything)) == everything);

  const auto partial = decode_hex<golden::Partial>("a81f01 1005 0801");
  REQUIRE(partial);
  CHECK(encoded_hex(*partial) == "1005a81f 010801");
}

TEST_CASE("every golden encoding passes through a message that knows nothing of it") {
  for (const std::string_view hex :
       {golden::bytes::scalars, golden::bytes::all_present, golden::bytes::lists,
        golden::bytes::maps, golden::bytes::text_choice, golden::bytes::nodes,
        golden::bytes::times}) {
    CHECK(encoded_hex(*decode_hex<golden::Opaque>(hex)) == hex);
  }
}

TEST_CASE("without a place for them unknown fields are dropped") {
  CHECK(encoded_hex(*decode_hex<golden::Inner>("a81f01 0805 b31fb41f")) == "0805");
}

TEST_CASE("borrowed members point into the input") {
  const std::string bytes = from_hex("0a02 6869 1202 ff00 1a01 fe 2201 61 2201 62");
  const auto decoded = tern::codec::decode<golden::Borrowed>(tern::as_bytes(bytes));
  REQUIRE(decoded);
  CHECK(decoded->text == "hi");
  CHECK(decoded->text.data() == bytes.data() + 2);
  CHECK(decoded->blob.size() == 2);
  CHECK(decoded->blob.data() == tern::as_bytes(bytes).data() + 6);
  CHECK(decoded->raw == "\xfe");
  CHECK(decoded->texts == std::vector<std::string_view>{"a", "b"});
  CHECK(tern::as_text(tern::codec::encode(*decoded).view()) == bytes);
  CHECK(decode_error<golden::Borrowed>("0a01 fe") ==
        "golden.Borrowed.text: string is not valid UTF-8 (byte 2)");
}

TEST_CASE("texts and bytes of every length up to 40 and around 128 are written whole") {
  for (std::size_t size = 0; size != 140; ++size) {
    if (size == 41) size = 120;
    golden::Scalars scalars;
    for (std::size_t i = 0; i != size; ++i) scalars.text += static_cast<char>('a' + i % 26);
    for (std::size_t i = 0; i != size; ++i) scalars.blob.push_back(static_cast<std::byte>(i));
    scalars.raw = scalars.text;
    const tern::buffer encoded = tern::codec::encode(scalars);
    const auto decoded = tern::codec::decode<golden::Scalars>(encoded.view());
    REQUIRE(decoded);
    CHECK(*decoded == scalars);
  }
}

TEST_CASE("numbers of every width are written packed and read back") {
  golden::Lists lists;
  for (unsigned bits = 0; bits != 64; ++bits) {
    for (const std::int64_t number : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1}}) {
      const std::uint64_t wide = (std::uint64_t{1} << bits) + static_cast<std::uint64_t>(number);
      lists.s64.push_back(static_cast<std::int64_t>(wide));
      lists.i32.push_back(static_cast<std::int32_t>(static_cast<std::uint32_t>(wide)));
      lists.apart.push_back(static_cast<std::int32_t>(static_cast<std::uint32_t>(wide)));
      lists.fixed_apart.push_back(wide);
    }
  }
  const tern::buffer encoded = tern::codec::encode(lists);
  CHECK(encoded.size() == tern::codec::encoded_size(lists));
  const auto decoded = tern::codec::decode<golden::Lists>(encoded.view());
  REQUIRE(decoded);
  CHECK(*decoded == lists);
}
