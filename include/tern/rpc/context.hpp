// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <tern/rpc/metadata.hpp>
#include <tern/runtime/cancel.hpp>
#include <tern/runtime/executor.hpp>

namespace tern::rpc {

/// What a handler can know of the call it serves, and say beside its messages.
/// @lifetime the call's: longer than the handler's coroutine.
/// @thread the call's.
class context {
 public:
  /// Where send_headers() goes.
  struct head_sender {
    virtual void send_head_now() = 0;

   protected:
    ~head_sender() = default;
  };

  context(std::string_view method, std::string peer, metadata request,
          const runtime::environment& surroundings, head_sender& sender)
      : method_(method),
        peer_(std::move(peer)),
        request_metadata_(std::move(request)),
        environment_(surroundings),
        sender_(sender) {}
  context(const context&) = delete;
  context& operator=(const context&) = delete;

  /// `/hello.v1.Greeter/SayHello`
  [[nodiscard]] std::string_view method() const noexcept { return method_; }

  /// The client's address: `127.0.0.1:40312`.
  [[nodiscard]] const std::string& peer() const noexcept { return peer_; }

  /// What the client sent beside its messages.
  [[nodiscard]] const metadata& request_metadata() const noexcept { return request_metadata_; }

  /// What is sent before the first message. Changes have no effect after that.
  [[nodiscard]] metadata& headers() noexcept { return headers_; }

  /// What is sent after the last message.
  [[nodiscard]] metadata& trailers() noexcept { return trailers_; }

  /// Sends the headers now, not with the first message.
  void send_headers() { sender_.send_head_now(); }

  /// When the client stops waiting; `never` if it does not say.
  [[nodiscard]] runtime::time_point deadline() const noexcept { return environment_.deadline; }

  /// Whether the call is of no use any more: cancelled by the client, or past its deadline. Every
  /// wait of the library fails then; a handler that computes for long can ask here.
  [[nodiscard]] bool cancelled() const noexcept { return environment_.cancel.cancelled(); }

 private:
  std::string_view method_;
  std::string peer_;
  metadata request_metadata_;
  metadata headers_;
  metadata trailers_;
  const runtime::environment& environment_;
  head_sender& sender_;
};

}  // namespace tern::rpc
