// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <tern/compress/compression.hpp>
#include <tern/http/head.hpp>
#include <tern/protocol/excerpt.hpp>
#include <tern/protocol/protocol.hpp>
#include <tern/protocol/status_tables.hpp>

/// What a client says of a response that is no answer of its protocol.
namespace tern::protocol::detail {

/// `HTTP status 503 and content-type text/html`.
[[nodiscard]] inline std::string describe_head(const http::head& response) {
  std::string text = "HTTP status " + std::to_string(response.status);
  if (const auto content_type = response.fields.get("content-type")) {
    return text.append(" and content-type ").append(excerpt(*content_type));
  }
  return text.append(" and no content-type");
}

/// What read_head() gives for such a response.
[[nodiscard]] inline response_start refused(status why) {
  response_start start;
  start.refusal = std::move(why);
  return start;
}

/// How a call ends whose answer is an error of HTTP, and none of the protocol.
[[nodiscard]] inline response_start refused_status(const http::head& response) {
  return refused({code_from_http_status(response.status),
                  "the server answered with " + describe_head(response)});
}

/// How a call ends whose answer is neither what its content-type should say nor what its HTTP
/// status excuses. `wanted` is the content-type that was hoped for.
[[nodiscard]] inline response_start refused_content(const http::head& response, code why,
                                                    std::string_view wanted) {
  return refused({why, "the server answered with " + describe_head(response) + " in place of " +
                           std::string{wanted}});
}

/// Notes how messages of a response are compressed, as its field `name` says, if it is there.
/// @param unknown the code of a call whose answer this program cannot decompress.
inline void read_reply_encoding(const http::head& response, std::string_view name, code unknown,
                                response_start& start) {
  const auto value = response.fields.get(name);
  if (!value) return;
  const compress::named_encoding encoding = compress::find_encoding(*value);
  start.encoding = encoding.how;
  if (encoding.known) return;
  start.refusal = {unknown, std::string{"the server answered with "}
                                .append(name)
                                .append(" ")
                                .append(excerpt(*value))
                                .append(", this client decodes ")
                                .append(compress::accept_encoding)};
}

}  // namespace tern::protocol::detail
