// SPDX-License-Identifier: MIT
#include <tern/base/buffer.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <doctest/doctest.h>

using tern::as_bytes;
using tern::as_text;
using tern::buffer;

TEST_CASE("an empty buffer has no bytes and no storage") {
  const buffer bytes;
  CHECK(bytes.empty());
  CHECK(bytes.size() == 0);
  CHECK(bytes.capacity() == 0);
  CHECK(bytes.view().empty());
}

TEST_CASE("bytes are added at the end and consumed at the front") {
  buffer bytes;
  bytes.append(as_bytes("hello "));
  bytes.append(as_bytes("world"));
  CHECK(as_text(bytes.view()) == "hello world");
  bytes.consume(6);
  CHECK(as_text(bytes.view()) == "world");
  bytes.append({});
  CHECK(as_text(bytes.view()) == "world");
  bytes.consume(5);
  CHECK(bytes.empty());
}

TEST_CASE("prepared room counts only when it is committed") {
  buffer bytes;
  const tern::byte_span room = bytes.prepare(3);
  REQUIRE(room.size() >= 3);
  std::ranges::copy(as_bytes("abc"), room.begin());
  CHECK(bytes.empty());
  bytes.commit(2);
  CHECK(as_text(bytes.view()) == "ab");
}

TEST_CASE("headroom takes a prefix without moving what follows") {
  buffer bytes{16, 5};
  CHECK(bytes.headroom() == 5);
  CHECK(bytes.capacity() == 21);
  bytes.append(as_bytes("payload"));
  const std::byte* const payload = bytes.data();
  std::ranges::copy(as_bytes("12345"), bytes.prepend(5));
  CHECK(as_text(bytes.view()) == "12345payload");
  CHECK(bytes.data() + 5 == payload);
  CHECK(bytes.headroom() == 0);
}

TEST_CASE("consumed space is used again before the storage grows") {
  buffer bytes{64};
  const std::size_t capacity = bytes.capacity();
  std::string expected;
  for (int i = 0; i < 1000; ++i) {
    const std::string text = std::to_string(i) + ",";
    bytes.append(as_bytes(text));
    expected += text;
    if (expected.size() > 20) {
      CHECK(as_text(bytes.view()) == expected);
      bytes.consume(15);
      expected.erase(0, 15);
    }
  }
  CHECK(as_text(bytes.view()) == expected);
  CHECK(bytes.capacity() == capacity);
}

TEST_CASE("a growing buffer keeps its bytes") {
  buffer bytes;
  std::string expected;
  for (int i = 0; i < 2000; ++i) {
    const std::string text = std::to_string(i);
    bytes.append(as_bytes(text));
    expected += text;
    if (i % 7 == 6) {
      bytes.consume(3);
      expected.erase(0, 3);
    }
  }
  CHECK(as_text(bytes.view()) == expected);
}

TEST_CASE("clearing keeps the storage") {
  buffer bytes{32};
  bytes.append(as_bytes("abc"));
  const std::size_t capacity = bytes.capacity();
  bytes.clear();
  CHECK(bytes.empty());
  CHECK(bytes.capacity() == capacity);
}

TEST_CASE("an empty buffer lets go of its storage if that is large") {
  constexpr std::size_t large = tern::large_blocks::min_bytes;
  buffer small{large - 1};
  small.let_go_if_large();
  CHECK(small.capacity() == large - 1);
  buffer full{large};
  full.append(as_bytes("x"));
  full.let_go_if_large();
  CHECK(full.capacity() == large);
  full.consume(1);
  full.let_go_if_large();
  CHECK(full.capacity() == 0);
  full.append(as_bytes("y"));
  CHECK(tern::as_text(full.view()) == "y");
}

TEST_CASE("a moved buffer leaves an empty one that can be filled") {
  buffer from;
  from.append(as_bytes("abc"));
  buffer to = std::move(from);
  CHECK(as_text(to.view()) == "abc");
  CHECK(from.empty());  // NOLINT(bugprone-use-after-move): what a move leaves is the point
  from.append(as_bytes("new"));
  to = std::move(from);
  CHECK(as_text(to.view()) == "new");
  CHECK(from.capacity() == 0);
}
