// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/blocks.hpp>
#include <tern/base/config.hpp>
#include <tern/base/intrusive_list.hpp>
#include <tern/base/member_callback.hpp>
#include <tern/base/result.hpp>
#include <tern/client/attempt_counts.hpp>
#include <tern/client/call_interceptor.hpp>
#include <tern/client/call_starter.hpp>
#include <tern/client/called_method.hpp>
#include <tern/client/options.hpp>
#include <tern/client/request_body.hpp>
#include <tern/client/request_sender.hpp>
#include <tern/client/response.hpp>
#include <tern/client/transparent_retry.hpp>
#include <tern/client/writable_stream.hpp>
#include <tern/http/stream.hpp>
#include <tern/intercept/message_ref.hpp>
#include <tern/protocol/protocol.hpp>
#include <tern/runtime/background.hpp>
#include <tern/runtime/executor.hpp>

namespace tern::client_side {

/// One call that is being made, without the types of its messages.
///
///     made -> waits for a connection -> open -> done
///
/// Destroying it before it is done cancels it: the server sees RST_STREAM(CANCEL).
/// @thread the executor's on which it was started.
class call_core final : public list_link, public in_blocks, private http::stream_listener {
 public:
  /// @lifetime the starter and the channel's options outlive the call.
  call_core(call_starter& starter, const called_method& method, call_options how,
            const channel_options& defaults);
  call_core(const call_core&) = delete;
  call_core& operator=(const call_core&) = delete;
  ~call_core();

  // ---- what the call says ------------------------------------------------------------------

  /// The only request of the call; before start().
  template <class M>
  void set_request(const M& request) {
    if (auto written = body_.write_sole(request); !written) finish(written.status());
  }

  /// Puts interceptors around the call, which keeps its messages for them; before start().
  void intercept(std::unique_ptr<call_interceptor> around,
                 std::unique_ptr<call_messages> messages) noexcept {
    unlaunched_ = std::move(around);
    messages_ = std::move(messages);
  }

  /// The metadata of the call's options, for interceptors to change.
  [[nodiscard]] rpc::metadata take_metadata() noexcept { return std::move(options_.metadata); }

  /// The coroutine that sends the requests of the call; before start().
  void set_sender(runtime::background sender) noexcept { sender_.set(std::move(sender)); }

  /// Starts the call in the running coroutine's environment, unless it has been started; does
  /// nothing outside of a coroutine.
  void start();

  /// Whether messages go out; if not, the sender waits for opened(), and then looks again.
  [[nodiscard]] bool open() const noexcept { return static_cast<bool>(stream_); }
  [[nodiscard]] auto opened() noexcept { return sender_.opened(); }

  template <class M>
  [[nodiscard]] result<void> write(M& message) {
    if (done_) return status_;
    if (interceptor_ != nullptr) interceptor_->on_request(intercept::message_ref{message});
    return body_.write(message);
  }
  /// Whether the server has said all and takes no more requests, though nobody may have read it
  /// yet.
  [[nodiscard]] bool answered() const noexcept { return stream_ && stream_->closed(); }

  /// Waits, in the sender, until more can be written; only while open().
  [[nodiscard]] auto writable() noexcept { return writable_stream{stream_}; }

  /// Says that no more requests follow.
  void end_requests() { body_.end(); }

  /// Whether the requests that follow are compressed, if requests are at all.
  void compress_messages(bool compressed) noexcept { body_.compress_messages(compressed); }

  // ---- for the channel ---------------------------------------------------------------------

  [[nodiscard]] bool waits_for_ready() const noexcept { return options_.wait_for_ready; }

  /// What the server is called if not as the channel says.
  [[nodiscard]] const std::string& authority() const noexcept { return options_.authority; }

  /// What to begin the request with.
  [[nodiscard]] http::head request_head(std::string_view scheme, std::string_view authority);

  /// Whether nothing of the request follows its head.
  [[nodiscard]] bool request_is_in_head() const noexcept { return body_.in_head(); }

