// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <tern/base/bytes.hpp>
#include <tern/codec/proto.hpp>
#include <tern/descriptor/options.hpp>
#include <tern/reflect/message.hpp>

/// The option of a method that says how it is called with plain HTTP.
/// @source google/api/http.proto, google/api/annotations.proto

namespace tern::protobuf {

/// A method of HTTP that has no field in HttpRule.
struct CustomHttpPattern {
  std::string kind{};  ///< HEAD
  std::string path{};

  bool operator==(const CustomHttpPattern&) const = default;
};
TERN_MESSAGE(CustomHttpPattern, "google.api.CustomHttpPattern", (1, kind), (2, path))

/// A rule, and those that the method has besides.
struct HttpRule {
  std::string selector{};
  std::variant<std::monostate, std::string, std::string, std::string, std::string, std::string,
               CustomHttpPattern>
      pattern{};
  std::string body{};
  std::string response_body{};
  std::vector<HttpRule> additional_bindings{};

  bool operator==(const HttpRule&) const = default;
};
TERN_MESSAGE(HttpRule, "google.api.HttpRule", (1, selector),
             (oneof, pattern, (2, get), (3, put), (4, post), (5, delete), (6, patch), (8, custom)),
             (7, body), (12, response_body), (11, additional_bindings))

/// Rules that stand apart from their methods, in the configuration of a proxy.
struct Http {
  std::vector<HttpRule> rules{};
  bool fully_decode_reserved_expansion = false;

  bool operator==(const Http&) const = default;
};
TERN_MESSAGE(Http, "google.api.Http", (1, rules), (2, fully_decode_reserved_expansion))

/// What stands for the extension among the fields that MethodOptions does not know.
struct http_extension {
  std::optional<HttpRule> http{};
};
TERN_MESSAGE(http_extension, "tern.HttpExtension", (72295728, http))

/// Sets `google.api.http` of a method.
inline void set_http_rule(MethodOptions& options, HttpRule rule) {
  options.unknown_fields.append(codec::encode(http_extension{std::move(rule)}).view());
}

/// What `google.api.http` of a method says; nothing if it is not set, or is no rule.
[[nodiscard]] inline std::optional<HttpRule> find_http_rule(const MethodOptions& options) {
  if (options.unknown_fields.empty()) return std::nullopt;
  auto found = codec::decode<http_extension>(options.unknown_fields.bytes());
  return found ? std::move(found->http) : std::nullopt;
}

}  // namespace tern::protobuf
