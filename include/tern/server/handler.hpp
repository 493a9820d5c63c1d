// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <tern/base/config.hpp>
#include <tern/base/result.hpp>
#include <tern/rpc/context.hpp>
#include <tern/rpc/method.hpp>
#include <tern/runtime/stream.hpp>
#include <tern/runtime/task.hpp>
#include <tern/schema/service_info.hpp>
#include <tern/server/route.hpp>
#include <tern/server/server_call.hpp>

namespace tern::server_side {

class router;

namespace detail {

/// Calls a method of a service with the context in front if it wants one.
template <class Call, class Service, class Question>
auto invoke(Service& service, rpc::context& context, Question question) {
  if constexpr (std::is_invocable_v<Call, Service&, rpc::context&, Question>) {
    return Call{}(service, context, std::move(question));
  } else {
    return Call{}(service, std::move(question));
  }
}

// What invoke() gives; `no_handler` where there is nothing to call.
struct no_handler {};

template <class Call, class Service, class Question>
consteval auto answer_of() {
  if constexpr (std::is_invocable_v<Call, Service&, rpc::context&, Question>) {
    return std::type_identity<std::invoke_result_t<Call, Service&, rpc::context&, Question>>{};
  } else if constexpr (std::is_invocable_v<Call, Service&, Question>) {
    return std::type_identity<std::invoke_result_t<Call, Service&, Question>>{};
  } else {
    return std::type_identity<no_handler>{};
  }
}

// What a failed assertion names: the service, the contract's method, and its signature.
template <class Service, auto Method, class Signature, bool Holds>
inline constexpr bool has_method = Holds;
template <class Service, auto Method, class Signature, bool Holds>
inline constexpr bool gives_answer = Holds;

/// The requests of a call as the source of a stream.
template <class Request>
class request_source final : public runtime::stream_source<Request> {
 public:
  explicit request_source(server_call& call) noexcept : call_(call) {}

  [[nodiscard]] bool pull(std::coroutine_handle<> consumer) override {
    return call_.reader().pull(consumer);
  }

  [[nodiscard]] std::optional<Request> take() override {
    auto payload = call_.reader().take();
    if (!payload) throw error(failure_of(payload.status()));
    if (!*payload) return std::nullopt;
    auto request = call_.decode<Request>(**payload);
    if (!request) throw error(request.status());
    call_.read(*request);
    return *std::move(request);
  }

  void abandon() noexcept override { call_.reader().abandon(); }

  void drop() noexcept override {}

 private:
  // A call whose stream has failed was cancelled, for a better reason than the reader knows.
  status failure_of(const status& read) const {
    return call_.environment().cancel.cancelled() ? call_.environment().cancel.reason() : read;
  }

  server_call& call_;
};

}  // namespace detail

/// Serves calls of one method of a contract with the method of the same name of a service: decodes
/// requests, runs the handler, encodes replies.
template <auto Pointer, class Call, class Service>
runtime::task<status> run_method(void* object, server_call& call) {
  using method = rpc::method_traits<Pointer>;
  using request = method::request;
  Service& service = *static_cast<Service*>(object);

  // The source stands before the answer, whose frame may hold the stream.
  detail::request_source<request> source{call};
  typename method::answer answer;
  if constexpr (method::request_stream) {
    answer = detail::invoke<Call>(service, call.context(), runtime::stream<request>{source});
  } else {
    auto payload = co_await call.reader().sole();
    if (!payload) co_return payload.status();
    auto question = call.decode<request>(**payload);
    if (!question) co_return question.status();
    call.read(*question);
    answer = detail::invoke<Call>(service, call.context(), *std::move(question));
  }

  if constexpr (method::reply_stream) {
    while (auto reply = co_await answer.next()) {
      if (auto written = call.write(*reply); !written) co_return written.status();
      co_await call.writable();
      // A generator that never waits would not notice by itself.
      if (call.context().cancelled()) co_return call.environment().cancel.reason();
    }
    co_return status{};
  } else {
    auto reply = co_await answer.result();
    if (!reply) co_return reply.status();
    co_return call.write(*reply).status();
  }
}

namespace detail {

// What a router does with a method, and with a contract all of whose methods it has.
bool add_route(router& routes, const std::string& path, route to);
void note_contract(router& routes, const schema::service_info& service);

/// Adds the route of one method. A class and no lambda, which a compiler would quote at length.
template <class Service>
struct route_adder {
  router& routes;
  Service& object;
  std::string& taken;

  template <auto Pointer, class Call>
  void operator()(std::string_view) const {
    using method = rpc::method_traits<Pointer>;
    // What is no method of a contract has been complained about already.
    if constexpr (requires { typename method::signature; }) {
      using answer = decltype(answer_of<Call, Service, typename method::question>())::type;
      constexpr bool found = !std::is_same_v<answer, no_handler>;
      constexpr bool fits = std::is_same_v<answer, typename method::answer>;
      static_assert(
          has_method<Service, Pointer, typename method::signature, found>,
          "tern::server::add: the service lacks this method of the contract, or its "
          "method of that name takes something else; a tern::context& may stand in front");
      static_assert(!found || gives_answer<Service, Pointer, typename method::signature, fits>,
                    "tern::server::add: this method of the service gives something else than the "
                    "contract says");
      if constexpr (found && fits) {
        const bool added = add_route(routes, rpc::method_path<Pointer>(),
                                     {.run = &run_method<Pointer, Call, Service>,
                                      .service = &object,
                                      .streaming = method::kind != rpc::shape::unary,
                                      .no_side_effects = reflect::has_no_side_effects<Pointer>});
        if (!added) taken = rpc::method_path<Pointer>();
      }
    }
  }
};

}  // namespace detail

namespace detail {

// A function of its own, so that a compiler has looked at the methods before, which says more of
// a mistake in them.
template <class Contract>
void note_service(router& routes) {
  note_contract(routes, schema::service_info_of<Contract>);
}

}  // namespace detail

/// Adds a route for every method of Contract, served by `object`.
/// @returns the path that had a route already; empty if there was none.
template <class Contract, class Service>
std::string add_routes(router& routes, Service& object) {
  std::string taken;
  reflect::for_each_method<Contract>(detail::route_adder<Service>{routes, object, taken});
  if (taken.empty()) detail::note_service<Contract>(routes);
  return taken;
}

}  // namespace tern::server_side

#if !TERN_COMPILED
#include <tern/server/handler.ipp>
#endif
