// SPDX-License-Identifier: MIT
#pragma once

#include <tern/server/openapi.hpp>

#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include <tern/rest/openapi.hpp>
#include <tern/server/http_response.hpp>
#include <tern/server/route.hpp>

namespace tern::server_side {

TERN_INLINE void add_openapi(router& routes, std::string_view path, rest::openapi_info info) {
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
