// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <tern/base/config.hpp>
#include <tern/client/call_interceptor.hpp>
#include <tern/intercept/interceptor.hpp>
#include <tern/rpc/metadata.hpp>
#include <tern/runtime/cancel.hpp>
#include <tern/runtime/detached.hpp>
#include <tern/runtime/event.hpp>
#include <tern/runtime/executor.hpp>

namespace tern::client_side {

/// A call that is being made inside of interceptors.
///
/// It outlives the call, so that interceptors see how a call ended whose caller has gone.
/// @thread the call's.
/// @lifetime owned by the coroutine that runs the interceptors.
class interception final : public intercept::call_context, public call_interceptor {
 public:
  /// @param method lives as long as the program.
  interception(std::vector<intercept::interceptor> around, std::string_view method,
               rpc::metadata request_metadata);
  interception(const interception&) = delete;
  interception& operator=(const interception&) = delete;
  ~interception();

  [[nodiscard]] std::string_view method() const noexcept override { return method_; }
  [[nodiscard]] std::string_view peer() const noexcept override { return {}; }
  [[nodiscard]] rpc::metadata& request_metadata() override { return request_metadata_; }
  [[nodiscard]] rpc::metadata& headers() override { return headers_; }
  [[nodiscard]] rpc::metadata& trailers() override { return trailers_; }
  [[nodiscard]] runtime::time_point deadline() const noexcept override {
    return surroundings_->deadline;
  }
  void cap_deadline(runtime::time_point latest) override;

  // ---- for the call ------------------------------------------------------------------------

  void launch(std::unique_ptr<call_interceptor> self, call_core& call, runtime::executor& home,
              runtime::time_point deadline) override;

  void on_attempt_end(const tern::status& outcome, const rpc::metadata& headers,
                      const rpc::metadata& trailers) override;

  void on_call_end(const tern::status& outcome) noexcept override;

  void on_request(intercept::message_ref message) override { see_request(message); }
  void on_reply(intercept::message_ref message) override { see_reply(message); }
  [[nodiscard]] const rpc::metadata& sent_metadata() const noexcept override {
    return request_metadata_;
  }

 private:
  static runtime::detached run(std::unique_ptr<interception> self);

  runtime::task<void> proceed(std::size_t index) override;

  std::vector<intercept::interceptor> around_;
  std::string_view method_;
  rpc::metadata request_metadata_;
  rpc::metadata headers_;
  rpc::metadata trailers_;
  call_core* call_ = nullptr;  // until it has ended
  tern::status outcome_;       // of the last attempt
  runtime::event attempt_ended_;
  runtime::cancel_source cancel_;
  std::optional<runtime::environment> surroundings_;
};

/// Puts interceptors around a call, the first of them outermost; before it is started.
/// @param method its path, which lives as long as the program.
void intercept_call(call_core& call, std::vector<intercept::interceptor> around,
                    std::string_view method, std::unique_ptr<call_messages> messages);

}  // namespace tern::client_side

#if !TERN_COMPILED
#include <tern/client/interception.ipp>
#endif
