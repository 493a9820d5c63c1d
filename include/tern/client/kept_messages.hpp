// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <utility>

#include <tern/base/bytes.hpp>
#include <tern/base/status.hpp>
#include <tern/client/call_core.hpp>
#include <tern/client/call_interceptor.hpp>
#include <tern/intercept/message_ref.hpp>

namespace tern::client_side {

/// The one reply of an intercepted call, which interceptors have seen before the caller does.
template <class Reply>
struct kept_reply : call_messages {
  std::optional<Reply> reply;

  [[nodiscard]] status read_reply(call_core& call, byte_view encoded) override {
    auto decoded = call.answer().decode<Reply>(encoded);
    if (!decoded) return decoded.status();
    reply = *std::move(decoded);
    return see(call, *reply);
  }

  /// Shows a reply to the interceptors. @returns what they have against it.
  template <class M>
  [[nodiscard]] static status see(call_core& call, M& message) {
    if (call.interceptor() == nullptr) return {};
    try {
      call.interceptor()->on_reply(intercept::message_ref{message});
      return {};
    } catch (const error& failure) {
      return failure.status();
    } catch (...) {
      return {code::unknown, "an interceptor failed with an exception"};
    }
  }
};

/// The messages of an intercepted call whose requests are a stream.
template <class Reply>
struct kept_messages_of_stream final : kept_reply<Reply> {
  void write_request(call_core&) override {}
};

/// The messages of an intercepted call with one request, which is kept to be sent again.
template <class Request, class Reply>
struct kept_messages final : kept_reply<Reply> {
  explicit kept_messages(Request sent) : request(std::move(sent)) {}

  void write_request(call_core& call) override {
    call.interceptor()->on_request(intercept::message_ref{request});
    call.set_request(request);
  }

  Request request;
};

}  // namespace tern::client_side
