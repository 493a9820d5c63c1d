// SPDX-License-Identifier: MIT
#pragma once

#include <tern/message.hpp>
#include <tern/well_known.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

/// What the tests of JSON read and write.
namespace shop::v1 {

enum class Size : std::int32_t { unknown = 0, small = 1, large = 2, huge = 2 };
TERN_ENUM(Size, (unknown, "SIZE_UNKNOWN"), (small, "SIZE_SMALL"), (large, "SIZE_LARGE"),
          (huge, "SIZE_HUGE"))

enum class State : std::int32_t { open = 0, shut = 3 };
TERN_ENUM(State, tern::closed, open, shut)

enum class Bare : std::int32_t { none = 0 };

struct Item {
  std::string name;
  double price = 0;
  std::optional<Size> size;

  friend bool operator==(const Item&, const Item&) = default;
};
TERN_MESSAGE(Item, (1, name), (2, price), (3, size))

struct Scalars {
  std::int32_t int_32 = 0;
  std::int64_t int_64 = 0;
  std::uint32_t uint_32 = 0;
  std::uint64_t uint_64 = 0;
  std::int64_t sint_64 = 0;
  std::uint32_t fixed_32 = 0;
  long long any_long = 0;
  bool flag = false;
  float real_32 = 0;
  double real_64 = 0;
  std::string text;
  std::string raw;
  std::vector<std::byte> blob;
  Size size = Size::unknown;
  std::optional<State> state;
  Bare bare = Bare::none;

  friend bool operator==(const Scalars&, const Scalars&) = default;
};
TERN_MESSAGE(Scalars, (1, int_32), (2, int_64), (3, uint_32), (4, uint_64),
             (5, sint_64, tern::sint), (6, fixed_32, tern::fixed), (7, any_long), (8, flag),
             (9, real_32), (10, real_64), (11, text), (12, raw, tern::bytes), (13, blob),
             (14, size), (15, state), (16, bare))

struct Order {
  std::int64_t order_id = 0;
  std::vector<Item> items;
  std::vector<std::int32_t> codes;
  std::vector<bool> flags;
  std::vector<Size> sizes;
  std::map<std::string, std::string> labels;
  std::map<std::int64_t, Item> by_number;
  std::map<bool, std::uint32_t> by_flag;
  std::unordered_map<std::string, Size> size_of;
  std::variant<std::monostate, std::string, Item, tern::protobuf::NullValue> payment;
  std::optional<std::string> note;
  Item plain;
  tern::box<Order> inner;
  std::unique_ptr<Item> behind;
  std::chrono::sys_time<std::chrono::milliseconds> due;
  std::optional<std::chrono::nanoseconds> handling;
};
TERN_MESSAGE(Order, (1, order_id), (2, items), (3, codes), (4, flags), (5, sizes), (6, labels),
             (7, by_number), (8, by_flag), (9, size_of),
             (oneof, payment, (10, voucher), (11, gift), (12, none)), (13, note), (14, plain),
             (15, inner), (16, behind), (17, due), (18, handling))

struct Known {
  std::optional<tern::protobuf::Any> any;
  std::optional<tern::protobuf::Timestamp> time;
  std::optional<tern::protobuf::Duration> span;
  std::optional<tern::protobuf::FieldMask> mask;
  std::optional<tern::protobuf::Struct> object;
  std::optional<tern::protobuf::Value> value;
  std::vector<tern::protobuf::Value> values;
  std::optional<tern::protobuf::ListValue> list;
  std::optional<tern::protobuf::Empty> empty;
  std::optional<tern::protobuf::Int64Value> number;
  std::optional<tern::protobuf::BoolValue> flag;
  std::optional<tern::protobuf::BytesValue> bytes;
  tern::box<tern::protobuf::Struct> boxed;

  friend bool operator==(const Known&, const Known&) = default;
};
TERN_MESSAGE(Known, (1, any), (2, time), (3, span), (4, mask), (5, object), (6, value), (7, values),
             (8, list), (9, empty), (10, number), (11, flag), (12, bytes), (13, boxed))

struct Strict {
  std::int32_t id = 0;
  Item item;
};
TERN_MESSAGE(Strict, (1, id, tern::required), (2, item))

struct Named {
  std::int32_t snake_case = 0;
  std::int32_t renamed = 0;
  std::int32_t extension = 0;
  std::int32_t quoted = 0;
};
TERN_MESSAGE(Named, (1, snake_case), (2, renamed, "wire_name", tern::json_name("jsonName")),
             (3, extension, tern::json_name("[shop.v1.ext]")),
             (4, quoted, tern::json_name("a\"b\\c")))

struct Views {
  std::string_view text;
};
TERN_MESSAGE(Views, (1, text))

}  // namespace shop::v1
