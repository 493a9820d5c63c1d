// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <tern/base/status.hpp>
#include <tern/intercept/interceptor.hpp>
#include <tern/runtime/task.hpp>

namespace tern::server_side {

class server_call;

/// Where a request for one path goes. Here the types of messages and services end: everything
/// between a route and the socket is the same code for all methods.
struct route {
  /// Serves the call with the object of the service, and gives the status it ends with.
  using runner = runtime::task<status> (*)(void* service, server_call& call);

  runner run;
  void* service;
  std::vector<intercept::interceptor> around{};    ///< the outermost first
  std::size_t number = 0;                          ///< of the method, from 1; its router gives it
  std::optional<std::size_t> receive_max_bytes{};  ///< nothing: what the server's options say
  bool streaming = false;                          ///< one side or both send a stream
  bool no_side_effects = false;                    ///< it may be called with a GET
};

}  // namespace tern::server_side
