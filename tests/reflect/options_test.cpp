// SPDX-License-Identifier: MIT

#include <tern/message.hpp>

#include <cstdint>
#include <optional>
#include <string>

#include <doctest/doctest.h>

namespace old::v2 {

enum class Level : std::int32_t { low = 1, high = 2 };
TERN_ENUM(Level, tern::closed, low, high)

enum class Color : std::int32_t { red, green };
TERN_ENUM(Color, red, green)

enum class Plain : std::int32_t { zero };

struct Config {
  std::optional<std::int32_t> retries;
  std::optional<std::uint64_t> limit;
  std::optional<bool> strict;
  std::optional<double> ratio;
  std::optional<std::string> name;
  std::optional<Level> level;
  std::optional<std::int32_t> none;
  std::string password;
};
TERN_MESSAGE(Config, (1, retries, tern::default_value(-3)),
             (2, limit, tern::default_value(UINT64_MAX), "max"),
             (3, strict, tern::default_value(true)), (4, ratio, tern::default_value(0.5)),
             (5, name, tern::default_value("nobody"), tern::json_name("Who")),
             (6, level, tern::default_value(Level::high)), (7, none, tern::deprecated),
             (8, password, tern::sensitive), (reserved, 9, tern::range(11, 20), "old_name"))

}  // namespace old::v2

using old::v2::Config;

namespace {

struct to_texts {
  template <class... Entries>
  constexpr auto operator()(tern::reflect::begin, Entries... entries) const {
    std::array<tern::reflect::field_texts, 9> texts{};
    std::size_t at = 0;
    (put(texts[at++], entries), ...);
    return texts;
  }
  template <class Entry>
  static constexpr void put(tern::reflect::field_texts& texts, const Entry& entry) {
    if constexpr (requires { entry.texts; }) texts = entry.texts;
  }
};

}  // namespace

TEST_CASE("an absent member stands for its default value") {
  Config config;
  CHECK(tern::value_or_default<&Config::retries>(config) == -3);
  CHECK(tern::value_or_default<&Config::limit>(config) == UINT64_MAX);
  CHECK(tern::value_or_default<&Config::strict>(config));
  CHECK(tern::value_or_default<&Config::ratio>(config) == 0.5);
  CHECK(tern::value_or_default<&Config::name>(config) == "nobody");
  CHECK(tern::value_or_default<&Config::level>(config) == old::v2::Level::high);
  CHECK(tern::value_or_default<&Config::none>(config) == 0);

  config.retries = 0;
  config.name = "";
  CHECK(tern::value_or_default<&Config::retries>(config) == 0);
  CHECK(tern::value_or_default<&Config::name>(config).empty());
}

TEST_CASE("names of the wire and of JSON are told apart") {
  constexpr auto texts = tern_message(tern::reflect::tag<Config>{}, to_texts{});
  CHECK(std::string{texts[1].name} == "max");
  CHECK(texts[1].json_name == nullptr);
  CHECK(std::string{texts[4].name} == "name");
  CHECK(std::string{texts[4].json_name} == "Who");
}

TEST_CASE("an enum is open unless it says that it is closed") {
  CHECK(tern::reflect::is_closed<old::v2::Level>);
  CHECK_FALSE(tern::reflect::is_closed<old::v2::Color>);
  CHECK_FALSE(tern::reflect::is_closed<old::v2::Plain>);
  CHECK(tern::reflect::enumerators<old::v2::Level>.size() == 2);
}
