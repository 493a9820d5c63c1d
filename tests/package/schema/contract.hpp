// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include <tern/contract.hpp>

namespace shop::v1 {

struct Order {
  std::string item;
  std::int64_t count = 0;
};
TERN_MESSAGE(Order, (1, item), (2, count))

struct Extra {
  Order order;
};
TERN_MESSAGE(Extra, (1, order))

struct Shop {
  tern::task<Order> Buy(Order);
};
TERN_SERVICE(Shop, Buy)

}  // namespace shop::v1
