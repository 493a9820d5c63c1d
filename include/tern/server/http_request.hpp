// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <tern/http/head.hpp>
#include <tern/protocol/query.hpp>
#include <tern/rpc/context.hpp>
#include <tern/runtime/task.hpp>
#include <tern/server/http_body.hpp>

namespace tern::server_side {

/// A request of plain HTTP, as its handler sees it.
/// @lifetime the call's: longer than the handler's coroutine.
/// @thread the call's.
class http_request {
 public:
  /// @param rest what stands in the path where the route has `*`.
  http_request(const http::head& head, http_body& body, rpc::context& context,
               std::string_view rest, std::size_t body_max_bytes) noexcept
      : head_(head), body_(body), context_(context), rest_(rest), body_max_bytes_(body_max_bytes) {}
  http_request(const http_request&) = delete;
  http_request& operator=(const http_request&) = delete;

  /// `GET`; also `HEAD`, where that is answered as GET is.
  [[nodiscard]] std::string_view method() const noexcept { return head_.method; }

  /// As the client wrote it, percent-encoded, without the query: `/books/7`.
  [[nodiscard]] std::string_view path() const noexcept {
    return protocol::path_without_query(head_.path);
  }

  /// The part of path() that the `*` of the route stands for: `7` for `/books/*`.
  [[nodiscard]] std::string_view rest() const noexcept { return rest_; }

  /// What is behind the `?`, as the client wrote it.
  [[nodiscard]] std::string_view query() const noexcept {
    const std::string_view all = head_.path;
    const std::size_t mark = all.find('?');
    return mark == all.npos ? std::string_view{} : all.substr(mark + 1);
  }

  /// The first value of a parameter of the query, decoded; nothing if there is none, or if it is
  /// malformed.
  [[nodiscard]] std::optional<std::string> query(std::string_view name) const {
    const auto encoded = protocol::find_in_query(head_.path, name);
    return encoded ? protocol::decode_query_value(*encoded) : std::nullopt;
  }

  /// The first value of a header field. @param name in lower case.
  [[nodiscard]] std::optional<std::string_view> field(std::string_view name) const noexcept {
    return head_.fields.get(name);
  }
  [[nodiscard]] const http::headers& fields() const noexcept { return head_.fields; }

  /// The host that the client asked for: `example.com:8080`; and the scheme, `http` or `https`.
  [[nodiscard]] std::string_view authority() const noexcept { return head_.authority; }
  [[nodiscard]] std::string_view scheme() const noexcept { return head_.scheme; }

  /// 1 for HTTP/1.0 and HTTP/1.1, 2 for HTTP/2.
  [[nodiscard]] int version() const noexcept { return head_.version; }

  /// Who asks, how the connection is protected, whether it is still worth while.
  [[nodiscard]] const rpc::context& context() const noexcept { return context_; }

  /// Waits for the whole body.
  /// @error throws http_error 413 past the server's receive_max_bytes; the reason of a
  /// cancellation, as when the client goes.
  [[nodiscard]] runtime::task<std::string> body() {
    return body_.rest(body_max_bytes_, "receive_max_bytes");
  }
  /// The same with another limit.
  [[nodiscard]] runtime::task<std::string> body(std::size_t max_bytes) {
    return body_.rest(max_bytes, "of this body");
  }

  /// Waits for the next part of the body; nothing at the end. There is no limit: whoever reads part
  /// by part holds no more than a part.
  [[nodiscard]] auto next_part() noexcept { return body_.next(); }

 private:
  const http::head& head_;
  http_body& body_;
  rpc::context& context_;
  std::string_view rest_;
  std::size_t body_max_bytes_;
};

}  // namespace tern::server_side
