// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/connection_security.hpp>
#include <tern/compress/compression.hpp>
#include <tern/rpc/metadata.hpp>
#include <tern/runtime/cancel.hpp>
#include <tern/runtime/executor.hpp>

namespace tern::rpc {

/// What a handler can know of the call it serves, and say beside its messages.
/// @lifetime the call's: longer than the handler's coroutine.
/// @thread the call's.
class context {
 public:
  /// The call behind a context.
  struct served_call {
    virtual void send_head_now() = 0;
    [[nodiscard]] virtual metadata read_request_metadata() const = 0;
    [[nodiscard]] virtual bool request_was_compressed() const noexcept = 0;

   protected:
    ~served_call() = default;
  };

  /// @lifetime borrows all but `security`.
  context(std::string_view method, const std::string& peer,
          std::shared_ptr<const connection_security> security,
          const runtime::environment& surroundings, served_call& call)
      : method_(method),
        peer_(peer),
        security_(std::move(security)),
        environment_(surroundings),
        call_(call) {}
  context(const context&) = delete;
  context& operator=(const context&) = delete;

  /// `/hello.v1.Greeter/SayHello`
  [[nodiscard]] std::string_view method() const noexcept { return method_; }

  /// The client's address: `127.0.0.1:40312`.
  [[nodiscard]] const std::string& peer() const noexcept { return peer_; }

  /// How the client's connection is protected, and the certificate that the client has shown; null
  /// without TLS.
  [[nodiscard]] const connection_security* security() const noexcept { return security_.get(); }

  /// What the client sent beside its messages.
  [[nodiscard]] const metadata& request_metadata() const {
    if (!request_metadata_) request_metadata_ = call_.read_request_metadata();
    return *request_metadata_;
  }
  /// For interceptors, which may change it for those further in.
  [[nodiscard]] metadata& request_metadata() {
    static_cast<void>(std::as_const(*this).request_metadata());
    return *request_metadata_;
  }

  /// What is sent before the first message. Changes have no effect after that.
  [[nodiscard]] metadata& headers() noexcept { return headers_; }

  /// What is sent after the last message.
  [[nodiscard]] metadata& trailers() noexcept { return trailers_; }
  [[nodiscard]] const metadata& trailers() const noexcept { return trailers_; }

  /// Sends the headers now, not with the first message.
  void send_headers() { call_.send_head_now(); }

  /// Compresses replies in this way, in place of what the server's options say, if the client
  /// takes that. Before the first reply.
  void compress(compress::compression how) noexcept { compression_ = how; }
  [[nodiscard]] std::optional<compress::compression> compression() const noexcept {
    return compression_;
  }

  /// Whether the replies that follow are compressed, if replies are at all. Not what an attacker
  /// can add to beside a secret: the length would tell the secret.
  void compress_messages(bool compressed) noexcept { compresses_messages_ = compressed; }
  [[nodiscard]] bool compresses_messages() const noexcept { return compresses_messages_; }

  /// Whether the last request that was read came compressed.
  [[nodiscard]] bool request_was_compressed() const noexcept {
    return call_.request_was_compressed();
  }

  /// When the client stops waiting; `never` if it does not say.
  [[nodiscard]] runtime::time_point deadline() const noexcept { return environment_.deadline; }

  /// Whether the call is of no use any more: cancelled by the client, or past its deadline. Every
  /// wait of the library fails then; a handler that computes for long can ask here.
  [[nodiscard]] bool cancelled() const noexcept { return environment_.cancel.cancelled(); }

 private:
  std::string_view method_;
  const std::string& peer_;
  std::shared_ptr<const connection_security> security_;
  mutable std::optional<metadata> request_metadata_;  // once somebody has asked for it
  metadata headers_;
  metadata trailers_;
  std::optional<compress::compression> compression_;
  bool compresses_messages_ = true;
  const runtime::environment& environment_;
  served_call& call_;
};

}  // namespace tern::rpc
