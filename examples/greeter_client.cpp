// SPDX-License-Identifier: MIT

// A client: greeter_client --target HOST:PORT [--timeout-ms N] say-hello|subscribe|greet-all|chat
// NAME...; with TLS --target https://HOST:PORT [--ca FILE] [--certificate FILE --key FILE]
// [--server-name NAME]

#include <chrono>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <tern/client.hpp>

#include "greeter.hpp"

using hello::v1::Greeter;
using hello::v1::HelloReply;
using hello::v1::HelloRequest;

namespace {

struct arguments {
  std::string target = "127.0.0.1:50051";
  tern::channel_options channel;
  tern::call_options options;
  std::string command;
  std::vector<std::string> names;
};

// The names as a stream of requests: each is sent when the call asks for it.
tern::stream<HelloRequest> requests_for(std::vector<std::string> names) {
  for (const std::string& name : names) co_yield HelloRequest{.name = name};
}

tern::task<void> talk(arguments args) {
  tern::channel channel{args.target, args.channel};
  tern::client<Greeter> greeter{channel};

  if (args.command == "say-hello") {
    for (const std::string& name : args.names) {
      HelloReply reply = co_await greeter.SayHello({.name = name}, args.options);
      std::cout << reply.text << std::endl;
    }
  } else if (args.command == "subscribe") {
    for (const std::string& name : args.names) {
      auto replies = greeter.Subscribe({.name = name}, args.options);
      while (auto reply = co_await replies.next()) std::cout << reply->text << std::endl;
    }
  } else if (args.command == "greet-all") {
    HelloReply reply = co_await greeter.GreetAll(requests_for(args.names), args.options);
    std::cout << reply.text << std::endl;
  } else {
    auto replies = greeter.Chat(requests_for(args.names), args.options);
    while (auto reply = co_await replies.next()) std::cout << reply->text << std::endl;
  }
}

// Fills `args`; false if the command line makes no sense.
bool parse(int argc, char** argv, arguments& args) {
  int i = 1;
  for (; i + 1 < argc && std::string_view{argv[i]}.starts_with("--"); i += 2) {
    const std::string_view option = argv[i];
    if (option == "--ca" || option == "--certificate" || option == "--key" ||
        option == "--server-name") {
      if (!args.channel.tls) args.channel.tls.emplace();
      auto& tls = *args.channel.tls;
      auto& wanted = option == "--ca"            ? tls.ca
                     : option == "--certificate" ? tls.certificate
                     : option == "--key"         ? tls.key
                                                 : tls.server_name;
      wanted = argv[i + 1];
    } else if (option == "--target") {
      args.target = argv[i + 1];
    } else if (option == "--timeout-ms") {
      args.options.timeout = std::chrono::milliseconds{std::stoi(argv[i + 1])};
    } else {
      return false;
    }
  }
  if (i == argc) return false;
  args.command = argv[i++];
  args.names.assign(argv + i, argv + argc);
  return args.command == "say-hello" || args.command == "subscribe" ||
         args.command == "greet-all" || args.command == "chat";
}

}  // namespace

int main(int argc, char** argv) {
  arguments args;
  try {
    if (!parse(argc, argv, args)) throw std::invalid_argument("");
  } catch (const std::exception&) {
    std::cerr << "usage: greeter_client [--target HOST:PORT] [--timeout-ms N] "
                 "say-hello|subscribe|greet-all|chat NAME...\n"
                 "with TLS: --target https://HOST:PORT [--ca FILE] [--certificate FILE --key FILE] "
                 "[--server-name NAME]\n";
    return 64;
  }

  try {
    tern::run(talk(args));
  } catch (const tern::error& failure) {
    std::cerr << failure.what() << '\n';
    return static_cast<int>(failure.code());
  }
}
