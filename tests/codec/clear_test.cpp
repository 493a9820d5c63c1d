// SPDX-License-Identifier: MIT
#include <tern/codec/clear.hpp>

#include <tern/message.hpp>

#include "messages.hpp"

#include <doctest/doctest.h>

#include <array>
#include <memory_resource>

namespace {

struct Inner {
  std::string text;
  std::int32_t number = 5;

  friend bool operator==(const Inner&, const Inner&) = default;
};
TERN_MESSAGE(Inner, "test.Inner", (1, text), (2, number))

struct Outer {
  std::int32_t number = 0;
  std::int32_t seven = 7;
  std::string text;
  std::string unit = "kg";
  std::vector<std::byte> blob;
  std::vector<std::int64_t> numbers;
  std::vector<std::int32_t> start = {1, 2};
  std::vector<Inner> inners;
  std::map<std::int32_t, std::string> names;
  std::unordered_map<std::int32_t, std::int32_t> hashed;
  Inner inner{.text = "inside", .number = 1};
  std::optional<Inner> maybe;
  std::optional<std::int32_t> three = 3;
  tern::box<Inner> boxed;
  std::unique_ptr<Inner> unique;
  std::variant<std::monostate, std::string, Inner> choice;
  std::chrono::nanoseconds took{};
  std::string_view borrowed;
  std::span<const std::byte> borrowed_bytes;
  tern::unknown_fields rest;
};
TERN_MESSAGE(Outer, "test.Outer", (1, number), (2, seven), (3, text), (4, unit), (5, blob),
             (6, numbers), (7, start), (8, inners), (9, names), (10, hashed), (11, inner),
             (12, maybe), (13, three), (14, boxed), (15, unique),
             (oneof, choice, (16, chosen_text), (17, chosen_inner)), (18, took), (19, borrowed),
             (20, borrowed_bytes), (unknown, rest))

const std::string long_text(100, 'x');

Outer full() {
  Outer outer{.number = 1,
              .seven = 0,
              .text = long_text,
              .unit = long_text,
              .blob = std::vector<std::byte>(100),
              .numbers = std::vector<std::int64_t>(100, -1),
              .start = std::vector<std::int32_t>(100),
              .inners = {{}, {}},
              .names = {{1, "one"}},
              .hashed = {{1, 1}},
              .inner = {.text = long_text},
              .maybe = Inner{},
              .boxed = Inner{},
              .unique = std::make_unique<Inner>(),
              .took = std::chrono::seconds{1},
              .borrowed = long_text,
              .borrowed_bytes = tern::as_bytes(long_text)};
  outer.three.reset();
  outer.choice = long_text;
  outer.rest.append(tern::as_bytes("\x78\x01"));
  return outer;
}

}  // namespace

TEST_CASE("a message that was cleared is as a new one") {
  Outer cleared = full();
  tern::codec::clear(cleared);
  const Outer fresh;
  CHECK(cleared.number == 0);
  CHECK(cleared.seven == 7);
  CHECK(cleared.text.empty());
  CHECK(cleared.unit == "kg");
  CHECK(cleared.blob.empty());
  CHECK(cleared.numbers.empty());
  CHECK(cleared.start == fresh.start);
  CHECK(cleared.inners.empty());
  CHECK(cleared.names.empty());
  CHECK(cleared.hashed.empty());
  CHECK(cleared.inner == fresh.inner);
  CHECK_FALSE(cleared.maybe.has_value());
  CHECK(cleared.three == 3);
  CHECK_FALSE(cleared.boxed.has_value());
  CHECK(cleared.unique == nullptr);
  CHECK(cleared.choice.index() == 0);
  CHECK(cleared.took.count() == 0);
  CHECK(cleared.borrowed.empty());
  CHECK(cleared.borrowed_bytes.empty());
  CHECK(cleared.rest.empty());
  CHECK(encoded_hex(cleared) == encoded_hex(fresh));
}

TEST_CASE("clearing keeps the memory of strings, vectors and nested plain messages") {
  Outer message = full();
  const auto* const text = message.text.data();
  const auto* const unit = message.unit.data();
  const auto* const blob = message.blob.data();
  const auto* const numbers = message.numbers.data();
  const auto* const start = message.start.data();
  const auto* const inner = message.inner.text.data();
  const std::size_t buckets = message.hashed.bucket_count();
  tern::codec::clear(message);
  CHECK(message.unit.data() == unit);
  CHECK(message.start.data() == start);
  CHECK(message.inner.text.data() == inner);
  CHECK(message.hashed.bucket_count() == buckets);

  const auto encoded = tern::codec::encode(full());
  REQUIRE(tern::codec::decode_into(encoded.view(), message));
  CHECK(message.text.data() == text);
  CHECK(message.blob.data() == blob);
  CHECK(message.numbers.data() == numbers);
  CHECK(message.inner.text.data() == inner);
  CHECK(message.text == long_text);
  CHECK(message.numbers.size() == 100);
}

TEST_CASE("clearing and decoding is decoding afresh") {
  Outer message = full();
  tern::codec::clear(message);
  const auto encoded = tern::codec::encode(Outer{.text = "a", .numbers = {1}, .inner = {"b", 2}});
  REQUIRE(tern::codec::decode_into(encoded.view(), message));
  const auto afresh = tern::codec::decode<Outer>(encoded.view());
  REQUIRE(afresh);
  CHECK(encoded_hex(message) == encoded_hex(*afresh));
}

namespace {

struct InMemory {
  std::pmr::string text;
  std::pmr::vector<std::pmr::string> texts;
};
TERN_MESSAGE(InMemory, "test.InMemory", (1, text), (2, texts))

}  // namespace

TEST_CASE("clearing keeps the resource of containers") {
  std::array<std::byte, 4096> room;
  std::pmr::monotonic_buffer_resource arena{room.data(), room.size(),
                                            std::pmr::null_memory_resource()};
  InMemory message{.text = std::pmr::string{long_text, &arena},
                   .texts = std::pmr::vector<std::pmr::string>{&arena}};
  message.texts.emplace_back(long_text);
  tern::codec::clear(message);
  CHECK(message.text.empty());
  CHECK(message.texts.empty());
  CHECK(message.text.get_allocator().resource() == &arena);
  CHECK(message.texts.get_allocator().resource() == &arena);
}
