// SPDX-License-Identifier: MIT
#pragma once

#include <tern/message.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

/// Types as programs and libraries have them, none of which Protobuf knows.
namespace foreign {

struct Uuid {
  std::array<std::byte, 16> bytes{};

  friend auto operator<=>(const Uuid&, const Uuid&) = default;
};

/// A number with a fixed point: 12.50 is 1250 and 2.
struct Decimal {
  std::int64_t digits = 0;
  int scale = 0;

  friend bool operator==(const Decimal&, const Decimal&) = default;
};

/// A number that is not to be mistaken for another one.
class UserId {
 public:
  UserId() = default;
  explicit UserId(std::int64_t value) : value_(value) {}
  [[nodiscard]] std::int64_t value() const { return value_; }

  friend auto operator<=>(const UserId&, const UserId&) = default;

 private:
  std::int64_t value_ = 0;
};

/// Not copyable for free, and not larger than what is on the wire.
struct Ratio {
  float value = 0;

  friend bool operator==(const Ratio&, const Ratio&) = default;
};

enum class Level { low, high };

struct Point {
  int x = 0;
  int y = 0;

  friend bool operator==(const Point&, const Point&) = default;
};

/// A Point on the wire.
struct Coordinates {
  std::int32_t x = 0;
  std::int32_t y = 0;
};
TERN_MESSAGE(Coordinates, (1, x, tern::sint), (2, y, tern::sint))

/// Converted to a UserId, which is converted itself.
struct Owner {
  UserId id;

  friend bool operator==(const Owner&, const Owner&) = default;
};

}  // namespace foreign

template <>
struct tern::codec::conversion<foreign::Uuid> {
  using type = std::vector<std::byte>;  // bytes
  static std::span<const std::byte> to_wire(const foreign::Uuid& id) {
    // None is no bytes, so that a plain member that was never set is not written.
    return id == foreign::Uuid{} ? std::span<const std::byte>{} : std::span{id.bytes};
  }
  static tern::result<foreign::Uuid> from_wire(std::span<const std::byte> bytes) {
    foreign::Uuid id;
    if (bytes.empty()) return id;
    if (bytes.size() != id.bytes.size()) {
      return tern::status{tern::code::invalid_argument,
                          "a UUID has 16 bytes, not " + std::to_string(bytes.size())};
    }
    std::copy(bytes.begin(), bytes.end(), id.bytes.begin());
    return id;
  }
};

template <>
struct tern::codec::conversion<foreign::Decimal> {
  using type = std::string;
  static std::string to_wire(const foreign::Decimal& decimal) {
    if (decimal == foreign::Decimal{}) return {};
    std::string text = std::to_string(decimal.digits);
    const std::size_t sign = decimal.digits < 0 ? 1 : 0;
    const auto scale = static_cast<std::size_t>(decimal.scale);
    if (scale == 0) return text;
    if (text.size() - sign <= scale) text.insert(sign, scale + 1 - (text.size() - sign), '0');
    return text.insert(text.size() - scale, ".");
  }
  static tern::result<foreign::Decimal> from_wire(std::string text) {
    foreign::Decimal decimal;
    if (text.empty()) return decimal;
    if (const std::size_t point = text.find('.'); point != std::string::npos) {
      decimal.scale = static_cast<int>(text.size() - point - 1);
      text.erase(point, 1);
    }
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), decimal.digits);
    if (error != std::errc{} || end != text.data() + text.size()) {
      return tern::status{tern::code::invalid_argument, "not a decimal number"};
    }
    return decimal;
  }
};

template <>
struct tern::codec::conversion<foreign::UserId> {
  using type = std::int64_t;
  static std::int64_t to_wire(const foreign::UserId& id) { return id.value(); }
  static foreign::UserId from_wire(std::int64_t value) { return foreign::UserId{value}; }
};

template <>
struct tern::codec::conversion<std::filesystem::path> {
  using type = std::string;
  static const std::string& to_wire(const std::filesystem::path& path) { return path.native(); }
  static std::filesystem::path from_wire(std::string_view text) { return text; }
};

template <>
struct tern::codec::conversion<foreign::Ratio> {
  using type = float;
  static float to_wire(foreign::Ratio ratio) { return ratio.value; }
  static tern::result<foreign::Ratio> from_wire(float value) {
    if (!(value >= 0 && value <= 1)) {
      return tern::status{tern::code::out_of_range, "a ratio is between 0 and 1"};
    }
    return foreign::Ratio{value};
  }
};

