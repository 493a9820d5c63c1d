// SPDX-License-Identifier: MIT
#pragma once

// What tern's programs speak here; echo.proto says the same to gRPC's.

#include <string>

#include <tern/contract.hpp>

namespace bench::v1 {

struct EchoRequest {
  std::string text;
};
TERN_MESSAGE(EchoRequest, (1, text))

struct EchoReply {
  std::string text;
};
TERN_MESSAGE(EchoReply, (1, text))

struct Echo {
  tern::task<EchoReply> Say(EchoRequest);  // the same text
};
TERN_SERVICE(Echo, Say)

}  // namespace bench::v1
