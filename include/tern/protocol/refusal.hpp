// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <tern/http/head.hpp>
#include <tern/protocol/excerpt.hpp>
#include <tern/protocol/query.hpp>

namespace tern::protocol {

/// An answer in plain HTTP, to a request that is no RPC.
struct refusal {
  http::head head;
  std::string body;  ///< a line for people; empty if the method asks for no body
};

namespace detail {

[[nodiscard]] inline refusal refuse(int http_status, std::string text) {
  refusal answer;
  answer.head.status = http_status;
  answer.head.fields.add("content-type", "text/plain; charset=utf-8");
  answer.body = std::move(text.append("\n"));
  return answer;
}

}  // namespace detail

/// 415, for a content-type that no protocol has recognised. `accept_post` are those that would
/// have been, with commas between them.
/// @source gRPC, doc/PROTOCOL-HTTP2.md, Content-Type; RFC 9110, section 15.5.16
[[nodiscard]] inline refusal unsupported_media_type(const http::head& request,
                                                    std::string_view accept_post) {
  const auto content_type = request.fields.get("content-type");
  std::string text = content_type ? "content-type is " + excerpt(*content_type)
                                  : std::string{"there is no content-type"};
  refusal answer = detail::refuse(415, text.append(", this server takes ").append(accept_post));
  answer.head.fields.add("accept-post", accept_post);
  return answer;
}

/// 415, for a call as a GET that wants its message in a form that the server does not have.
/// @source Connect, "Unary-Get-Request"
[[nodiscard]] inline refusal unsupported_get_encoding(const http::head& request) {
  const auto encoding = find_in_query(request.path, "encoding").value_or("");
  return detail::refuse(415, "the parameter encoding of the query is " + excerpt(encoding) +
                                 ", which is no form of messages that this server has");
}

/// 400, for a GET of a method that may be called so, in whose query there is no call.
/// @source Connect, "Unary-Get-Request"
[[nodiscard]] inline refusal no_call_in_query() {
  return detail::refuse(400, "the query has no call: it lacks the parameters encoding and message");
}

/// 405, for a method that a path does not have: of calls, for one other than POST, and for GET
/// where they have effects. @param allow the methods that it has, with commas between them.
/// @source RFC 9110, section 15.5.6
[[nodiscard]] inline refusal method_not_allowed(const http::head& request,
                                                std::string_view allow = "POST") {
  std::string text = "method is " + excerpt(request.method) + ", ";
  text.append(allow == "POST" ? "a call is made with " : "this path takes ").append(allow);
  refusal answer = detail::refuse(405, std::move(text));
  answer.head.fields.add("allow", allow);
  if (request.method == "HEAD") answer.body.clear();
  return answer;
}

/// 404, for a path that nobody serves. @source RFC 9110, section 15.5.5
[[nodiscard]] inline refusal path_not_found(const http::head& request) {
  refusal answer =
      detail::refuse(404, "nothing is served at " + excerpt(path_without_query(request.path)));
  if (request.method == "HEAD") answer.body.clear();
  return answer;
}

/// 505, for a call of a protocol that needs HTTP/2. @param name the protocol's.
/// @source RFC 9110, section 15.6.6
[[nodiscard]] inline refusal http2_required(std::string_view name) {
  return detail::refuse(505,
                        std::string{name} + " needs HTTP/2, and this request came over HTTP/1.1");
}

/// 431, for a request whose header fields went past the limit.
/// @source RFC 6585, section 5
[[nodiscard]] inline refusal header_list_too_large(std::size_t limit_bytes) {
  return detail::refuse(431, "header fields are too large, limit header_list_max_bytes is " +
                                 std::to_string(limit_bytes));
}

}  // namespace tern::protocol
