// SPDX-License-Identifier: MIT
#include <tern/reflect/member_count.hpp>

#include <tern/message.hpp>

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

namespace {

using tern::reflect::detail::has_more_members_than;

struct Nested {
  int a;
  int b;
  int c;
};

template <class T>
struct One {
  T a;
};
template <class T>
struct Two {
  T a;
  T b;
};

// Counted exactly: one member more is seen, and no more than there are.
template <class T>
constexpr bool exact = !has_more_members_than<One<T>, 1>() && has_more_members_than<Two<T>, 1>() &&
                       !has_more_members_than<Two<T>, 2>();

struct Empty {};
struct WithEmptyBase : Empty {
  int a;
};
struct Base {
  int a;
  int b;
};
struct WithBase : Base {
  int c;
};
struct WithConstructor {
  WithConstructor() {}
  int a = 0;
  int b = 0;
};
struct WithPrivate {
  int a = 0;
  int get() const { return b; }

 private:
  int b = 0;
};
struct Mixed {
  std::optional<int> a;
  int b;
  std::optional<std::string> c;
  std::string d;
  std::vector<int> e;
};

}  // namespace

TEST_CASE("a member of every kind that a message may have is counted") {
  CHECK(exact<int>);
  CHECK(exact<bool>);
  CHECK(exact<double>);
  CHECK(exact<std::string>);
  CHECK(exact<std::string_view>);
  CHECK(exact<std::span<const std::byte>>);
  CHECK(exact<std::vector<std::byte>>);
  CHECK(exact<std::vector<bool>>);
  CHECK(exact<std::vector<Nested>>);
  CHECK(exact<std::vector<std::unique_ptr<Nested>>>);
  CHECK(exact<std::optional<int>>);
  CHECK(exact<std::optional<std::string>>);
  CHECK(exact<std::optional<Nested>>);
  CHECK(exact<std::unique_ptr<Nested>>);
  CHECK(exact<tern::box<Nested>>);
  CHECK(exact<std::map<int, std::string>>);
  CHECK(exact<std::unordered_map<std::string, Nested>>);
  CHECK(exact<std::variant<std::monostate, int, std::string>>);
  CHECK(exact<std::chrono::nanoseconds>);
  CHECK(exact<std::chrono::system_clock::time_point>);
  CHECK(exact<tern::unknown_fields>);
}

TEST_CASE("a nested aggregate is one member") {
  CHECK(exact<Nested>);
  CHECK(exact<std::array<int, 3>>);
  CHECK(exact<std::array<Nested, 3>>);
}

TEST_CASE("members of different types are counted together") {
  CHECK(has_more_members_than<Mixed, 4>());
  CHECK_FALSE(has_more_members_than<Mixed, 5>());
}

TEST_CASE("the members of a base count, the base itself does not") {
  CHECK(has_more_members_than<WithBase, 2>());
  CHECK_FALSE(has_more_members_than<WithBase, 3>());
  CHECK_FALSE(has_more_members_than<WithEmptyBase, 1>());
}

TEST_CASE("what is no aggregate is not counted") {
  CHECK_FALSE(has_more_members_than<WithConstructor, 0>());
  CHECK_FALSE(has_more_members_than<WithPrivate, 0>());
}
