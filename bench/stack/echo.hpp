// SPDX-License-Identifier: MIT
#pragma once

// What tern's programs speak here; echo.proto says the same to the others.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <tern/contract.hpp>

namespace bench::v1 {

struct EchoRequest {
  std::string text;             // of 32 bytes, different in each message
  std::vector<std::byte> data;  // what makes a message long
};
TERN_MESSAGE(EchoRequest, (1, text), (2, data))

struct EchoReply {
  std::string text;
  std::vector<std::byte> data;
};
TERN_MESSAGE(EchoReply, (1, text), (2, data))

struct RepeatRequest {
  EchoRequest request;
  std::uint64_t count = 0;
};
TERN_MESSAGE(RepeatRequest, (1, request), (2, count))

struct CollectReply {
  std::uint64_t count = 0;  // of messages
  std::uint64_t bytes = 0;  // of their texts and data
};
TERN_MESSAGE(CollectReply, (1, count), (2, bytes))

struct Echo {
  tern::task<EchoReply> Say(EchoRequest);         // the same
  tern::stream<EchoReply> Repeat(RepeatRequest);  // the same, `count` times
  tern::task<CollectReply> Collect(tern::stream<EchoRequest>);
  tern::stream<EchoReply> Chat(tern::stream<EchoRequest>);  // the same, each
};
TERN_SERVICE(Echo, Say, Repeat, Collect, Chat)

}  // namespace bench::v1
