// SPDX-License-Identifier: MIT

#include <tern/server/file_path.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using tern::server_side::read_file_path;

TEST_CASE("a path is decoded name by name") {
  CHECK(read_file_path("a.txt")->relative == "a.txt");
  CHECK_FALSE(read_file_path("a.txt")->is_directory);
  CHECK(read_file_path("a/b%20c/%C3%A4.txt")->relative == "a/b c/\xC3\xA4.txt");
  CHECK(read_file_path("a/b%20c/%C3%A4.txt")->encoded() == "a/b%20c/%C3%A4.txt");
  CHECK(read_file_path("a/b/")->relative == "a/b");
  CHECK(read_file_path("a/b/")->is_directory);
  CHECK(read_file_path("")->relative.empty());
  CHECK(read_file_path("")->is_directory);
  CHECK(read_file_path("%41+~")->relative == "A+~");
  CHECK(read_file_path("%41+~")->encoded() == "A%2B~");
  CHECK(read_file_path(".well-known/x")->relative == ".well-known/x");
  CHECK(read_file_path("a%252e")->relative == "a%2e");
  CHECK(read_file_path("a..b/c...")->relative == "a..b/c...");
}

TEST_CASE("what no file that is served can have is nothing") {
  for (const std::string_view path :
       {"/",     "//",     "/a",    "a//b", "a//",   "a/b//",   ".",        "..",       "../a",
        "a/..",  "a/../b", "./a",   "a/.",  "a/./b", "%2e",     "%2e%2E",   "%2e./a",   ".%2e/a",
        "a%2fb", "%2Fetc", "a%5cb", "a\\b", "..\\a", "%00",     "a%00.txt", "a%0a",     "a%1f",
        "a%7F",  "%",      "a%2",   "a%zz", "a%2g",  ".hidden", "a/.git/b", "%2ehidden"}) {
    CAPTURE(path);
    CHECK_FALSE(read_file_path(path).has_value());
  }
  CHECK_FALSE(read_file_path(std::string_view{"a\0b", 3}).has_value());
}
