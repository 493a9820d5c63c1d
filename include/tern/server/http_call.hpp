// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/blocks.hpp>
#include <tern/base/call_tallies.hpp>
#include <tern/base/connection_security.hpp>
#include <tern/base/intrusive_list.hpp>
#include <tern/base/member_callback.hpp>
#include <tern/base/result.hpp>
#include <tern/http/date.hpp>
#include <tern/http/h1_text.hpp>
#include <tern/http/stream.hpp>
#include <tern/intercept/interceptor.hpp>
#include <tern/protocol/connect_code.hpp>
#include <tern/protocol/metadata_headers.hpp>
#include <tern/protocol/query.hpp>
#include <tern/protocol/status_tables.hpp>
#include <tern/rpc/context.hpp>
#include <tern/runtime/cancel.hpp>
#include <tern/runtime/detached.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/server/http_body.hpp>
#include <tern/server/http_error.hpp>
#include <tern/server/http_request.hpp>
#include <tern/server/http_response.hpp>
#include <tern/server/http_routes.hpp>
#include <tern/server/server_call.hpp>

namespace tern::server_side {

/// One request of plain HTTP that is being served. To interceptors it is a call like others: its
/// method is the path, its status says what the HTTP status says, and what they add to headers() is
/// added to the response; there are no trailers.
/// @thread the connection's.
/// @lifetime owned by the coroutine that serves it.
class http_call final : public list_link,
                        public in_blocks,
                        public intercept::call_context,
                        private http::stream_listener,
                        private rpc::context::served_call {
 public:
  /// @param rest what the `*` of the route stands for; borrows from the request's head.
  http_call(runtime::executor& home, http::stream_ptr stream, const http_route& to,
            std::string_view rest, std::shared_ptr<const connection_security> security,
            call_tally& counts, const connection_tally_ptr& connection, std::size_t body_max_bytes)
      : stream_(std::move(stream)),
        route_(to),
        environment_{home, cancel_},
        context_(protocol::path_without_query(stream_->received_head().path), connection->peer,
                 std::move(security), environment_, *this),
        counts_{counts, connection},
        body_(*stream_),
        request_(stream_->received_head(), body_, context_, rest, body_max_bytes) {
    status_ = {code::internal, "an interceptor has ended the request without a status"};
    stream_->listen(this);
    if (const http::stream_error* failure = stream_->failure()) on_failed(*failure);
  }

  /// A request that was not answered is reset: its handler was taken away.
  ~http_call() {
    stream_->listen(nullptr);
    if (finished_) return;
    counts_.end(false);
    stream_->reset(http::error_code::internal_error);
  }

  /// Serves it to its end; does not throw.
  [[nodiscard]] runtime::task<void> run() {
    co_await proceed(0);
    finish();
  }

  [[nodiscard]] runtime::environment& environment() noexcept { return environment_; }
  [[nodiscard]] call_tallies& counts() noexcept { return counts_; }

  /// Remembers the coroutine that owns this call, so that abandon() can end it.
  void belong_to(std::coroutine_handle<> owner) noexcept { owner_ = owner; }

  /// Destroys the coroutine that serves this call, wherever it waits, and with it the call.
  void abandon() noexcept { owner_.destroy(); }

  /// Makes every wait of the handler fail with `reason`.
  void cancel(tern::status reason) noexcept { cancel_.cancel(std::move(reason)); }

  // ---- for interceptors --------------------------------------------------------------------

  [[nodiscard]] std::string_view method() const noexcept override { return context_.method(); }
  [[nodiscard]] std::string_view peer() const noexcept override { return context_.peer(); }
  [[nodiscard]] rpc::metadata& request_metadata() override { return context_.request_metadata(); }
  [[nodiscard]] rpc::metadata& headers() override { return context_.headers(); }
  [[nodiscard]] rpc::metadata& trailers() override { return context_.trailers(); }
  [[nodiscard]] runtime::time_point deadline() const noexcept override {
    return context_.deadline();
  }
  void cap_deadline(runtime::time_point latest) override {
    if (finished_ || latest >= environment_.deadline) return;
    environment_.deadline = latest;
    environment_.executor.arm(deadline_timer_, latest);
  }
  [[nodiscard]] rpc::context* served() noexcept override { return &context_; }

 private:
  runtime::task<void> proceed(std::size_t index) override {
    try {
      if (index < route_.around.size()) {
        co_await route_.around[index](*this, intercept::next{*this, index + 1});
      } else if (answered_) {
        status_ = {code::internal, "an interceptor has called next() a second time"};
      } else {
        answered_ = true;
        response_ = co_await route_.handler(request_);
        status_ = response_status_ = status_of(response_);
        if (response_.parts && !finished_) co_await send_parts();
      }
    } catch (const http_error& failure) {
      response_ = failed(failure.http_status(), failure.message());
      status_ = response_status_ = failure.status();
    } catch (const error& failure) {
      status_ = failure.status();
    } catch (...) {
      status_ = handler_failed();
      exception_ = std::current_exception();
    }
  }

  [[nodiscard]] static tern::status status_of(const http_response& response) {
    const code said = code_of_http_status(response.status);
    if (said == code::ok) return {};
    return {said, "HTTP status " + std::to_string(response.status)};
  }

  [[nodiscard]] static http_response failed(int http_status, std::string text) {
    http_response response;
    response.status = http_status;
    response.body = std::move(text.append("\n"));
    return response;
  }

  void finish() {
    if (std::exchange(finished_, true)) return;
    deadline_timer_.disarm();
    if (!stream_->head_sent()) {
      // What an interceptor or a failure has made of it counts, not what the handler said before.
      if (status_ != response_status_) {
        response_ = failed(connect_status(), status_.message());
      }
      send(true);
    } else if (!status_.ok() && !stream_->sent_end()) {
      stream_->reset(http::error_code::internal_error);
    }
    count_end();
    stream_->discard_body();
  }

  [[nodiscard]] int connect_status() const noexcept {
    return status_.ok() ? 500 : protocol::connect_http_status(status_.code());
  }

  // Sends the head and what there is of the body; `whole` says that this is all.
  void send(bool whole) {
    auto made = head_of(response_);
    if (!made) {
      status_ = made.status();
      response_ = failed(500, status_.message());
      made = head_of(response_);
      whole = true;
    }
    http::head head = *std::move(made);
    protocol::append_metadata(head.fields, context_.headers());
    if (!head.fields.get("date")) head.fields.add("date", http::date_now());
    const bool bodiless = is_bodiless_status(head.status);
    const bool silent = bodiless || request_.method() == "HEAD";
    const bool has_body = !response_.body.empty() || !whole;
    if (has_body && !bodiless && !head.fields.get("content-type")) {
      head.fields.add("content-type", "text/plain; charset=utf-8");
    }
    declare_length(head, whole, bodiless);
    stream_->send_head(std::move(head), silent || !has_body);
    if (silent || !has_body) return;
    if (!write(response_.body)) return;
    if (whole) stream_->end();
  }

  // A length that the handler gives counts where nothing else is known: of parts, and for HEAD.
  void declare_length(http::head& head, bool whole, bool bodiless) {
    const auto given = head.fields.get("content-length");
    const bool keeps = given && http::read_length(*given) && !bodiless &&
                       (!whole || (request_.method() == "HEAD" && response_.body.empty()));
    if (keeps) {
      left_bytes_ = *http::read_length(*given);
      return;
    }
    if (given) {
      http::headers others;
      for (const name_value each : head.fields) {
        if (each.name != "content-length") others.add(each.name, each.value);
      }
      head.fields = std::move(others);
    }
    if (whole && !bodiless) {
      head.fields.add("content-length", std::to_string(response_.body.size()));
    }
  }

  // @returns false if this is more than was announced: the answer is broken off.
  bool write(std::string_view bytes) {
    sent_bytes_ += bytes.size();
    if (left_bytes_ && sent_bytes_ > *left_bytes_) {
      stream_->reset(http::error_code::internal_error);
      status_ = {code::internal, "the handler gives more than the content-length it has announced"};
      return false;
    }
    stream_->output().append(as_bytes(bytes));
    stream_->flush();
    return true;
  }

  runtime::task<void> send_parts() {
    send(false);
    if (stream_->sent_end()) co_return;
    while (auto part = co_await response_.parts.next()) {
      if (finished_) co_return;
      if (!write(*part)) co_return;
      co_await stream_->writable();
      // A generator that never waits would not notice by itself.
      if (cancel_.cancelled()) throw error(cancel_.reason());
    }
    if (left_bytes_ && sent_bytes_ != *left_bytes_) {
      throw error(code::internal,
                  "the handler gives less than the content-length it has announced");
    }
    stream_->end();
  }

  // Tells the client on time, whether or not the handler pays attention.
  void expire() noexcept {
    status_ = {code::deadline_exceeded, "the deadline of the request has passed"};
    const tern::status late = status_;
    finish();
    cancel_.cancel(late);
  }

  void count_end() noexcept {
    if (body_.read_bytes() != 0) counts_.receive_message(body_.read_bytes());
    if (sent_bytes_ != 0) counts_.send_messages(1, static_cast<std::size_t>(sent_bytes_));
    counts_.end(status_.ok());
  }

  void send_head_now() override {}
  [[nodiscard]] bool request_was_compressed() const noexcept override { return false; }
  [[nodiscard]] rpc::metadata read_request_metadata() const override {
    return protocol::read_metadata(stream_->received_head().fields);
  }

  void on_received() noexcept override { body_.on_received(); }
  void on_failed(const http::stream_error& failure) noexcept override {
    cancel_.cancel(protocol::server_status_from(failure));
    body_.on_failed();
  }

  http::stream_ptr stream_;
  const http_route& route_;
  runtime::cancel_source cancel_;
  runtime::environment environment_;
  rpc::context context_;
  call_tallies counts_;
  http_body body_;
  http_request request_;
  http_response response_;
  tern::status response_status_;  // what the response means
  member_callback<runtime::timer, http_call, &http_call::expire> deadline_timer_{*this};
  std::optional<std::uint64_t> left_bytes_;  // of the body, as announced
  std::uint64_t sent_bytes_ = 0;             // of the body
  bool answered_ = false;                    // by the handler, or about to be
  bool finished_ = false;
  std::coroutine_handle<> owner_;
};

/// Serves a request of plain HTTP to its end.
inline runtime::detached serve_http(std::unique_ptr<http_call> call) {
  co_await call->run();
}

}  // namespace tern::server_side
