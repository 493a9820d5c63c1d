// SPDX-License-Identifier: MIT
#pragma once

#include <tern/tern.hpp>

#include <cstdint>
#include <string>

namespace shop::v1 {

struct PriceRequest {
  std::string item;
};
TERN_MESSAGE(PriceRequest, (1, item))

struct PriceReply {
  std::int64_t cents = 0;
};
TERN_MESSAGE(PriceReply, (1, cents))

struct Shop {
  tern::task<PriceReply> Price(PriceRequest);
};
TERN_SERVICE(Shop, Price)

}  // namespace shop::v1

/// Asks a shop at `target`.
std::int64_t price(const std::string& target, const std::string& item);
