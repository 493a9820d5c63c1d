// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <type_traits>

#include <tern/reflect/service.hpp>
#include <tern/runtime/stream.hpp>
#include <tern/runtime/task.hpp>

namespace tern::rpc {

/// Who says how many messages.
enum class shape {
  unary,             ///< one, one
  server_streaming,  ///< one, many
  client_streaming,  ///< many, one
  bidirectional,     ///< many, many
};

namespace detail {

template <class T>
struct messages_of {
  using message = T;
  static constexpr bool many = false;
};
template <class T>
struct messages_of<runtime::stream<T>> {
  using message = T;
  static constexpr bool many = true;
};
template <class T>
struct messages_of<runtime::task<T>> {
  using message = T;
  static constexpr bool many = false;
};

template <class Function>
struct contract_method {
  static_assert(sizeof(Function) == 0,
                "tern: a method of a contract is task<Reply> or stream<Reply> of a Request or of a "
                "stream<Request>");
};

template <class S, class Answer, class Question>
struct contract_method<Answer (S::*)(Question)> {
  using contract = S;
  using signature = Answer(Question);
  using question = Question;
  using answer = Answer;
  using request = messages_of<Question>::message;
  using reply = messages_of<Answer>::message;
  static constexpr bool request_stream = messages_of<Question>::many;
  static constexpr bool reply_stream = messages_of<Answer>::many;
  static constexpr shape kind =
      request_stream ? (reply_stream ? shape::bidirectional : shape::client_streaming)
                     : (reply_stream ? shape::server_streaming : shape::unary);
};

}  // namespace detail

/// What the declaration of a contract's method says: `method_traits<&Greeter::SayHello>`.
template <auto Pointer>
using method_traits = detail::contract_method<decltype(Pointer)>;

/// `/hello.v1.Greeter/`: what the paths of all methods of a service begin with.
template <reflect::described_service S>
[[nodiscard]] std::string service_path() {
  return std::string{"/"}.append(reflect::service_name<S>()).append("/");
}

/// `/hello.v1.Greeter/SayHello`: what a request for the method is addressed to.
/// @source gRPC, doc/PROTOCOL-HTTP2.md, Path
template <auto Pointer>
[[nodiscard]] const std::string& method_path() {
  static const std::string path = [] {
    using contract = detail::contract_method<decltype(Pointer)>::contract;
    return service_path<contract>().append(reflect::method_name<Pointer>());
  }();
  return path;
}

}  // namespace tern::rpc
