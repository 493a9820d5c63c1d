// SPDX-License-Identifier: MIT
#pragma once

// The contract that the greeter's server and client share; examples/greeter.proto says the same to
// other languages.

#include <cstdint>
#include <optional>
#include <string>

#include <tern/contract.hpp>

namespace hello::v1 {

struct HelloRequest {
  std::string name;
  std::optional<std::string> title;
  std::int32_t count = 0;
};
TERN_MESSAGE(HelloRequest, (1, name), (2, title), (3, count))

struct HelloReply {
  std::string text;
};
TERN_MESSAGE(HelloReply, (1, text))

struct Greeter {
  tern::task<HelloReply> SayHello(HelloRequest);                // one greeting
  tern::stream<HelloReply> Subscribe(HelloRequest);             // `count` greetings, 3 by default
  tern::task<HelloReply> GreetAll(tern::stream<HelloRequest>);  // one greeting for many names
  tern::stream<HelloReply> Chat(tern::stream<HelloRequest>);    // a greeting for each name
};
TERN_SERVICE(Greeter, SayHello, Subscribe, GreetAll, Chat)

}  // namespace hello::v1