  [[nodiscard]] attempt_counts& counts() noexcept { return counts_; }

  /// A connection, of which these are the counts, has opened a stream for the call.
  void begin(http::stream_ptr stream, const connection_tally_ptr& connection);

  // ---- for the interceptors ----------------------------------------------------------------

  /// Makes the call once; on_attempt_end() follows. Calls that have no stream may be made again.
  void begin_attempt();

  /// Ends the call as its interceptors decided, or because they were taken away.
  void conclude(status outcome);

  void cap_deadline(runtime::time_point latest);

  [[nodiscard]] call_interceptor* interceptor() const noexcept { return interceptor_; }

  /// What an intercepted call keeps; null if the call is not intercepted.
  [[nodiscard]] call_messages* messages() const noexcept { return messages_.get(); }

  // ---- what the call hears -----------------------------------------------------------------

  /// Asks for the next reply, or for the only one. @returns true if the answer can be taken at
  /// once.
  [[nodiscard]] bool ask_next() { return ask(question::next); }
  [[nodiscard]] bool ask_sole() { return ask(question::sole); }

  /// Lets `consumer` wait for the answer.
  [[nodiscard]] bool wait(std::coroutine_handle<> consumer,
                          runtime::suspension::frame_guard& guard);

  /// The next reply, nothing at the end of a call that succeeded, or how it failed.
  [[nodiscard]] result<response::message> take_next();

  /// The only reply, or how the call failed. The call is over with it.
  /// @lifetime the bytes are the stream's: as long as the call.
  /// Those of an intercepted call have been read: messages() has them.
  [[nodiscard]] result<byte_view> take_sole();

  /// Ends the call here; one with interceptors only this attempt of it. Only the first end counts.
  void finish(status outcome);

  /// Ends the call here and for all. Only the first end counts.
  void close(status outcome);

  [[nodiscard]] bool done() const noexcept { return done_; }
  [[nodiscard]] const tern::status& status() const noexcept { return status_; }

  /// What has come of the answer; of its last attempt if the call was made again.
  [[nodiscard]] const response& answer() const noexcept { return response_; }

 private:
  enum class question { nothing, next, sole };
  using tern_status = tern::status;

  bool ask(question what);

  void ask_response();

  [[nodiscard]] bool ready();

  void settle_attempt();

  void end_attempt(tern_status outcome);

  void leave_stream(const tern_status& outcome);

  void settle_cancelled_wait();

  void on_received() noexcept override;

  void on_failed(const http::stream_error& failure) noexcept override;

  void make_again() noexcept;

  // A GET, unless its URL is longer than such may be.
  [[nodiscard]] http::head get_head(protocol::call_start& start);

  // What comes after the last reply.
  [[nodiscard]] result<response::message> end() const;

  void expire() noexcept;

  call_starter& starter_;
  const std::string& path_;
  call_options options_;
  const channel_options& defaults_;
  const protocol::protocol& protocol_;
  attempt_counts counts_;
  request_body body_;
  runtime::executor* home_ = nullptr;
  runtime::time_point deadline_ = runtime::never;
  member_callback<runtime::timer, call_core, &call_core::expire> deadline_timer_{*this};
  bool started_ = false;
  bool done_ = false;
  bool attempted_ = false;   // once at least
  bool attempting_ = false;  // now
  transparent_retry retry_;
  bool replied_ = false;  // a message of a stream was given
  question asked_ = question::nothing;
  http::stream_ptr stream_;
  response response_;
  runtime::suspension waiter_;
  tern_status status_;
  request_sender sender_;
  std::unique_ptr<call_interceptor> unlaunched_;
  call_interceptor* interceptor_ = nullptr;  // until it concludes or the call ends
  std::unique_ptr<call_messages> messages_;
};

}  // namespace tern::client_side

#if !TERN_COMPILED
#include <tern/client/call_core.ipp>
#endif
