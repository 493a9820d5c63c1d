// SPDX-License-Identifier: MIT
#include <tern/rest/rule_tree.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

using tern::rest::path_pattern;
using tern::rest::rule_tree;

namespace {

constexpr std::size_t none = rule_tree::none;

struct tree {
  rule_tree rules{};
  std::size_t count = 0;

  std::size_t add(std::string_view method, std::string_view path) {
    return rules.add(method, path_pattern{path}, count++);
  }
  [[nodiscard]] std::size_t find(std::string_view method, std::string_view path) const {
    return rules.find(method, path).rule;
  }
};

}  // namespace

TEST_CASE("what says more wins, whatever came first") {
  tree rules;
  rules.add("GET", "/v1/**");
  rules.add("GET", "/v1/*");
  rules.add("GET", "/v1/books");
  rules.add("GET", "/v1/*/pages");
  rules.add("GET", "/v1/books/**");
  CHECK(rules.find("GET", "/v1") == 0);
  CHECK(rules.find("GET", "/v1/books") == 2);
  CHECK(rules.find("GET", "/v1/others") == 1);
  CHECK(rules.find("GET", "/v1/books/pages") == 4);
  CHECK(rules.find("GET", "/v1/others/pages") == 3);
  CHECK(rules.find("GET", "/v1/others/1/2") == 0);
  CHECK(rules.find("GET", "/v2") == none);
  CHECK(rules.find("GET", "/") == none);
}

TEST_CASE("a search comes back from where it cannot go on") {
  tree rules;
  rules.add("GET", "/a/b/c");
  rules.add("GET", "/a/*/d");
  rules.add("GET", "/*/b/e");
  CHECK(rules.find("GET", "/a/b/c") == 0);
  CHECK(rules.find("GET", "/a/b/d") == 1);
  CHECK(rules.find("GET", "/a/b/e") == 2);
  CHECK(rules.find("GET", "/a/b/f") == none);
}

TEST_CASE("a method without a rule is told those that there are") {
  tree rules;
  rules.add("GET", "/v1/{name}");
  rules.add("PUT", "/v1/{other}");
  rules.add("DELETE", "/v1/books");
  rules.add("*", "/any");
  rules.add("GET", "/any");
  CHECK(rules.find("PUT", "/v1/books") == 1);
  CHECK(rules.find("DELETE", "/v1/books") == 2);
  CHECK(rules.rules.find("POST", "/v1/books").allow ==
        std::vector<std::string>{"DELETE", "GET", "PUT"});
  CHECK(rules.rules.find("POST", "/v2").allow.empty());
  CHECK(rules.find("PATCH", "/any") == 3);
  CHECK(rules.find("GET", "/any") == 4);
}

TEST_CASE("HEAD goes where GET goes, if that takes it and nobody else does") {
  rule_tree rules;
  CHECK(rules.add("GET", path_pattern{"/a"}, 0, true) == none);
  CHECK(rules.add("GET", path_pattern{"/b"}, 1) == none);
  CHECK(rules.add("GET", path_pattern{"/c"}, 2, true) == none);
  CHECK(rules.add("HEAD", path_pattern{"/c"}, 3) == none);
  CHECK(rules.add("*", path_pattern{"/a"}, 4) == none);
  CHECK(rules.add("*", path_pattern{"/d"}, 5) == none);
  CHECK(rules.find("HEAD", "/a").rule == 0);
  CHECK(rules.find("HEAD", "/b").rule == none);
  CHECK(rules.find("HEAD", "/b").allow == std::vector<std::string>{"GET"});
  CHECK(rules.find("HEAD", "/c").rule == 3);
  CHECK(rules.find("HEAD", "/d").rule == 5);
  CHECK(rules.find("PUT", "/c").allow == std::vector<std::string>{"GET", "HEAD"});
}

TEST_CASE("the same template twice is told, whatever its variables are called") {
  tree rules;
  CHECK(rules.add("GET", "/v1/{a}/x") == none);
  CHECK(rules.add("GET", "/v1/{b=*}/x") == 0);
  CHECK(rules.add("PUT", "/v1/{a}/x") == none);
  CHECK(rules.add("GET", "/v1/{a}/x:go") == none);
  CHECK(rules.add("GET", "/v1/**") == none);
  CHECK(rules.add("GET", "/v1/{c=**}") == 4);
}

TEST_CASE("a verb stands behind the last colon of the last segment") {
  tree rules;
  rules.add("POST", "/v1/{name}:cancel");
  rules.add("POST", "/v1/{name}");
  rules.add("POST", "/{name=**}:undo");
  rules.add("POST", "/:ping");
  CHECK(rules.find("POST", "/v1/a:cancel") == 0);
  CHECK(rules.rules.find("POST", "/v1/a:cancel").path == "/v1/a");
  CHECK(rules.find("POST", "/v1/a:b:cancel") == 0);
  CHECK(rules.find("POST", "/v1/a:other") == 1);
  CHECK(rules.rules.find("POST", "/v1/a:other").path == "/v1/a:other");
  CHECK(rules.find("POST", "/v1/a%3Acancel") == 1);
  CHECK(rules.find("POST", "/x:y/z:undo") == 2);
  CHECK(rules.find("POST", "/x:undo/z") == none);
  CHECK(rules.find("POST", "/:ping") == 3);
  CHECK(rules.find("POST", "/v1/a:") == 1);
}

TEST_CASE("segments are compared decoded, and an empty one is none") {
  tree rules;
  rules.add("GET", "/a%20b/{name}");
  CHECK(rules.find("GET", "/a%20b/c") == 0);
  CHECK(rules.find("GET", "/%61%20%62/c") == 0);
  CHECK(rules.find("GET", "/a%2/c") == none);
  CHECK(rules.find("GET", "/a%20b/") == none);
  CHECK(rules.find("GET", "/a%20b//") == none);
  CHECK(rules.find("GET", "") == none);
  CHECK(rules.find("GET", "*") == none);
}

TEST_CASE("a tree knows whether it is empty") {
  tree rules;
  CHECK(rules.rules.empty());
  rules.add("GET", "/");
  CHECK_FALSE(rules.rules.empty());
  CHECK(rules.find("GET", "/") == 0);
}
