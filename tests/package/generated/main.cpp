// SPDX-License-Identifier: MIT
#include "shop/v1/order.tern.hpp"

#include <tern/message.hpp>

// A program with a contract that was a .proto file: it ends with 0 if the message travels.
int main() {
  const shop::v1::Order order{.items = {{.name = "tea"}}};
  const auto decoded = tern::codec::decode<shop::v1::Order>(tern::codec::encode(order).view());
  return decoded && *decoded == order && decoded->unknown_fields.empty() ? 0 : 1;
}
