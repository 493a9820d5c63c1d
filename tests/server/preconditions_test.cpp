// SPDX-License-Identifier: MIT

#include <tern/server/preconditions.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string_view>

using namespace std::chrono;
using tern::http::headers;
using tern::server_side::check_preconditions;
using tern::server_side::precondition;
using tern::server_side::range_is_current;
using tern::server_side::validators;

namespace {

const validators now{"\"abc\"", sys_days{1994y / November / 6} + 8h + 49min + 37s};
constexpr std::string_view before = "Sun, 06 Nov 1994 08:49:36 GMT";
constexpr std::string_view same = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr std::string_view after = "Sun, 06 Nov 1994 08:49:38 GMT";

precondition check(headers fields) {
  return check_preconditions(fields, now);
}

}  // namespace

TEST_CASE("what the client has is not modified") {
  CHECK(check({}) == precondition::met);
  for (const std::string_view tags :
       {"\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "\"x\" ,W/\"abc\",", "*", "\"a,b\", \"abc\""}) {
    CAPTURE(tags);
    CHECK(check({{"if-none-match", tags}}) == precondition::not_modified);
  }
  for (const std::string_view tags : {"\"x\"", "abc", "\"abc", "", "\"x\" \"y\"", "w/\"abc\""}) {
    CAPTURE(tags);
    CHECK(check({{"if-none-match", tags}}) == precondition::met);
  }
  CHECK(check({{"if-none-match", "\"x\""}, {"if-none-match", "\"abc\""}}) ==
        precondition::not_modified);
  CHECK(check({{"if-modified-since", before}}) == precondition::met);
  CHECK(check({{"if-modified-since", same}}) == precondition::not_modified);
  CHECK(check({{"if-modified-since", after}}) == precondition::not_modified);
  CHECK(check({{"if-modified-since", "no date"}}) == precondition::met);
  // A tag says more than a date.
  CHECK(check({{"if-none-match", "\"x\""}, {"if-modified-since", after}}) == precondition::met);
}

TEST_CASE("what the client expects has to be there") {
  CHECK(check({{"if-match", "\"abc\""}}) == precondition::met);
  CHECK(check({{"if-match", "*"}}) == precondition::met);
  CHECK(check({{"if-match", "W/\"abc\""}}) == precondition::failed);
  CHECK(check({{"if-match", "\"x\""}}) == precondition::failed);
  CHECK(check({{"if-unmodified-since", before}}) == precondition::failed);
  CHECK(check({{"if-unmodified-since", same}}) == precondition::met);
  CHECK(check({{"if-unmodified-since", "no date"}}) == precondition::met);
  CHECK(check({{"if-match", "\"abc\""}, {"if-unmodified-since", before}}) == precondition::met);
  CHECK(check({{"if-match", "\"abc\""}, {"if-none-match", "\"abc\""}}) ==
        precondition::not_modified);
}

TEST_CASE("a part is one of what the client has") {
  CHECK(range_is_current({}, now));
  CHECK(range_is_current({{"if-range", "\"abc\""}}, now));
  CHECK(range_is_current({{"if-range", same}}, now));
  CHECK_FALSE(range_is_current({{"if-range", "W/\"abc\""}}, now));
  CHECK_FALSE(range_is_current({{"if-range", "\"x\""}}, now));
  CHECK_FALSE(range_is_current({{"if-range", before}}, now));
  CHECK_FALSE(range_is_current({{"if-range", after}}, now));
  CHECK_FALSE(range_is_current({{"if-range", "no date"}}, now));
  // A date of just now may stand for two states.
  const auto this_second = floor<seconds>(system_clock::now()) + 1s;
  const std::string fresh = tern::http::date_text(this_second);
  CHECK_FALSE(range_is_current({{"if-range", fresh}}, {"\"abc\"", this_second}));
}
