// SPDX-License-Identifier: MIT
#pragma once

#include <tern/base/status.hpp>
#include <tern/runtime/executor.hpp>

namespace tern::client_side {

class call_core;

/// Who gives calls a connection.
struct call_starter {
  /// Calls begin() or fail() of the call, now or later.
  virtual void start(runtime::executor& home, call_core& call) = 0;

  /// Why calls wait for a connection; ok if nothing has failed.
  [[nodiscard]] virtual status why_waiting(runtime::executor& home) = 0;

 protected:
  ~call_starter() = default;
};

}  // namespace tern::client_side
