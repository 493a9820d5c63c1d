// SPDX-License-Identifier: MIT

// How much memory N bytes can make decoding take: what docs/types.md says, counted.

#include <tern/message.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include <tests/codec/wire.hpp>

// A sanitizer brings an allocator of its own, which cannot be replaced: nothing is counted then.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define TERN_TEST_SANITIZED
#endif
#endif
#if !defined(TERN_TEST_SANITIZED) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

// ---- every allocation of this program is counted ----------------------------------------------

namespace {

// What the allocator itself needs is not counted; malloc of glibc adds 8 to 24 bytes a block.
thread_local std::size_t live_bytes = 0;
thread_local std::size_t peak_bytes = 0;

constexpr std::size_t header_bytes = alignof(std::max_align_t);

void* count_and_allocate(std::size_t bytes) {
  auto* const block = static_cast<std::byte*>(std::malloc(bytes + header_bytes));
  if (block == nullptr) throw std::bad_alloc();
  *reinterpret_cast<std::size_t*>(block) = bytes;
  live_bytes += bytes;
  peak_bytes = std::max(peak_bytes, live_bytes);
  return block + header_bytes;
}

void count_and_free(void* memory) noexcept {
  if (memory == nullptr) return;
  auto* const block = static_cast<std::byte*>(memory) - header_bytes;
  live_bytes -= *reinterpret_cast<std::size_t*>(block);
  std::free(block);
}

}  // namespace

void* operator new(std::size_t bytes) {
  return count_and_allocate(bytes);
}
void* operator new[](std::size_t bytes) {
  return count_and_allocate(bytes);
}
void operator delete(void* memory) noexcept {
  count_and_free(memory);
}
void operator delete[](void* memory) noexcept {
  count_and_free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  count_and_free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  count_and_free(memory);
}

namespace greedy {

struct Numbers {
  std::vector<std::int64_t> packed;
  std::vector<double> doubles;
  std::vector<bool> flags;
  std::vector<std::int64_t> apart;
  tern::unknown_fields rest;
};
TERN_MESSAGE(Numbers, (1, packed), (2, doubles), (3, flags), (4, apart, tern::unpacked),
             (unknown, rest))

struct Small {
  std::int64_t number = 0;
};
TERN_MESSAGE(Small, (1, number))

struct Nested {
  std::int64_t number = 0;
  tern::box<Nested> inner;
  std::vector<Nested> children;
};
TERN_MESSAGE(Nested, (1, number), (2, inner), (3, children))

// 16 strings; 128 of them.
struct Wide16 {
  std::string a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p;
};
TERN_MESSAGE(Wide16, (1, a), (2, b), (3, c), (4, d), (5, e), (6, f), (7, g), (8, h), (9, i),
             (10, j), (11, k), (12, l), (13, m), (14, n), (15, o), (16, p))
struct Wide128 {
  Wide16 a, b, c, d, e, f, g, h;
};
TERN_MESSAGE(Wide128, (1, a), (2, b), (3, c), (4, d), (5, e), (6, f), (7, g), (8, h))

struct Lists {
  std::vector<std::string> texts;
  std::vector<std::vector<std::byte>> blobs;
  std::vector<Small> small;
  std::vector<Wide16> wide;
  std::vector<Wide128> very_wide;
  std::vector<std::unique_ptr<Wide128>> pointers;
  std::vector<tern::box<Small>> boxes;
  std::vector<Nested> nested;
};
TERN_MESSAGE(Lists, (1, texts), (2, blobs), (3, small), (4, wide), (5, very_wide), (6, pointers),
             (7, boxes), (8, nested))

struct Maps {
  std::map<std::int64_t, std::int64_t> ordered;
  std::unordered_map<std::int64_t, std::int64_t> hashed;
  std::map<std::string, std::string> texts;
  std::unordered_map<std::int64_t, Wide128> wide;
};
TERN_MESSAGE(Maps, (1, ordered), (2, hashed), (3, texts), (4, wide))

}  // namespace greedy

namespace {

struct cost {
  double multiple = 0;  // the peak of memory, in sizes of the encoding
  tern::status status;
};

template <class M>
cost decode(const std::string& bytes, const tern::codec::decode_options& options = {}) {
  const std::size_t before = live_bytes;
  peak_bytes = before;
  auto decoded = tern::codec::decode<M>(tern::as_bytes(bytes), options);
  return {static_cast<double>(peak_bytes - before) / static_cast<double>(bytes.size()),
          decoded.status()};
}

}  // namespace

using namespace greedy;
using wire::block;
using wire::number;
using wire::repeat;

namespace {

constexpr std::size_t count = 1 << 16;

// A list that grows makes room for half as many again, and has the old ones beside that for a
// moment: two and a half times its elements.
constexpr double growing(std::size_t element_bytes, std::size_t bytes_on_the_wire) {
  return 2.5 * static_cast<double>(element_bytes) / static_cast<double>(bytes_on_the_wire);
}

std::string entries(std::uint32_t field, std::size_t how_many) {
  std::string all;
  for (std::size_t i = 0; i < how_many; ++i) all += block(field, number(1, i));
  return all;
}

}  // namespace

// The right column is what docs/types.md says: half of it is used, or the page is too careful.
#define CHECK_MULTIPLE(cost_, most)            \
  do {                                         \
    const cost measured = (cost_);             \
    CHECK(to_string(measured.status) == "OK"); \
    CHECK(measured.multiple <= 1.01 * (most)); \
    CHECK(measured.multiple >= 0.5 * (most));  \
  } while (false)

