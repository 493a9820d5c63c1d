// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include <tern/base/bytes.hpp>
#include <tern/base/status.hpp>
#include <tern/intercept/message_ref.hpp>
#include <tern/rpc/metadata.hpp>
#include <tern/runtime/executor.hpp>

namespace tern::client_side {

class call_core;

/// What is around a call: the interceptors of its channel.
struct call_interceptor {
  virtual ~call_interceptor() = default;

  /// Runs the interceptors; from now on they own themselves. They begin attempts, and conclude().
  virtual void launch(std::unique_ptr<call_interceptor> self, call_core& call,
                      runtime::executor& home, runtime::time_point deadline) = 0;

  /// An attempt has ended, and the call has not.
  virtual void on_attempt_end(const status& outcome, const rpc::metadata& headers,
                              const rpc::metadata& trailers) = 0;

  /// The call has ended before its interceptors: it is gone.
  virtual void on_call_end(const status& outcome) noexcept = 0;

  /// A message is on its way. What this throws ends the attempt.
  virtual void on_request(intercept::message_ref message) = 0;
  virtual void on_reply(intercept::message_ref message) = 0;

  [[nodiscard]] virtual const rpc::metadata& sent_metadata() const noexcept = 0;
};

/// The messages of an intercepted call that has only one of a kind.
struct call_messages {
  virtual ~call_messages() = default;

  /// Writes the request, if there is one.
  virtual void write_request(call_core& call) = 0;

  /// Keeps the reply. @returns why it is none.
  [[nodiscard]] virtual status read_reply(call_core& call, byte_view encoded) = 0;
};

}  // namespace tern::client_side
