// SPDX-License-Identifier: MIT

// Bytes that are meant to hurt, where Protobuf's conformance runner has no cases.

#include <tern/codec/proto.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include <tests/codec/messages.hpp>
#include <tests/codec/wire.hpp>

#if defined(__unix__) || defined(__APPLE__)
#include <sys/mman.h>
#endif

namespace hostile {

using namespace std::string_literals;

struct Texts {
  std::string plain;
  std::optional<std::string> maybe;
  std::vector<std::string> many;
  std::variant<std::monostate, std::string, std::int32_t> choice;
  std::map<std::string, std::string> map;
  std::unordered_map<std::string, std::int32_t> hashed;
  std::string_view view;
  std::vector<std::string_view> views;
  std::map<std::string_view, std::string_view> view_map;
  tern::box<Texts> inner;
  std::vector<Texts> group;
  std::map<std::int32_t, Texts> inner_map;
  std::string raw;
  std::vector<std::byte> blob;
  std::span<const std::byte> span;
  tern::unknown_fields rest;
};
TERN_MESSAGE(Texts, (1, plain), (2, maybe), (3, many), (oneof, choice, (4, text), (5, number)),
             (6, map), (7, hashed), (8, view), (9, views), (10, view_map), (11, inner),
             (12, group, tern::delimited), (13, inner_map), (14, raw, tern::bytes), (15, blob),
             (16, span), (unknown, rest))

struct Deep {
  tern::box<Deep> box;
  std::unique_ptr<Deep> unique;
  std::vector<Deep> many;
  std::map<std::int32_t, Deep> map;
  std::variant<std::monostate, tern::box<Deep>, std::int32_t> choice;
  std::vector<std::unique_ptr<Deep>> owned;
  std::vector<Deep> groups;
  tern::box<Deep> group;
  std::optional<std::chrono::nanoseconds> time;
  tern::unknown_fields rest;
};
TERN_MESSAGE(Deep, (1, box), (2, unique), (3, many), (4, map),
             (oneof, choice, (5, self), (6, number)), (7, owned), (8, groups, tern::delimited),
             (9, group, tern::delimited), (10, time), (unknown, rest))

/// The same, but nothing is kept.
struct Forgetful {
  std::int32_t number = 0;
};
TERN_MESSAGE(Forgetful, (1000, number))

struct Sized {
  std::int32_t number = 0;
  std::span<const std::byte> blob;
  tern::box<Sized> inner;
  tern::unknown_fields rest;
};
TERN_MESSAGE(Sized, (1, number), (2, blob), (3, inner), (unknown, rest))

template <class M>
tern::result<M> decode(std::string_view bytes, const tern::codec::decode_options& options = {}) {
  // Of exactly that size: a read past the end is seen by the address sanitizer.
  static thread_local std::vector<char> exact;
  exact = std::vector<char>(bytes.begin(), bytes.end());
  return tern::codec::decode<M>(tern::as_bytes({exact.data(), exact.size()}), options);
}

template <class M>
std::string failure(std::string_view bytes, const tern::codec::decode_options& options = {}) {
  const auto decoded = decode<M>(bytes, options);
  return decoded ? "ok" : to_string(decoded.status());
}

bool mentions(const std::string& text, std::string_view what) {
  return text.find(what) != std::string::npos;
}

}  // namespace hostile

using namespace std::string_literals;
using hostile::decode;
using hostile::Deep;
using hostile::failure;
using hostile::mentions;
using hostile::Sized;
using hostile::Texts;

// ---- UTF-8
// ---------------------------------------------------------------------------------------

