// SPDX-License-Identifier: MIT
#include <cstdio>
#include <thread>

#include "contract.hpp"

using namespace shop::v1;

struct CornerShop {
  tern::task<PriceReply> Price(PriceRequest request) {
    if (request.item != "tea") {
      co_return tern::status{tern::code::not_found, "only tea"};
    }
    co_return PriceReply{.cents = 250};
  }
};

int main() {
  tern::server server;
  server.add<Shop>(CornerShop{});
  const auto address = server.listen("127.0.0.1:0");
  std::thread serving{[&server] { server.run(); }};
  const auto cents = price(to_string(address), "tea");
  server.stop();
  serving.join();
  std::printf("tea costs %lld cents\n", static_cast<long long>(cents));
  return cents == 250 ? 0 : 1;
}
