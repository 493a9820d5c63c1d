// SPDX-License-Identifier: MIT
#include "golden.tern.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include <tern/schema/proto_files.hpp>

// What protoc-gen-tern has made of golden.proto is a contract like one written by hand; that it is
// still what it makes is another test, protoc_gen_tern.golden.

using namespace golden::shop::v1;

static_assert(tern::reflect::message_name<Order::Line>() == "golden.shop.v1.Order.Line");
static_assert(tern::reflect::enum_name<Order::State>() == "golden.shop.v1.Order.State");
static_assert(tern::reflect::service_name<Orders>() == "golden.shop.v1.Orders");
static_assert(tern::reflect::method_name<&Orders::Orders_>() == "Orders");

TEST_CASE("a generated message travels like any other") {
  const Order order{
      .state = Order::State::STATE_OPEN,
      .lines = {{.item = Item{.name = "tea", .price_cents = 450, .class_ = 7}, .count = 2}},
      .extras = {{"gift", {.note = ""}}},
      .due = tern::protobuf::Timestamp{.seconds = 1},
      .payment = Card{.number = "4111"},
      .codes = {1, 2},
      .customer = "Ada",
  };
  const auto decoded = tern::codec::decode<Order>(tern::codec::encode(order).view());
  REQUIRE(decoded);
  CHECK(*decoded == order);
}

TEST_CASE("the alternatives of a oneof have names") {
  Order order;
  CHECK(order.payment.index() == Order::payment_case::none);
  order.payment.emplace<Order::payment_case::card>(Card{.number = "4111"});
  CHECK(order.payment.index() == Order::payment_case::card);
  CHECK(std::get<Order::payment_case::card>(order.payment).number == "4111");
}

TEST_CASE("a message that contains itself is built step by step") {
  Order order;
  order.lines.push_back({.count = 1, .replaces = Order{.customer = "Bob"}});
  const Order copy = order;
  CHECK(copy == order);
  order.lines.front().replaces->customer = "Ada";
  CHECK(copy != order);
}

TEST_CASE("a method without side effects is one in the contract, and in what is exported again") {
  static_assert(tern::reflect::has_no_side_effects<&Orders::List>);
  static_assert(tern::reflect::has_no_side_effects<&Orders::int_>);
  static_assert(tern::reflect::method_name<&Orders::int_>() == "int");
  static_assert(!tern::reflect::has_no_side_effects<&Orders::Place>);
  static_assert(!tern::reflect::has_no_side_effects<&Orders::Cancel>);
  const std::string file = tern::schema::proto_file<Orders>().value();
  CHECK(file.find("rpc List(Card) returns (stream Card) {\n"
                  "    option idempotency_level = NO_SIDE_EFFECTS;") != std::string::npos);
  CHECK(file.find("rpc int(Card) returns (Card) {\n"
                  "    option idempotency_level = NO_SIDE_EFFECTS;") != std::string::npos);
}
