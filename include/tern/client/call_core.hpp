// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/blocks.hpp>
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
#include <tern/protocol/status_tables.hpp>
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
  call_core(call_starter& starter, const called_method& method, call_options how,
            const channel_options& defaults)
      : starter_(starter),
        path_(method.path),
        options_(std::move(how)),
        defaults_(defaults),
        protocol_(defaults.protocol.of(method.streaming)),
        body_(body_of(options_, defaults, protocol_)),
        response_(protocol_, defaults) {
    if (!options_.use_get) return;
    if (tern_status possible = check_get(method, protocol_); !possible.ok()) finish(possible);
  }
  call_core(const call_core&) = delete;
  call_core& operator=(const call_core&) = delete;
  ~call_core() { close({code::cancelled, "the call was abandoned"}); }

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
  void start() {
    runtime::environment* const here = runtime::current_environment();
    if (started_ || here == nullptr) return;
    started_ = true;
    if (done_) return;
    if (here->cancel.cancelled()) return finish(here->cancel.reason());
    home_ = &here->executor;
    deadline_ = deadline_of(options_, *here);
    if (deadline_ != runtime::never) {  // else nobody needs to know the time
      if (deadline_ <= home_->now()) return expire();
      home_->arm(deadline_timer_, deadline_);
    }
    sender_.prepare(*here, deadline_);
    if (!unlaunched_) return begin_attempt();
    interceptor_ = unlaunched_.get();
    interceptor_->launch(std::move(unlaunched_), *this, *home_, deadline_);
  }

  /// Whether messages go out; if not, the sender waits for opened(), and then looks again.
  [[nodiscard]] bool open() const noexcept { return static_cast<bool>(stream_); }
  [[nodiscard]] auto opened() noexcept { return sender_.opened(); }

  template <class M>
  [[nodiscard]] result<void> write(M& message) {
    if (done_) return status_;
    if (interceptor_ != nullptr) interceptor_->on_request(intercept::message_ref{message});
    return body_.write(message);
  }
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
  [[nodiscard]] http::head request_head(std::string_view scheme, std::string_view authority) {
    std::optional<runtime::duration> timeout;
    if (deadline_ != runtime::never) timeout = deadline_ - home_->now();
    const rpc::metadata& sent =
        interceptor_ != nullptr ? interceptor_->sent_metadata() : options_.metadata;
    if (!options_.authority.empty()) authority = options_.authority;
    protocol::call_start start{.scheme = scheme,
                               .authority = authority,
                               .path = path_,
                               .timeout = timeout,
                               .metadata = sent,
                               .encoding = body_.encoding(),
                               .form = defaults_.codec.form()};
    return options_.use_get ? get_head(start) : protocol_.request_head(start);
  }

  /// Whether nothing of the request follows its head.
  [[nodiscard]] bool request_is_in_head() const noexcept { return body_.in_head(); }

  [[nodiscard]] attempt_counts& counts() noexcept { return counts_; }

  /// A connection, of which these are the counts, has opened a stream for the call.
  void begin(http::stream_ptr stream, const connection_tally_ptr& connection) {
    stream_ = std::move(stream);
    stream_->listen(this);
    call_tallies& counts = counts_.open(connection);
    response_.begin(*stream_, options_.receive_max_bytes.value_or(defaults_.receive_max_bytes),
                    counts);
    body_.begin(*stream_, counts);
    if (asked_ != question::nothing) ask_response();
    sender_.open();
  }

  // ---- for the interceptors ----------------------------------------------------------------

  /// Makes the call once; on_attempt_end() follows. Calls that have no stream may be made again.
  void begin_attempt() {
    if (attempted_ && (sender_.exists() || replied_)) {
      return finish({code::internal,
                     "an interceptor has called next() a second time for a call "
                     "that cannot be made again"});
    }
    attempted_ = attempting_ = true;
    retry_.begin();
    if (messages_ != nullptr) {
      messages_->write_request(*this);
      if (!attempting_) return;
    }
    if (sender_.exists()) {
      sender_.start();
      if (done_) return;
    }
    starter_.start(*home_, *this);
  }

  /// Ends the call as its interceptors decided, or because they were taken away.
  void conclude(status outcome) {
    interceptor_ = nullptr;
    close(std::move(outcome));
  }

  void cap_deadline(runtime::time_point latest) {
    if (done_ || latest >= deadline_) return;
    deadline_ = latest;
    home_->arm(deadline_timer_, latest);
  }

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
                          runtime::suspension::frame_guard& guard) {
    if (stream_) stream_->want_more();
    return waiter_.begin(consumer, guard);
  }

  /// The next reply, nothing at the end of a call that succeeded, or how it failed.
  [[nodiscard]] result<response::message> take_next() {
    settle_cancelled_wait();
    if (done_) return end();
    auto read = response_.take();
    if (!read) {
      finish(read.status());
      return read;
    }
    if (!*read) {
      finish(response_.hear_outcome());
      return end();
    }
    replied_ = true;
    return read;
  }

  /// The only reply, or how the call failed. The call is over with it.
  /// @lifetime the bytes are the stream's: as long as the call.
  /// Those of an intercepted call have been read: messages() has them.
  [[nodiscard]] result<byte_view> take_sole() {
    settle_cancelled_wait();
    if (messages_ != nullptr) return status_.ok() ? result<byte_view>{byte_view{}} : status_;
    if (done_ && status_.ok()) return tern::status{code::internal, "the reply was taken before"};
    if (done_) return status_;
    auto read = response_.take();
    finish(response_.hear_outcome_of_sole(read));
    if (!status_.ok()) return status_;
    return **read;
  }

  /// Ends the call here; one with interceptors only this attempt of it. Only the first end counts.
  void finish(status outcome) {
    if (done_) return;
    if (interceptor_ == nullptr) return close(std::move(outcome));
    end_attempt(std::move(outcome));
  }

  /// Ends the call here and for all. Only the first end counts.
  void close(status outcome) {
    if (done_) return;
    done_ = true;
    attempting_ = false;
    status_ = std::move(outcome);
    deadline_timer_.disarm();
    leave_stream(status_);
    sender_.stop(status_);
    if (interceptor_ != nullptr) std::exchange(interceptor_, nullptr)->on_call_end(status_);
    waiter_.wake();
  }

  [[nodiscard]] bool done() const noexcept { return done_; }
  [[nodiscard]] const tern::status& status() const noexcept { return status_; }

  /// What has come of the answer; of its last attempt if the call was made again.
  [[nodiscard]] const response& answer() const noexcept { return response_; }

 private:
  enum class question { nothing, next, sole };
  using tern_status = tern::status;

  bool ask(question what) {
    start();
    asked_ = what;
    if (response_.begun()) ask_response();
    return ready();
  }

  void ask_response() { asked_ == question::sole ? response_.ask_sole() : response_.ask_next(); }

  [[nodiscard]] bool ready() {
    if (done_) return true;
    if (asked_ == question::nothing || !response_.ready()) return false;
    if (interceptor_ == nullptr || (asked_ == question::next && response_.has_message())) {
      return true;
    }
    // The end of an attempt, and not yet of the call: its interceptors conclude it.
    settle_attempt();
    return done_;
  }

  void settle_attempt() {
    auto read = response_.take();
    if (asked_ == question::next) return finish(read ? response_.hear_outcome() : read.status());
    tern_status outcome = response_.hear_outcome_of_sole(read);
    if (outcome.ok()) outcome = messages_->read_reply(*this, **read);
    finish(std::move(outcome));
  }

  void end_attempt(tern_status outcome) {
    attempting_ = false;
    leave_stream(outcome);
    response_.leave();
    stream_ = {};
    sender_.stop(outcome);
    interceptor_->on_attempt_end(outcome, response_.headers(), response_.trailers());
  }

  void leave_stream(const tern_status& outcome) {
    unlink();
    counts_.end(outcome.ok());
    body_.leave();
    if (!stream_) return;
    stream_->listen(nullptr);
    stream_->reset(http::error_code::cancel);
  }

  void settle_cancelled_wait() {
    if (done_ || !waiter_.cancelled() || ready()) return;
    close(runtime::current_environment()->cancel.reason());
  }

  void on_received() noexcept override {
    if (response_.has_new_head()) {
      if (tern_status refusal = response_.read_head(); !refusal.ok()) finish(std::move(refusal));
    }
    if (done_ || !waiter_.waiting()) return;
    if (ready()) return waiter_.wake();
    if (response_.begun()) stream_->want_more();  // else this attempt has ended
  }

  void on_failed(const http::stream_error& failure) noexcept override {
    if (retry_.allows(failure, *stream_, body_)) return make_again();
    tern_status outcome = protocol::client_status_from(failure);
    // A server that gives up a call at its deadline resets it; the reason is the deadline.
    if (outcome.code() == code::cancelled && home_->now() >= deadline_) return expire();
    if (stream_->header_list_too_large()) outcome = {code::resource_exhausted, outcome.message()};
    finish(std::move(outcome));
  }

  void make_again() noexcept {
    unlink();
    body_.take_back();
    response_.leave();
    stream_ = {};
    starter_.start_again(*home_, *this);
  }

  // A GET, unless its URL is longer than such may be.
  [[nodiscard]] http::head get_head(protocol::call_start& start) {
    start.message = body_.sole();
    http::head head = protocol_.request_head(start);
    body_.send_in_head(head.path.size() <= defaults_.get_url_max_bytes);
    if (body_.in_head()) return head;
    start.message.reset();
    return protocol_.request_head(start);
  }

  // What comes after the last reply.
  [[nodiscard]] result<response::message> end() const {
    if (!status_.ok()) return status_;
    return response::message{};
  }

  void expire() noexcept {
    std::string text = "the deadline of the call has passed";
    if (attempted_ && !stream_) text += starter_.why_waiting(*home_);
    close({code::deadline_exceeded, std::move(text)});
  }

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
