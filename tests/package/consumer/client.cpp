// SPDX-License-Identifier: MIT
#include "contract.hpp"

using shop::v1::PriceReply;
using shop::v1::Shop;

static tern::task<PriceReply> ask(std::string target, std::string item) {
  tern::channel channel{target};
  tern::client<Shop> shop{channel};
  co_return co_await shop.Price({.item = item});
}

std::int64_t price(const std::string& target, const std::string& item) {
  return tern::run(ask(target, item)).cents;
}
