// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include <tern/runtime/stream.hpp>
#include <tern/runtime/task.hpp>
#include <tern/server/http_request.hpp>
#include <tern/server/http_response.hpp>

namespace tern::server_side {

namespace detail {

// What a handler gives, as a response. A text is the body of one; a stream of texts is its parts.
inline http_response as_response(http_response response) {
  return response;
}
inline http_response as_response(std::string body) {
  http_response response;
  response.body = std::move(body);
  return response;
}
inline http_response as_response(runtime::stream<std::string> parts) {
  http_response response;
  response.parts = std::move(parts);
  return response;
}

template <class T>
concept answerable = requires(T value) { as_response(std::move(value)); };

template <class T>
inline constexpr bool is_task = false;
template <class T>
inline constexpr bool is_task<runtime::task<T>> = true;

template <class Handler>
decltype(auto) call_handler(Handler& handler, http_request& request) {
  if constexpr (std::is_invocable_v<Handler&, http_request&>) {
    return handler(request);
  } else {
    return handler();
  }
}

template <class Handler>
consteval bool is_http_handler() {
  if constexpr (std::is_invocable_v<Handler&, http_request&> || std::is_invocable_v<Handler&>) {
    using answer = decltype(call_handler(std::declval<Handler&>(), std::declval<http_request&>()));
    if constexpr (is_task<answer>) {
      return answerable<typename answer::value_type>;
    } else {
      return answerable<answer>;
    }
  } else {
    return false;
  }
}

}  // namespace detail

/// What answers requests of plain HTTP for one path: any callable that takes an http_request&, or
/// nothing, and gives an http_response, a text, or a stream of texts, or a task of one of them.
///
///     server.get("/health", [] { return "well\n"; });
///     server.post("/books", [&](tern::http_request& request) -> tern::task<tern::http_response> {
///       const std::string book = co_await request.body();
///       …
///     });
///
/// @thread that of each request: on a server with several threads, of several at once.
class http_handler {
 public:
  template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, http_handler>)
  http_handler(F&& handler)
      : handler_(std::make_shared<model<std::decay_t<F>>>(std::forward<F>(handler))) {
    static_assert(detail::is_http_handler<std::decay_t<F>>(),
                  "tern::server: a handler of plain HTTP takes a tern::http_request& or nothing, "
                  "and gives a tern::http_response, a text or a tern::stream<std::string>, or a "
                  "tern::task of one of them");
  }

  [[nodiscard]] runtime::task<http_response> operator()(http_request& request) const {
    return handler_->run(request);
  }

 private:
  struct concept_ {
    virtual ~concept_() = default;
    [[nodiscard]] virtual runtime::task<http_response> run(http_request& request) = 0;
  };
  template <class F>
  struct model final : concept_ {
    template <class Given>
    explicit model(Given&& given) : handler(std::forward<Given>(given)) {}
    [[nodiscard]] runtime::task<http_response> run(http_request& request) override {
      if constexpr (detail::is_http_handler<F>()) {
        using answer = decltype(detail::call_handler(handler, request));
        if constexpr (detail::is_task<answer>) {
          auto given = co_await detail::call_handler(handler, request);
          co_return detail::as_response(std::move(given));
        } else {
          co_return detail::as_response(detail::call_handler(handler, request));
        }
      } else {
        co_return http_response{};  // what does not compile has been complained about
      }
    }
    F handler;
  };

  std::shared_ptr<concept_> handler_;
};

}  // namespace tern::server_side
