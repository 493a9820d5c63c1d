// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include <tern/base/config.hpp>
#include <tern/rest/openapi_info.hpp>

namespace tern::server_side {

class router;

/// Answers a GET of `path` with the OpenAPI document of all contracts of `routes`, those that are
/// added later among them. It is made when it is asked for the first time.
/// @lifetime `routes` outlives the handler, which it owns.
void add_openapi(router& routes, std::string_view path, rest::openapi_info info);

}  // namespace tern::server_side

#if !TERN_COMPILED
#include <tern/server/openapi.ipp>
#endif
