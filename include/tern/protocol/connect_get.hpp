// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/base64.hpp>
#include <tern/base/bytes.hpp>
#include <tern/base/status.hpp>
#include <tern/protocol/excerpt.hpp>
#include <tern/protocol/message_form.hpp>
#include <tern/protocol/query.hpp>

/// A unary call of Connect as a GET, for methods without side effects: the request is in the query,
/// and the answer can be kept by whatever keeps answers.
///
///     /hello.v1.Greeter/SayHello?connect=v1&encoding=json&message=%7B%22name%22%3A%22Ada%22%7D
///     /hello.v1.Greeter/SayHello?connect=v1&base64=1&encoding=proto&message=CgNBZGE
///
/// @source Connect, "Unary-Get-Request"
namespace tern::protocol {

/// What the query of a GET says.
struct connect_get {
  std::string encoding;     ///< the form of the message: json
  std::string compression;  ///< how the message is compressed; empty: not at all
  std::string message;
  status problem;  ///< what is wrong; ok if nothing is
};

/// Whether a path has a query that makes a GET a call: any of the parameters that a call must have,
/// or should have.
[[nodiscard]] constexpr bool is_connect_get(std::string_view path) noexcept {
  return find_in_query(path, "connect") || find_in_query(path, "encoding") ||
         find_in_query(path, "message");
}

/// Reads the query of a path. Of a parameter that is there twice the first counts, those of other
/// names are ignored, and so is a `base64` other than 1.
[[nodiscard]] inline connect_get read_connect_get(std::string_view path) {
  connect_get request;
  const auto complain = [&](std::string what) {
    if (request.problem.ok()) request.problem = {code::invalid_argument, std::move(what)};
  };
  const auto value_of = [&](std::string_view name) -> std::optional<std::string> {
    const auto encoded = find_in_query(path, name);
    if (!encoded) return std::nullopt;
    auto value = decode_query_value(*encoded);
    if (value) return value;
    complain("the parameter " + std::string{name} +
             " of the query has a % without two hexadecimal digits behind it");
    return std::string{};
  };

  if (const auto version = value_of("connect"); version && *version != "v1") {
    complain("the parameter connect of the query is " + excerpt(*version) + ", it has to be v1");
  }
  request.compression = value_of("compression").value_or("");
  if (auto encoding = value_of("encoding")) {
    request.encoding = *std::move(encoding);
  } else {
    complain("the query lacks the parameter encoding: the form of the message, proto or json");
  }
  if (auto message = value_of("message")) {
    request.message = *std::move(message);
  } else {
    complain("the query lacks the parameter message");
  }
  if (value_of("base64") == "1") {
    if (auto bytes = base64_decode(request.message)) {
      request.message = *std::move(bytes);
    } else {
      complain("the parameter message of the query is no base64: " + excerpt(request.message));
    }
  }
  return request;
}

/// A path with the query that makes a GET to it a call. Parameters stand in the order in which all
/// clients should put them, so that equal requests have equal paths.
/// @param compression how `message` is compressed; empty: not at all.
[[nodiscard]] inline std::string write_connect_get(std::string_view path, message_form form,
                                                   byte_view message,
                                                   std::string_view compression = {}) {
  const bool binary = form == message_form::proto || !compression.empty();
  std::string text{path};
  text.append("?connect=v1");
  if (binary) text.append("&base64=1");
  if (!compression.empty()) {
    text.append("&compression=");
    append_query_value(text, compression);
  }
  text.append("&encoding=").append(to_string(form)).append("&message=");
  if (binary) {
    const std::size_t before = text.size();
    base64_append(text, message);
    std::replace(text.begin() + static_cast<std::ptrdiff_t>(before), text.end(), '+', '-');
    std::replace(text.begin() + static_cast<std::ptrdiff_t>(before), text.end(), '/', '_');
  } else {
    append_query_value(text, as_text(message));
  }
  return text;
}

}  // namespace tern::protocol
