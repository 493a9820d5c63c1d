// SPDX-License-Identifier: MIT

// Made from golden.proto by protoc-gen-tern; do not edit.
// clang-format off
#pragma once

#include <tern/contract.hpp>
#include <tern/protobuf/timestamp.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace golden::shop::v1 {

/// What a shop sells.
struct Item {
  /// In the language of the shop.
  std::string name{};
  /// without tax
  std::int64_t price_cents = 0;
  std::optional<std::string> note{};
  std::string picture{};
  /// Deprecated.
  std::int32_t delta = 0;
  std::uint64_t class_ = 0;

  bool operator==(const Item&) const = default;
};
TERN_MESSAGE(Item, (1, name), (2, price_cents), (3, note), (4, picture, tern::bytes),
             (5, delta, tern::sint, tern::deprecated), (6, class_, "class", tern::fixed),
             (reserved, 9, tern::range(20, 29), "size"))

struct Card {
  std::string number{};

  bool operator==(const Card&) const = default;
};
TERN_MESSAGE(Card, (1, number))

struct Order_Line;

struct Order {
  using Line = Order_Line;

  enum class State : std::int32_t {
    STATE_UNSPECIFIED = 0,
    STATE_OPEN = 1,
    /// Nothing more to come.
    STATE_CLOSED = 2,
  };

  /// The alternatives of `payment`, as indices of the variant.
  struct payment_case {
    enum index : std::size_t {
      none,
      voucher,
      /// or a debit card
      card,
    };
  };

  State state = State::STATE_UNSPECIFIED;
  std::vector<Line> lines;
  std::map<std::string, Item> extras{};
  std::optional<tern::protobuf::Timestamp> due{};
  /// How it is paid.
  std::variant<std::monostate, std::string, Card> payment{};
  std::vector<std::int32_t> codes{};
  std::string customer{};

  bool operator==(const Order&) const;
};

struct Order_Line {
  std::optional<Item> item{};
  std::uint32_t count = 0;
  std::optional<Order> replaces;

  bool operator==(const Order_Line&) const;
};

inline bool Order::operator==(const Order&) const = default;
inline bool Order_Line::operator==(const Order_Line&) const = default;
TERN_ENUM(Order::State, STATE_UNSPECIFIED, STATE_OPEN, STATE_CLOSED)
TERN_MESSAGE(Order, (1, state), (2, lines), (3, extras), (4, due),
             (oneof, payment, (5, voucher), (6, card)), (7, codes, tern::unpacked),
             (8, customer, tern::json_name("client")))
TERN_MESSAGE(Order_Line, "golden.shop.v1.Order.Line", (1, item), (2, count), (3, replaces))

/// Takes orders.
struct Orders {
  /// Places one.
  tern::task<Item> Place(Order);
  /// Deprecated.
  tern::stream<Order> Watch(tern::stream<Item>);
  tern::task<Card> Orders_(tern::stream<Card>);
  tern::stream<Card> List(Card);
  tern::task<Card> Cancel(Card);
  tern::task<Card> int_(Card);
};
TERN_SERVICE(Orders, Place, Watch, (Orders_, "Orders"), (List, tern::no_side_effects), Cancel,
             (int_, "int", tern::no_side_effects))

}  // namespace golden::shop::v1