namespace {

const std::vector<std::string>& no_texts() {
  static const std::vector<std::string> all = {
      "\x80",              // a continuation without a start
      "\xbf",              //
      "\xc3",              // cut short
      "\xe2\x82",          //
      "\xf0\x9f\x98",      //
      "\xc3\x28",          // the second byte is none
      "\xe2\x28\xa1",      //
      "\xe2\x82\x28",      // the third
      "\xf0\x9f\x98\x28",  // the fourth
      "\xc0\x80",          // overlong
      "\xc1\xbf",          //
      "\xe0\x80\x80",      //
      "\xe0\x9f\xbf",      //
      "\xf0\x80\x80\x80",  //
      "\xf0\x8f\xbf\xbf",  //
      "\xed\xa0\x80",      // surrogates
      "\xed\xbf\xbf",      //
      "\xf4\x90\x80\x80",  // beyond U+10FFFF
      "\xf5\x80\x80\x80",  //
      "\xf8\x88\x80\x80\x80",
      "\xfe",
      "\xff",
      "\xc3\xa9\xff",  // after what is good
  };
  return all;
}

// Each place where a text may stand.
const std::vector<std::pair<const char*, std::function<std::string(std::string)>>>& text_places() {
  using wire::block;
  static const std::vector<std::pair<const char*, std::function<std::string(std::string)>>> all = {
      {"plain", [](std::string text) { return block(1, text); }},
      {"plain, and then a good one",
       [](std::string text) { return block(1, text) + block(1, ""); }},
      {"optional", [](std::string text) { return block(2, text); }},
      {"repeated", [](std::string text) { return block(3, "a") + block(3, text); }},
      {"oneof", [](std::string text) { return block(4, text); }},
      {"map key", [](std::string text) { return block(6, block(1, text) + block(2, "a")); }},
      {"map value", [](std::string text) { return block(6, block(1, "a") + block(2, text)); }},
      {"map value before its key",
       [](std::string text) { return block(6, block(2, text) + block(1, "a")); }},
      {"map key that comes twice",
       [](std::string text) { return block(6, block(1, text) + block(1, "a")); }},
      {"hashed map key", [](std::string text) { return block(7, block(1, text)); }},
      {"view", [](std::string text) { return block(8, text); }},
      {"views", [](std::string text) { return block(9, text); }},
      {"map key that is a view", [](std::string text) { return block(10, block(1, text)); }},
      {"map value that is a view", [](std::string text) { return block(10, block(2, text)); }},
      {"nested", [](std::string text) { return block(11, block(11, block(1, text))); }},
      {"in a group", [](std::string text) { return wire::group(12, block(1, text)); }},
      {"in a message in a map",
       [](std::string text) { return block(13, block(2, block(3, text))); }},
  };
  return all;
}

}  // namespace

TEST_CASE("what is no UTF-8 is refused wherever text may stand") {
  for (const auto& [place, put] : text_places()) {
    for (const std::string& text : no_texts()) {
      // The first bytes are looked at eight at a time.
      for (const std::size_t before : {0U, 1U, 7U, 8U, 9U, 31U, 64U}) {
        INFO(place << ", " << to_hex(text) << " behind " << before);
        const std::string bytes = put(std::string(before, 'a') + text);
        CHECK(mentions(failure<Texts>(bytes), "not valid UTF-8"));
        CHECK(mentions(failure<Texts>(put(text + std::string(before, 'a'))), "not valid UTF-8"));
      }
    }
  }
}

TEST_CASE("every character is text, NUL and what is no character included") {
  const std::string texts[] = {"\0"s,
                               "a\0b"s,
                               "\x7f",
                               "\xc2\x80",
                               "\xdf\xbf",
                               "\xe0\xa0\x80",
                               "\xed\x9f\xbf",
                               "\xee\x80\x80",
                               "\xef\xbf\xbe",
                               "\xef\xbf\xbf",
                               "\xf0\x90\x80\x80",
                               "\xf4\x8f\xbf\xbf"};
  for (const auto& [place, put] : text_places()) {
    for (const std::string& text : texts) {
      INFO(place << ", " << to_hex(text));
      CHECK(failure<Texts>(put(text)) == "ok");
      CHECK(failure<Texts>(put("seven.." + text + "seven..")) == "ok");
    }
  }
}

TEST_CASE("bytes and unknown fields are not looked at as text") {
  for (const std::string& text : no_texts()) {
    for (const std::uint32_t field : {14U, 15U, 16U, 99U}) {
      CHECK(failure<Texts>(wire::block(field, text)) == "ok");
    }
    // The number of a text, but a wire type that it does not have.
    CHECK(failure<Texts>(wire::group(1, wire::block(1, text))) == "ok");
  }
}

