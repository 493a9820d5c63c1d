// SPDX-License-Identifier: MIT
#pragma once

// What coro_rpc's programs speak: the messages of echo.proto, in its own encoding and protocol.

#include <cstddef>
#include <string>
#include <vector>

namespace bench {

struct echo_message {
  std::string text;             // of 32 bytes, different in each message
  std::vector<std::byte> data;  // what makes a message long
};

/// The handler, and what its callers name it by.
inline echo_message say(echo_message request) {
  return request;
}

}  // namespace bench
