// SPDX-License-Identifier: MIT
#include <tern/base/copy_few.hpp>

#include <cstddef>
#include <string>

#include <doctest/doctest.h>

TEST_CASE("as many bytes are copied as were asked for, and none beside them") {
  std::string from;
  for (int i = 0; i < 100; ++i) from.push_back(static_cast<char>('!' + i));
  for (std::size_t size = 0; size <= 80; ++size) {
    CAPTURE(size);
    std::string to(100, ' ');
    tern::copy_few(to.data() + 10, from.data(), size);
    CHECK(to == std::string(10, ' ') + from.substr(0, size) + std::string(90 - size, ' '));
  }
}

TEST_CASE("nothing is copied from nowhere") {
  char untouched = 'x';
  tern::copy_few(&untouched, nullptr, 0);
  CHECK(untouched == 'x');
}
