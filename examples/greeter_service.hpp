// SPDX-License-Identifier: MIT
#pragma once

// What the greeter does: a plain struct with the methods of the contract.

#include <chrono>
#include <string>
#include <vector>

#include <tern/server.hpp>

#include "greeter.hpp"

struct GreeterService {
  tern::task<hello::v1::HelloReply> SayHello(tern::context& ctx, hello::v1::HelloRequest request) {
    echo_metadata(ctx);
    if (request.name.empty()) {
      co_return tern::status{tern::code::invalid_argument, "name is required"};
    }
    co_return hello::v1::HelloReply{"Hello, " + titled(request)};
  }

  tern::stream<hello::v1::HelloReply> Subscribe(tern::context& ctx,
                                                hello::v1::HelloRequest request) {
    echo_metadata(ctx);
    if (request.name.empty()) {
      throw tern::error{tern::code::invalid_argument, "name is required"};
    }
    const int count = request.count == 0 ? 3 : request.count;
    for (int i = 1; i <= count; ++i) {
      if (i != 1) co_await tern::sleep_for(std::chrono::milliseconds{100});
      co_yield hello::v1::HelloReply{request.name + " #" + std::to_string(i)};
    }
  }

  tern::task<hello::v1::HelloReply> GreetAll(tern::context& ctx,
                                             tern::stream<hello::v1::HelloRequest> requests) {
    echo_metadata(ctx);
    std::vector<std::string> names;
    while (auto request = co_await requests.next()) names.push_back(titled(*request));
    if (names.empty()) {
      co_return tern::status{tern::code::invalid_argument, "at least one name is required"};
    }
    std::string text = "Hello, " + names.front();
    for (std::size_t i = 1; i < names.size(); ++i) {
      text += (i + 1 == names.size() ? " and " : ", ") + names[i];
    }
    co_return hello::v1::HelloReply{text};
  }

  tern::stream<hello::v1::HelloReply> Chat(tern::context& ctx,
                                           tern::stream<hello::v1::HelloRequest> requests) {
    echo_metadata(ctx);
    while (auto request = co_await requests.next()) {
      co_yield hello::v1::HelloReply{"Hello, " + titled(*request)};
    }
  }

 private:
  static std::string titled(const hello::v1::HelloRequest& request) {
    return request.title ? *request.title + " " + request.name : request.name;
  }

  // Shows both directions of metadata: x-echo comes back before the first reply, x-trail-bin after
  // the last one.
  static void echo_metadata(tern::context& ctx) {
    for (const auto each : ctx.request_metadata()) {
      if (each.name == "x-echo") ctx.headers().add(each.name, each.value);
      if (each.name == "x-trail-bin") ctx.trailers().add(each.name, each.value);
    }
  }
};
