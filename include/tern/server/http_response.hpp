// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tern/http/challenge.hpp>
#include <tern/http/h1_framing.hpp>
#include <tern/http/h1_text.hpp>
#include <tern/http/head.hpp>
#include <tern/rpc/metadata.hpp>
#include <tern/runtime/stream.hpp>

namespace tern::server_side {

/// What a handler of plain HTTP answers.
///
///     return tern::http_response{.fields = {{"content-type", "text/html"}}, .body = page};
///     return tern::http_response{.status = 303, .fields = {{"location", "/"}}};
///     return tern::http_response{.parts = count_to(1000)};   // tern::stream<std::string>
///
/// What HTTP asks for beside is added: content-length, date, and for a body a content-type, which
/// is `text/plain; charset=utf-8` if nothing is said.
struct http_response {
  int status = 200;                      ///< from 200 to 599
  http::headers fields{};                ///< names in any case
  std::string body{};                    ///< the body, or its beginning
  runtime::stream<std::string> parts{};  ///< what follows, each part when the client can take it
};

/// Whether a response of that status has no body, whatever its handler gives.
/// @source RFC 9110, section 6.4.1
[[nodiscard]] constexpr bool is_bodiless_status(int http_status) noexcept {
  return http_status == 204 || http_status == 304;
}

/// The head of a response, in the form in which all versions of HTTP send it: names in lower case,
/// and none that is about the connection; with a challenge, if it asks who the client is.
/// @error internal, with what cannot be sent.
[[nodiscard]] inline result<http::head> head_of(const http_response& response) {
  http::head head;
  if (response.status < 200 || response.status > 599) {
    return status{code::internal, "the handler's response has the status " +
                                      std::to_string(response.status) + ", not 200 to 599"};
  }
  head.status = response.status;
  for (const name_value field : response.fields) {
    std::string storage;
    const std::string_view name = rpc::detail::lower_case(field.name, storage);
    if (!http::is_field(name, field.value)) {
      return status{code::internal, "the handler's response has a field that cannot be sent: " +
                                        http::h1_quote(field.name)};
    }
    if (http::is_connection_field(name)) continue;
    head.fields.add(name, http::trim_blanks(field.value));
  }
  http::complete_challenge(head);
  return head;
}

}  // namespace tern::server_side
