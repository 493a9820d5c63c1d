// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <tern/runtime/executor.hpp>

namespace tern::client_side {

class call_core;

/// Who gives calls a connection.
struct call_starter {
  /// Calls begin() or finish() of the call, now or later.
  virtual void start(runtime::executor& home, call_core& call) = 0;

  /// The same for a call that was begun and that its server has not seen. Never now: it is called
  /// inside the engine.
  virtual void start_again(runtime::executor& home, call_core& call) noexcept = 0;

  /// What a call has been waiting for that was started and has not begun, for people:
  /// ` while it waited for a connection: …`.
  [[nodiscard]] virtual std::string why_waiting(runtime::executor& home) = 0;

 protected:
  ~call_starter() = default;
};

}  // namespace tern::client_side
