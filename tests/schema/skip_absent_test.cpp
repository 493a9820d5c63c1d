// SPDX-License-Identifier: MIT
#include <tern/schema/skip_absent.hpp>

#include <tern/message.hpp>
#include <tern/schema/make_message.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <doctest/doctest.h>

namespace {

enum class Colour : std::int32_t { none = 0, red = 1 };
TERN_ENUM(Colour, none, red)

struct Part {
  std::int32_t id = 0;
};
TERN_MESSAGE(Part, "test.Part", (1, id))

// All kinds of members that are seen to be absent; some of them alone, some in a row.
struct Whole {
  bool flag_1 = false, flag_2 = false;
  std::int32_t small = 0;
  std::uint32_t fixed = 0;
  float real = 0;
  Colour colour = Colour::none;
  bool flag_3 = false;
  std::int64_t large = 0;
  double exact = 0;
  std::string text_1, text_2;
  std::string raw;
  std::string_view view;
  std::vector<std::byte> bytes;
  std::vector<std::int32_t> numbers;
  std::vector<bool> bits;
  std::map<std::string, Part> parts;
  std::optional<std::string> note;
  std::optional<Part> part;
  tern::box<Part> boxed;
  std::unique_ptr<Part> owned;
  std::variant<std::monostate, std::int32_t, Part> choice;
};
TERN_MESSAGE(Whole, "test.Whole", (1, flag_1), (2, flag_2), (3, small), (4, fixed, tern::fixed),
             (5, real), (6, colour), (7, flag_3), (8, large, tern::sint), (9, exact), (10, text_1),
             (11, text_2), (12, raw, tern::bytes), (13, view), (14, bytes), (15, numbers),
             (16, bits), (17, parts), (18, note), (19, part), (20, boxed), (21, owned),
             (oneof, choice, (22, number), (23, other)))

// What has to be looked into or is always there, between members that are seen to be absent.
struct Deep {
  std::int32_t before = 0;
  Part part;
  std::chrono::nanoseconds span{};
  std::int32_t always = 0;
  std::int32_t behind = 0;
};
TERN_MESSAGE(Deep, "test.Deep", (1, before), (2, part), (3, span), (4, always, tern::required),
             (5, behind))

struct Nothing {};
TERN_MESSAGE(Nothing, "test.Nothing")

// The numbers of all fields that may be there.
template <class M>
std::vector<std::uint32_t> numbers_of(const M& message) {
  const auto fields = tern::schema::message_info_of<M>().fields;
  const tern::schema::field_info* const end = fields.data() + fields.size();
  std::vector<std::uint32_t> numbers;
  for (const tern::schema::field_info* at = fields.data(); at != end; ++at) {
    at = tern::schema::skip_absent(at, end, &message);
    if (at == end) break;
    numbers.push_back(at->number);
  }
  return numbers;
}

struct setting {
  std::uint32_t number;
  std::function<void(Whole&)> set;
};

// A value of every field; as small as it gets, or one whose low bytes are zero.
const std::vector<setting> settings{
    {1, [](Whole& to) { to.flag_1 = true; }},
    {2, [](Whole& to) { to.flag_2 = true; }},
    {3, [](Whole& to) { to.small = INT32_MIN; }},
    {4, [](Whole& to) { to.fixed = 1; }},
    {5, [](Whole& to) { to.real = -0.0F; }},
    {6, [](Whole& to) { to.colour = Colour::red; }},
    {7, [](Whole& to) { to.flag_3 = true; }},
    {8, [](Whole& to) { to.large = INT64_MIN; }},
    {9, [](Whole& to) { to.exact = -0.0; }},
    {10, [](Whole& to) { to.text_1 = std::string(1, '\0'); }},
    {11, [](Whole& to) { to.text_2 = std::string(100, 'x'); }},
    {12, [](Whole& to) { to.raw = "r"; }},
    {13, [](Whole& to) { to.view = "v"; }},
    {14, [](Whole& to) { to.bytes = {std::byte{0}}; }},
    {15, [](Whole& to) { to.numbers = {0}; }},
    {16, [](Whole& to) { to.bits = {false}; }},
    {17, [](Whole& to) { to.parts[""]; }},
    {18, [](Whole& to) { to.note = ""; }},
    {19, [](Whole& to) { to.part.emplace(); }},
    {20, [](Whole& to) { to.boxed.emplace(); }},
    {21, [](Whole& to) { to.owned = std::make_unique<Part>(); }},
    {22, [](Whole& to) { to.choice.emplace<1>(0); }},
    {23, [](Whole& to) { to.choice.emplace<2>(); }},
};

}  // namespace

TEST_CASE("of an empty message nothing is there") {
  CHECK(numbers_of(Whole{}).empty());
  CHECK(numbers_of(Nothing{}).empty());
}

TEST_CASE("a field that alone is there is found") {
  REQUIRE(settings.size() == tern::schema::message_info_of<Whole>().fields.size());
  for (const setting& only : settings) {
    Whole message;
    only.set(message);
    CHECK(numbers_of(message) == std::vector{only.number});
  }
}

TEST_CASE("a field that alone is absent is skipped, whatever is set around it") {
  for (const setting& without : settings) {
    Whole message;
    std::vector<std::uint32_t> expected;
    for (const setting& each : settings) {
      if (each.number == without.number) continue;
      if (each.number == 22 && without.number != 23) continue;  // the oneof holds one of the two
      each.set(message);
      expected.push_back(each.number);
    }
    CHECK(numbers_of(message) == expected);
  }
}

TEST_CASE("what was set and cleared again is absent") {
  Whole message;
  message.text_1 = std::string(100, 'x');
  message.text_1.clear();
  message.numbers = {1, 2};
  message.numbers.clear();
  message.note = "n";
  message.note.reset();
  CHECK(numbers_of(message).empty());
}

TEST_CASE("messages and times without presence and required fields are left to who asks") {
  CHECK(numbers_of(Deep{}) == std::vector<std::uint32_t>{2, 3, 4});
  CHECK(numbers_of(Deep{.before = 1, .behind = 1}) == std::vector<std::uint32_t>{1, 2, 3, 4, 5});
}
