// SPDX-License-Identifier: MIT
#pragma once

#include <tern/client/call_core.hpp>

#include <optional>
#include <string>
#include <utility>

#include <tern/base/call_tallies.hpp>
#include <tern/http/error.hpp>
#include <tern/http/head.hpp>
#include <tern/protocol/status_tables.hpp>
#include <tern/runtime/suspension.hpp>

namespace tern::client_side {

TERN_INLINE call_core::call_core(call_starter& starter, const called_method& method,
                                 call_options how, const channel_options& defaults)
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

TERN_INLINE call_core::~call_core() {
  if (!done_) close({code::cancelled, "the call was abandoned"});
}

TERN_INLINE void call_core::start() {
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

TERN_INLINE http::head call_core::request_head(std::string_view scheme,
                                               std::string_view authority) {
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

TERN_INLINE void call_core::begin(http::stream_ptr stream, const connection_tally_ptr& connection) {
  stream_ = std::move(stream);
  stream_->listen(this);
  call_tallies& counts = counts_.open(connection);
  response_.begin(*stream_, options_.receive_max_bytes.value_or(defaults_.receive_max_bytes),
                  counts);
  body_.begin(*stream_, counts);
  if (asked_ != question::nothing) ask_response();
  sender_.open();
}

TERN_INLINE void call_core::begin_attempt() {
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

TERN_INLINE void call_core::conclude(tern::status outcome) {
  interceptor_ = nullptr;
  close(std::move(outcome));
}

TERN_INLINE void call_core::cap_deadline(runtime::time_point latest) {
  if (done_ || latest >= deadline_) return;
  deadline_ = latest;
  home_->arm(deadline_timer_, latest);
}

TERN_INLINE bool call_core::wait(std::coroutine_handle<> consumer,
                                 runtime::suspension::frame_guard& guard) {
  if (stream_) stream_->want_more();
  return waiter_.begin(consumer, guard);
}

TERN_INLINE result<response::message> call_core::take_next() {
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

TERN_INLINE result<byte_view> call_core::take_sole() {
  settle_cancelled_wait();
  if (messages_ != nullptr) return status_.ok() ? result<byte_view>{byte_view{}} : status_;
  if (done_ && status_.ok()) return tern::status{code::internal, "the reply was taken before"};
  if (done_) return status_;
  auto read = response_.take();
  finish(response_.hear_outcome_of_sole(read));
  if (!status_.ok()) return status_;
  return **read;
}

TERN_INLINE void call_core::finish(tern::status outcome) {
  if (done_) return;
  if (interceptor_ == nullptr) return close(std::move(outcome));
  end_attempt(std::move(outcome));
}

TERN_INLINE void call_core::close(tern::status outcome) {
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

TERN_INLINE bool call_core::ask(question what) {
  start();
  asked_ = what;
  if (response_.begun()) ask_response();
  return ready();
}

TERN_INLINE void call_core::ask_response() {
  asked_ == question::sole ? response_.ask_sole() : response_.ask_next();
}

TERN_INLINE bool call_core::ready() {
  if (done_) return true;
  if (asked_ == question::nothing || !response_.ready()) return false;
  if (interceptor_ == nullptr || (asked_ == question::next && response_.has_message())) {
    return true;
  }
  // The end of an attempt, and not yet of the call: its interceptors conclude it.
  settle_attempt();
  return done_;
}

TERN_INLINE void call_core::settle_attempt() {
  auto read = response_.take();
  if (asked_ == question::next) return finish(read ? response_.hear_outcome() : read.status());
  tern_status outcome = response_.hear_outcome_of_sole(read);
  if (outcome.ok()) outcome = messages_->read_reply(*this, **read);
  finish(std::move(outcome));
}

TERN_INLINE void call_core::end_attempt(tern_status outcome) {
  attempting_ = false;
  leave_stream(outcome);
  response_.leave();
  stream_ = {};
  sender_.stop(outcome);
  interceptor_->on_attempt_end(outcome, response_.headers(), response_.trailers());
}

TERN_INLINE void call_core::leave_stream(const tern_status& outcome) {
  unlink();
  counts_.end(outcome.ok());
  body_.leave();
  if (!stream_) return;
  stream_->listen(nullptr);
  stream_->reset(http::error_code::cancel);
}

TERN_INLINE void call_core::settle_cancelled_wait() {
  if (done_ || !waiter_.cancelled() || ready()) return;
  close(runtime::current_environment()->cancel.reason());
}

TERN_INLINE void call_core::on_received() noexcept {
  if (response_.has_new_head()) {
    if (tern_status refusal = response_.read_head(); !refusal.ok()) finish(std::move(refusal));
  }
  if (done_ || !waiter_.waiting()) return;
  if (ready()) return waiter_.wake();
  if (response_.begun()) stream_->want_more();  // else this attempt has ended
}

TERN_INLINE void call_core::on_failed(const http::stream_error& failure) noexcept {
  if (retry_.allows(failure, *stream_, body_)) return make_again();
  tern_status outcome = protocol::client_status_from(failure);
  // A server that gives up a call at its deadline resets it; the reason is the deadline.
  if (outcome.code() == code::cancelled && home_->now() >= deadline_) return expire();
  if (stream_->header_list_too_large()) outcome = {code::resource_exhausted, outcome.message()};
  finish(std::move(outcome));
}

TERN_INLINE void call_core::make_again() noexcept {
  unlink();
  body_.take_back();
  response_.leave();
  stream_ = {};
  starter_.start_again(*home_, *this);
}

TERN_INLINE http::head call_core::get_head(protocol::call_start& start) {
  start.message = body_.sole();
  http::head head = protocol_.request_head(start);
  body_.send_in_head(head.path.size() <= defaults_.get_url_max_bytes);
  if (body_.in_head()) return head;
  start.message.reset();
  return protocol_.request_head(start);
}

TERN_INLINE result<response::message> call_core::end() const {
  if (!status_.ok()) return status_;
  return response::message{};
}

TERN_INLINE void call_core::expire() noexcept {
  std::string text = "the deadline of the call has passed";
  if (attempted_ && !stream_) text += starter_.why_waiting(*home_);
  close({code::deadline_exceeded, std::move(text)});
}

}  // namespace tern::client_side
