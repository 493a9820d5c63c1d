// SPDX-License-Identifier: MIT
#include <tern/base/short_text.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <doctest/doctest.h>

using text = tern::short_text<16>;

namespace {

// A text of so many characters that it is seen when one is wrong.
std::string text_of(std::size_t size) {
  std::string made;
  for (std::size_t i = 0; i < size; ++i) made.push_back(static_cast<char>('a' + i % 26));
  return made;
}

}  // namespace

TEST_CASE("a short text is empty until it is given one") {
  text made;
  CHECK(made.empty());
  CHECK(made.size() == 0);
  CHECK(made == "");
  CHECK_FALSE(made.starts_with('a'));
  made = "abc";
  CHECK(made == "abc");
  CHECK(made != "abd");
  CHECK(made.front() == 'a');
  CHECK(made.starts_with('a'));
}

TEST_CASE("texts of all lengths are kept, moved and copied") {
  for (std::size_t size = 0; size <= 100; ++size) {
    CAPTURE(size);
    const std::string given = text_of(size);
    text made = given;
    CHECK(std::string_view{made} == given);
    text copy = made;
    CHECK(copy == made);
    text moved = std::move(made);
    CHECK(moved == given);
    CHECK(made.empty());
    made = "used again";
    CHECK(made == "used again");
    copy = "another";
    CHECK(moved == given);
    copy = std::move(moved);
    CHECK(copy == given);
    moved = copy;
    CHECK(std::string{copy.begin(), copy.end()} == std::string{moved.begin(), moved.end()});
  }
}

TEST_CASE("a text is replaced by shorter and longer ones") {
  text made;
  for (const std::size_t size : {3U, 40U, 16U, 17U, 500U, 0U, 5000U, 1U}) {
    made = text_of(size);
    CHECK(made == text_of(size));
  }
  made.clear();
  CHECK(made.empty());
  made = text_of(20);
  CHECK(made == text_of(20));
}

TEST_CASE("a text stays what it is when it is given to itself") {
  for (const std::size_t size : {5U, 50U}) {
    text made = text_of(size);
    text& same = made;
    made = same;
    CHECK(made == text_of(size));
    made = std::move(same);
    CHECK(made == text_of(size));
  }
}

TEST_CASE("a text may hold any byte") {
  const text made = std::string_view{"\0\xff\n", 3};
  CHECK(made == std::string_view{"\0\xff\n", 3});
}
