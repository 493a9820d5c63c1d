// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include <tern/rest/openapi.hpp>
#include <tern/server/http_response.hpp>
#include <tern/server/router.hpp>

namespace tern::server_side {

/// Answers a GET of `path` with the OpenAPI document of all contracts of `routes`, those that are
/// added later among them. It is made when it is asked for the first time.
/// @lifetime `routes` outlives the handler, which it owns.
inline void add_openapi(router& routes, std::string_view path, rest::openapi_info info) {
  struct document {
    rest::openapi_info info;
    std::once_flag made;
    std::string text;
  };
  auto kept = std::make_shared<document>();
  kept->info = std::move(info);
  routes.add_http("GET", path, [kept = std::move(kept), &routes] {
    std::call_once(kept->made, [&] {
      // The rules were checked when their contracts were added.
      kept->text = rest::describe_openapi(routes.services(), kept->info).value();
    });
    http_response answer;
    answer.fields.add("content-type", "application/json");
    answer.body = kept->text;
    return answer;
  });
}

}  // namespace tern::server_side
