// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tern/protobuf/source_context.hpp>
#include <tern/protobuf/type.hpp>
#include <tern/reflect/message.hpp>

namespace tern::protobuf {

/// One method of an API.
/// @source google/protobuf/api.proto, for everything here
struct Method {
  std::string name;
  std::string request_type_url;
  bool request_streaming = false;
  std::string response_type_url;
  bool response_streaming = false;
  std::vector<Option> options;
  Syntax syntax{};
  std::string edition;

  friend bool operator==(const Method&, const Method&) = default;
};
TERN_MESSAGE(Method, "google.protobuf.Method", (1, name), (2, request_type_url),
             (3, request_streaming), (4, response_type_url), (5, response_streaming), (6, options),
             (7, syntax, reflect::deprecated), (8, edition, reflect::deprecated))

/// An API whose methods another one has as well.
struct Mixin {
  std::string name;
  std::string root;

  friend bool operator==(const Mixin&, const Mixin&) = default;
};
TERN_MESSAGE(Mixin, "google.protobuf.Mixin", (1, name), (2, root))

/// A service, described for people and gateways.
struct Api {
  std::string name;
  std::vector<Method> methods;
  std::vector<Option> options;
  std::string version;
  std::optional<SourceContext> source_context;
  std::vector<Mixin> mixins;
  Syntax syntax{};
  std::string edition;

  friend bool operator==(const Api&, const Api&) = default;
};
TERN_MESSAGE(Api, "google.protobuf.Api", (1, name), (2, methods), (3, options), (4, version),
             (5, source_context), (6, mixins), (7, syntax), (8, edition))

}  // namespace tern::protobuf