// ---- depth
// ---------------------------------------------------------------------------------------

namespace {

struct nesting {
  const char* what;
  std::size_t levels;  // that one layer takes
  std::function<std::string(std::string)> wrap;
};

const std::vector<nesting>& nestings() {
  using wire::block;
  using wire::group;
  static const std::vector<nesting> all = {
      {"box", 1, [](std::string inner) { return block(1, inner); }},
      {"unique_ptr", 1, [](std::string inner) { return block(2, inner); }},
      {"vector", 1, [](std::string inner) { return block(3, inner); }},
      {"map", 2, [](std::string inner) { return block(4, block(2, inner)); }},
      {"oneof", 1, [](std::string inner) { return block(5, inner); }},
      {"vector of unique_ptr", 1, [](std::string inner) { return block(7, inner); }},
      {"groups", 1, [](std::string inner) { return group(8, inner); }},
      {"group", 1, [](std::string inner) { return group(9, inner); }},
      {"unknown group", 1, [](std::string inner) { return group(99, inner); }},
      {"group of another wire type", 1, [](std::string inner) { return group(1, inner); }},
      {"box and group", 2, [](std::string inner) { return block(1, group(9, inner)); }},
      {"unknown group in a map entry", 3,
       [](std::string inner) { return block(4, group(3, "") + block(2, block(1, inner))); }},
  };
  return all;
}

}  // namespace

TEST_CASE("the depth is limited however messages are nested") {
  for (const nesting& each : nestings()) {
    INFO(each.what);
    for (const std::uint32_t limit : {1U, 6U, 12U, 99U, 100U}) {
      const std::size_t layers = limit / each.levels;
      const tern::codec::decode_options options{.depth_limit = limit};
      const std::string fits = wire::nest(layers, each.wrap);
      CHECK(failure<Deep>(fits, options) == "ok");
      const std::string deeper = failure<Deep>(each.wrap(fits), options);
      CHECK(mentions(deeper, "depth_limit, which is " + std::to_string(limit)));
    }
  }
}

TEST_CASE("a message without nesting needs no depth") {
  const tern::codec::decode_options flat{.depth_limit = 0};
  CHECK(failure<Deep>("", flat) == "ok");
  CHECK(failure<Deep>(wire::number(6, 1) + wire::block(99, "abc"), flat) == "ok");
  for (const nesting& each : nestings()) {
    INFO(each.what);
    CHECK(mentions(failure<Deep>(each.wrap(""), flat), "depth_limit, which is 0"));
  }
  CHECK(mentions(failure<Deep>(wire::block(10, ""), flat), "depth_limit, which is 0"));
}

