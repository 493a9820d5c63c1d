// SPDX-License-Identifier: MIT
#pragma once

#include <tern/server/handler.hpp>

#include <string>
#include <utility>

#include <tern/server/router.hpp>

namespace tern::server_side::detail {

TERN_INLINE bool add_route(router& routes, const std::string& path, route to) {
  return routes.add(path, std::move(to));
}

TERN_INLINE void note_contract(router& routes, const schema::service_info& service) {
  routes.note(service);
}

}  // namespace tern::server_side::detail
