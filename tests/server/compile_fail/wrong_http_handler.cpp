// expect: a handler of plain HTTP takes a tern::http_request& or nothing
// expect-first: tern::server
// max-lines: 30
// SPDX-License-Identifier: MIT

#include <tern/server/http_routes.hpp>

void serve(tern::server_side::http_routes& routes) {
#ifdef TERN_TWIN
  routes.add("GET", "/", [](tern::server_side::http_request&) { return "text"; });
#else
  routes.add("GET", "/", [](tern::server_side::http_request&) { return 42; });
#endif
}