TEST_CASE("a hundred thousand levels are refused, and cost no stack") {
  const std::string groups = wire::repeat(wire::tag(99, wire::wire_type::group_start), 100'000);
  CHECK(mentions(failure<Deep>(groups), "depth_limit"));
  CHECK(mentions(failure<hostile::Forgetful>(groups), "depth_limit"));
  const std::string known = wire::repeat(wire::tag(9, wire::wire_type::group_start), 100'000);
  CHECK(mentions(failure<Deep>(known), "depth_limit"));
  // Lengths that fit exactly, from the inside out.
  std::string reversed;
  std::size_t size = 0;
  for (int i = 0; i < 100'000; ++i) {
    std::string head = wire::tag(1, wire::wire_type::length_delimited) + wire::varint(size);
    size += head.size();
    reversed.append(head.rbegin(), head.rend());
  }
  CHECK(mentions(failure<Deep>(std::string(reversed.rbegin(), reversed.rend())), "depth_limit"));
}

TEST_CASE("side by side is not deep") {
  for (const nesting& each : nestings()) {
    INFO(each.what);
    CHECK(failure<Deep>(wire::repeat(each.wrap(""), 1000), {.depth_limit = 3}) == "ok");
  }
}

// ---- tags
// ----------------------------------------------------------------------------------------

TEST_CASE("a tag may have up to five bytes and means the same") {
  for (std::size_t bytes = 1; bytes <= 5; ++bytes) {
    const auto sized = decode<Sized>(wire::varint(0x08, bytes) + "\x07");
    REQUIRE(sized.ok());
    CHECK(sized->number == 7);
    CHECK(sized->rest.empty());
  }
}

TEST_CASE("an unknown tag of five bytes is kept as it came") {
  const std::string field = wire::varint(0x58, 5) + wire::varint(1, 10);
  const auto sized = decode<Sized>(field);
  REQUIRE(sized.ok());
  CHECK(tern::as_text(sized->rest.bytes()) == field);
}

TEST_CASE("a tag of more than five bytes or 32 bits is refused") {
  for (std::size_t bytes = 6; bytes <= 11; ++bytes) {
    INFO(bytes);
    CHECK(failure<Sized>(wire::varint(0x08, bytes) + "\x07") != "ok");
    CHECK(failure<Sized>(wire::varint(0x58, bytes) + "\x07") != "ok");
    CHECK(failure<Sized>(wire::block(3, wire::varint(0x08, bytes) + "\x07")) != "ok");
    CHECK(failure<Sized>(wire::group(9, wire::varint(0x08, bytes) + "\x07")) != "ok");
  }
  // The 32 bits of a tag and one more: cut off, this would be field 1.
  CHECK(failure<Sized>(wire::varint(0x1'0000'0008) + "\x07") != "ok");
  CHECK(failure<Sized>(wire::varint(0xf'0000'0008) + "\x07") != "ok");
  // The greatest number that there is.
  CHECK(failure<Sized>(wire::number(0x1fff'ffff, 7)) == "ok");
}

TEST_CASE("a tag that is cut short is refused") {
  for (std::size_t bytes = 2; bytes <= 5; ++bytes) {
    const std::string tag = wire::varint(0x08, bytes);
    for (std::size_t left = 1; left < bytes; ++left) {
      CHECK(failure<Sized>(tag.substr(0, left)) != "ok");
      CHECK(failure<Sized>(wire::block(3, tag.substr(0, left))) != "ok");
      CHECK(failure<Sized>(wire::number(1, 1) + tag.substr(0, left)) != "ok");
    }
  }
}

// ---- lengths
// -------------------------------------------------------------------------------------

namespace {

constexpr std::uint64_t hostile_lengths[] = {
    9,
    0x7f,
    0x7fff'ffef,
    0x7fff'ffff,
    0x8000'0000,
    0xffff'fff0,
    0xffff'ffff,
    0x1'0000'0000,
    0x1'0000'0002,  // cut to 32 bits, it would fit
    0x7fff'ffff'ffff'fff0,
    0x7fff'ffff'ffff'ffff,
    0x8000'0000'0000'0000,
    0x8000'0000'0000'0002,
    0xffff'ffff'ffff'fff0,  // with the position, it would wrap around
    0xffff'ffff'ffff'fffe,
    0xffff'ffff'ffff'ffff,  // -1
};

}  // namespace

TEST_CASE("a length beyond the end is refused, however large") {
  for (const std::uint64_t length : hostile_lengths) {
    INFO(length);
    const auto lying = [&](std::uint32_t field) {
      return wire::tag(field, wire::wire_type::length_delimited) + wire::varint(length) + "ab";
    };
    for (std::uint32_t field = 1; field <= 20; ++field) {
      INFO(field);
      const std::string bytes = lying(field);
      CHECK(mentions(failure<Texts>(bytes), "length is"));
      CHECK(mentions(failure<Texts>(wire::block(11, bytes)), "length is"));
      CHECK(mentions(failure<Texts>(wire::group(12, bytes)), "length is"));
      CHECK(mentions(failure<Texts>(wire::group(99, bytes)), "length is"));
      CHECK(mentions(failure<Texts>(wire::block(6, bytes)), "length is"));
      CHECK(failure<golden::Lists>(bytes) != "ok");
      CHECK(failure<golden::Maps>(bytes) != "ok");
      CHECK(failure<golden::Times>(bytes) != "ok");
      CHECK(failure<golden::Choice>(bytes) != "ok");
    }
  }
}

TEST_CASE("a length may have ten bytes, and is the same") {
  for (std::size_t bytes = 1; bytes <= 10; ++bytes) {
    const std::string head = wire::tag(1, wire::wire_type::length_delimited);
    const auto texts = decode<Texts>(head + wire::varint(2, bytes) + "ab");
    REQUIRE(texts.ok());
    CHECK(texts->plain == "ab");
  }
  const std::string head = wire::tag(1, wire::wire_type::length_delimited);
  CHECK(failure<Texts>(head + wire::varint(2, 11) + "ab") != "ok");
}

TEST_CASE("a length that ends the outer message too late or too early is refused") {
  const std::string inner = wire::block(1, "abc");
  const std::string outer = wire::tag(11, wire::wire_type::length_delimited);
  CHECK(failure<Texts>(outer + wire::varint(inner.size()) + inner) == "ok");
  for (std::size_t wrong = 1; wrong < inner.size(); ++wrong) {
    CHECK(failure<Texts>(outer + wire::varint(wrong) + inner) != "ok");
  }
  CHECK(failure<Texts>(outer + wire::varint(inner.size() + 1) + inner) != "ok");
}

TEST_CASE("a bool in a map looks at all 64 bits, as any other") {
  const auto maps = decode<golden::Maps>(wire::block(4, wire::number(1, 0x4'0000'0000)));
  REQUIRE(maps.ok());
  CHECK(maps->blobs.contains(true));
}

// ---- keys that collide
// ---------------------------------------------------------------------------

namespace hostile {

struct counted_equal {
  static inline std::size_t comparisons = 0;
  bool operator()(std::int64_t left, std::int64_t right) const {
    ++comparisons;
    return left == right;
  }
};

struct Hashed {
  std::unordered_map<std::int64_t, std::int32_t, std::hash<std::int64_t>, counted_equal> numbers;
  std::unordered_map<std::string, std::int32_t> texts;
};
TERN_MESSAGE(Hashed, (1, numbers, tern::map_key(tern::fixed)), (2, texts))

struct Ordered {
  std::map<std::int64_t, std::int32_t> numbers;
};
TERN_MESSAGE(Ordered, (1, numbers, tern::map_key(tern::fixed)))

std::string entry(std::int64_t key) {
  std::string bytes = wire::tag(1, wire::wire_type::fixed64);
  for (int shift = 0; shift < 64; shift += 8) bytes += static_cast<char>(key >> shift & 0xff);
  return wire::block(1, bytes);
}

// Entries whose keys all fall into one bucket while the map has its largest, and next to largest,
// numbers of buckets.
std::string colliding_entries(std::int64_t how_many) {
  std::unordered_map<std::int64_t, std::int32_t> model;
  std::size_t last = 1;
  std::size_t before = 1;
  for (std::int64_t key = 0; key < how_many; ++key) {
    model[key];
    if (model.bucket_count() == last) continue;
    before = std::exchange(last, model.bucket_count());
  }
  std::string all;
  for (std::int64_t i = 0; i < how_many; ++i) {
    all += entry(i * static_cast<std::int64_t>(last * before));
  }
  return all;
}

}  // namespace hostile

TEST_CASE("keys that were chosen to collide are refused before they cost much") {
  constexpr std::int64_t how_many = 20'000;
  const std::string bytes = hostile::colliding_entries(how_many);
  hostile::counted_equal::comparisons = 0;
  const std::string told = failure<hostile::Hashed>(bytes);
  CHECK(mentions(told, "RESOURCE_EXHAUSTED: hostile.Hashed.numbers: "));
  CHECK(mentions(told, "collision_limit, which is"));
  // Unlimited, these would be 100 million.
  CHECK(hostile::counted_equal::comparisons < 1'000'000);
  CHECK(failure<hostile::Ordered>(bytes) == "ok");
  CHECK(failure<hostile::Hashed>(hostile::colliding_entries(100)) == "ok");
}

TEST_CASE("the limit of collisions can be set") {
  const std::string bytes = hostile::colliding_entries(2000);
  CHECK(failure<hostile::Hashed>(bytes, {.collision_limit = 1'000'000}) == "ok");
  CHECK(mentions(failure<hostile::Hashed>(bytes, {.collision_limit = 7}),
                 "collision_limit, which is 7"));
}

TEST_CASE("honest keys do not collide so often") {
  std::string bytes;
  for (std::int64_t i = 0; i < 20'000; ++i) {
    bytes += hostile::entry(i * 1000);
    bytes += wire::block(2, wire::block(1, "customer-" + std::to_string(i)));
  }
  CHECK(failure<hostile::Hashed>(bytes, {.collision_limit = 16}) == "ok");
}

#if defined(MAP_NORESERVE)

// ---- more than 2 GiB
// -----------------------------------------------------------------------------

namespace {

/// Zeroes without memory behind them, except where somebody writes.
class void_pages {
 public:
  explicit void_pages(std::size_t bytes)
      : bytes_(bytes),
        data_(::mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)) {
    REQUIRE(data_ != MAP_FAILED);
  }
  void_pages(const void_pages&) = delete;
  ~void_pages() { ::munmap(data_, bytes_); }

  /// All of it, beginning with `head`.
  tern::byte_view starting_with(std::string_view head) {
    head.copy(static_cast<char*>(data_), head.size());
    return {static_cast<const std::byte*>(data_), bytes_};
  }

 private:
  std::size_t bytes_;
  void* data_;
};

std::string long_block(std::uint32_t field, std::uint64_t size) {
  return wire::tag(field, wire::wire_type::length_delimited) + wire::varint(size);
}

}  // namespace

TEST_CASE("lengths around 2 and 4 GiB are counted in 64 bits") {
  for (const std::uint64_t size : {0x7fff'fff0ULL, 0x7fff'ffffULL, 0x8000'0000ULL, 0x8000'0001ULL,
                                   0xffff'ffffULL, 0x1'0000'0000ULL, 0x1'0000'0003ULL}) {
    INFO(size);
    // A view of that size in a message in a message, and all sizes on the way back.
    const std::string blob = long_block(2, size);
    const std::string head = long_block(3, blob.size() + size);
    void_pages pages{head.size() + blob.size() + size};
    const tern::byte_view bytes = pages.starting_with(head + blob);
    const auto sized = tern::codec::decode<Sized>(bytes);
    REQUIRE(sized.ok());
    REQUIRE(sized->inner);
    CHECK(sized->inner->blob.size() == size);
    CHECK(sized->inner->blob.data() == bytes.data() + head.size() + blob.size());
    CHECK(tern::codec::encoded_size(*sized) == bytes.size());

    // The same is skipped where it is unknown, and what follows is found.
    CHECK(tern::codec::decode<hostile::Forgetful>(bytes).ok());
    // One byte less is too short.
    CHECK_FALSE(tern::codec::decode<Sized>(bytes.first(bytes.size() - 1)).ok());
    CHECK_FALSE(tern::codec::decode<hostile::Forgetful>(bytes.first(bytes.size() - 1)).ok());
  }
}

TEST_CASE("what follows a field of more than 4 GiB is read") {
  constexpr std::uint64_t size = 0x1'0000'0005;
  const std::string blob = long_block(2, size);
  const std::string tail = wire::number(1, 7) + wire::number(77, 1);
  void_pages pages{blob.size() + size + tail.size()};
  const tern::byte_view bytes = pages.starting_with(blob);
  std::copy_n(reinterpret_cast<const std::byte*>(tail.data()), tail.size(),
              const_cast<std::byte*>(bytes.data()) + blob.size() + size);
  const auto sized = tern::codec::decode<Sized>(bytes);
  REQUIRE(sized.ok());
  CHECK(sized->number == 7);
  CHECK(tern::as_text(sized->rest.bytes()) == wire::number(77, 1));
  CHECK(tern::codec::encoded_size(*sized) == bytes.size());
}

#endif