TEST_CASE("text, bytes and unknown fields take what they take on the wire") {
  CHECK_MULTIPLE(decode<Lists>(block(1, std::string(count, 'a'))), 1);
  CHECK_MULTIPLE(decode<Lists>(block(2, std::string(count, 'a'))), 1);
  CHECK_MULTIPLE(decode<Numbers>(block(99, std::string(count, 'a'))), 1);
  // They come one by one, and the bytes behind them grow like a list.
  CHECK_MULTIPLE(decode<Numbers>(repeat(number(9, 1), count)), 3);
}

TEST_CASE("packed numbers take their size in memory") {
  CHECK_MULTIPLE(decode<Numbers>(block(1, std::string(count, '\1'))), 8);
  CHECK_MULTIPLE(decode<Numbers>(block(2, std::string(count, '\1'))), 1);
  CHECK_MULTIPLE(decode<Numbers>(block(3, std::string(count + 1, '\1'))), 0.375);
  // In pieces, the list grows.
  CHECK_MULTIPLE(decode<Numbers>(repeat(block(1, std::string(64, '\1')), count / 64 + 1)), 24);
  CHECK_MULTIPLE(decode<Numbers>(repeat(number(4, 1), count)), growing(8, 2));
}

TEST_CASE("lists that come in one piece take their size in memory, and no more while they grow") {
  CHECK_MULTIPLE(decode<Lists>(repeat(block(1, ""), count)), sizeof(std::string) / 2.0);
  CHECK_MULTIPLE(decode<Lists>(repeat(block(2, ""), count)), sizeof(std::vector<std::byte>) / 2.0);
  CHECK_MULTIPLE(decode<Lists>(repeat(block(3, ""), count)), sizeof(Small) / 2.0);
  CHECK_MULTIPLE(decode<Lists>(repeat(block(7, ""), count)), (sizeof(void*) + sizeof(Small)) / 2.0);
  CHECK_MULTIPLE(decode<Lists>(repeat(block(8, ""), count)), sizeof(Nested) / 2.0);
}

TEST_CASE("lists whose elements are apart grow") {
  const std::string apart = block(1, "") + number(99, 1);
  CHECK_MULTIPLE(decode<Lists>(repeat(apart, count)), growing(sizeof(std::string), apart.size()));
  // The worst: all but one in one piece.
  CHECK_MULTIPLE(decode<Lists>(repeat(block(1, ""), count) + apart + block(1, "")),
                 growing(sizeof(std::string), 2));
}

TEST_CASE("maps take a node for each entry") {
  CHECK_MULTIPLE(decode<Maps>(entries(1, count)), 10);
  CHECK_MULTIPLE(decode<Maps>(entries(2, count)), 10);
}

// ---- the limit
// -----------------------------------------------------------------------------------

namespace {

template <class M>
void check_limit(const std::string& bytes) {
  const cost measured = decode<M>(bytes);
  CHECK(measured.status.code() == tern::code::resource_exhausted);
  CHECK(measured.status.message().find("expansion_limit times") != std::string::npos);
  // Each list, map and pointer was counted before it took its memory, except for the moment in
  // which a list has both its old and its new elements, and for what is not counted at all.
  CHECK(measured.multiple <= 430);
  const cost unlimited = decode<M>(bytes, {.expansion_limit = UINT32_MAX});
  CHECK(unlimited.status.ok());
  CHECK(unlimited.multiple > 256);
}

}  // namespace

TEST_CASE("elements that are much larger in memory than on the wire are refused at the limit") {
  check_limit<Lists>(repeat(block(5, ""), 20'000));
  check_limit<Lists>(repeat(block(6, ""), 20'000));
  check_limit<Lists>(repeat(block(5, "") + number(99, 1), 20'000));
  check_limit<Maps>(entries(4, 20'000));
}

TEST_CASE("the limit counts in sizes of the encoding, and from a megabyte on") {
  // 4 KiB for 2 bytes, but not yet a megabyte.
  CHECK(decode<Lists>(repeat(block(5, ""), 200)).status.ok());
  CHECK_FALSE(decode<Lists>(repeat(block(5, ""), 300)).status.ok());
  // The same beside much that is no list.
  CHECK(decode<Lists>(repeat(block(5, ""), 300) + block(99, std::string(1000, 'a'))).status.ok());

  const std::string few = repeat(block(5, ""), 3);
  CHECK(decode<Lists>(few, {.expansion_limit = 0, .free_expansion_bytes = 3 * 4096}).status.ok());
  CHECK_FALSE(
      decode<Lists>(few, {.expansion_limit = 0, .free_expansion_bytes = 3 * 4096 - 1}).status.ok());
}

TEST_CASE("entries that replace each other do not count") {
  CHECK(decode<Maps>(repeat(block(4, ""), 100'000), {.expansion_limit = 1}).status.ok());
}

TEST_CASE("what is nested counts as one") {
  const std::string one = block(
      8, wire::nest(90, [](const std::string& inner) { return block(2, block(3, "") + inner); }));
  const cost measured = decode<Lists>(repeat(one, 300));
  CHECK(measured.status.ok());
  CHECK(measured.multiple < 40);
  CHECK_FALSE(decode<Lists>(repeat(one, 300), {.expansion_limit = 4, .free_expansion_bytes = 0})
                  .status.ok());
}

TEST_CASE("a failure gives its memory back") {
  const std::size_t before = live_bytes;
  {
    const auto told = decode<Lists>(repeat(block(1, "abc"), 10'000) + "\x0a");
    CHECK_FALSE(told.status.ok());
  }
  CHECK(live_bytes == before);
}

#endif