template <>
struct tern::codec::conversion<foreign::Level> {
  using type = bool;
  static bool to_wire(foreign::Level level) { return level == foreign::Level::high; }
  static foreign::Level from_wire(bool high) {
    return high ? foreign::Level::high : foreign::Level::low;
  }
};

template <>
struct tern::codec::conversion<foreign::Point> {
  using type = foreign::Coordinates;
  static foreign::Coordinates to_wire(const foreign::Point& point) { return {point.x, point.y}; }
  static tern::result<foreign::Point> from_wire(const foreign::Coordinates& wire) {
    if (wire.x > 1000) return tern::status{tern::code::out_of_range, "x is more than 1000"};
    return foreign::Point{wire.x, wire.y};
  }
};

template <>
struct tern::codec::conversion<foreign::Owner> {
  using type = foreign::UserId;
  static foreign::UserId to_wire(const foreign::Owner& owner) { return owner.id; }
  static foreign::Owner from_wire(foreign::UserId id) { return {id}; }
};

namespace converted {

/// One type in every shape.
template <class T, class Key>
struct Shapes {
  T plain{};
  std::optional<T> optional;
  std::vector<T> repeated;
  std::map<Key, T> map;
  std::variant<std::monostate, T, std::string> choice;

  friend bool operator==(const Shapes&, const Shapes&) = default;
};

#define TERN_TEST_SHAPES(Type)                                                          \
  TERN_MESSAGE(Type, "test.Shapes", (1, plain), (2, optional), (3, repeated), (4, map), \
               (oneof, choice, (5, value), (6, text)))

// A converted type and, below it, what is the same on the wire.
using Uuids = Shapes<foreign::Uuid, foreign::UserId>;
using UuidTwins = Shapes<std::vector<std::byte>, std::int64_t>;
using Decimals = Shapes<foreign::Decimal, std::filesystem::path>;
using Paths = Shapes<std::filesystem::path, std::filesystem::path>;
using TextTwins = Shapes<std::string, std::string>;
using UserIds = Shapes<foreign::UserId, foreign::UserId>;
using Owners = Shapes<foreign::Owner, foreign::UserId>;
using NumberTwins = Shapes<std::int64_t, std::int64_t>;
using Ratios = Shapes<foreign::Ratio, foreign::Level>;
using RatioTwins = Shapes<float, bool>;
using Levels = Shapes<foreign::Level, foreign::Level>;
using LevelTwins = Shapes<bool, bool>;
using Points = Shapes<foreign::Point, foreign::Level>;
using PointTwins = Shapes<foreign::Coordinates, bool>;

TERN_TEST_SHAPES(Uuids)
TERN_TEST_SHAPES(UuidTwins)
TERN_TEST_SHAPES(Decimals)
TERN_TEST_SHAPES(Paths)
TERN_TEST_SHAPES(TextTwins)
TERN_TEST_SHAPES(UserIds)
TERN_TEST_SHAPES(Owners)
TERN_TEST_SHAPES(NumberTwins)
TERN_TEST_SHAPES(Ratios)
TERN_TEST_SHAPES(RatioTwins)
TERN_TEST_SHAPES(Levels)
TERN_TEST_SHAPES(LevelTwins)
TERN_TEST_SHAPES(Points)
TERN_TEST_SHAPES(PointTwins)

#undef TERN_TEST_SHAPES

/// Options are about what is on the wire.
template <class Id, class Text>
struct WithOptions {
  Id signed_{};
  Id fixed_{};
  std::vector<Id> fixed_list;
  std::vector<Id> unpacked_list;
  std::vector<Id> signed_list;
  std::map<Id, Id> map;
  Text raw;

  friend bool operator==(const WithOptions&, const WithOptions&) = default;
};

using ConvertedOptions = WithOptions<foreign::UserId, std::filesystem::path>;
using PlainOptions = WithOptions<std::int64_t, std::string>;
TERN_MESSAGE(ConvertedOptions, "test.Options", (1, signed_, tern::sint), (2, fixed_, tern::fixed),
             (3, fixed_list, tern::fixed), (4, unpacked_list, tern::unpacked),
             (5, signed_list, tern::sint),
             (6, map, tern::map_key(tern::sint), tern::map_value(tern::fixed)),
             (7, raw, tern::bytes))
TERN_MESSAGE(PlainOptions, "test.Options", (1, signed_, tern::sint), (2, fixed_, tern::fixed),
             (3, fixed_list, tern::fixed), (4, unpacked_list, tern::unpacked),
             (5, signed_list, tern::sint),
             (6, map, tern::map_key(tern::sint), tern::map_value(tern::fixed)),
             (7, raw, tern::bytes))

}  // namespace converted
