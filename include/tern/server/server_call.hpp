// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <tern/base/blocks.hpp>
#include <tern/base/buffer.hpp>
#include <tern/base/call_tallies.hpp>
#include <tern/base/connection_security.hpp>
#include <tern/base/intrusive_list.hpp>
#include <tern/base/member_callback.hpp>
#include <tern/base/result.hpp>
#include <tern/codec/proto.hpp>
#include <tern/http/stream.hpp>
#include <tern/intercept/message_ref.hpp>
#include <tern/protocol/detail_json.hpp>
#include <tern/protocol/envelope.hpp>
#include <tern/protocol/frame_writer.hpp>
#include <tern/protocol/message_form.hpp>
#include <tern/protocol/message_reader.hpp>
#include <tern/protocol/message_writer.hpp>
#include <tern/protocol/protocol.hpp>
#include <tern/protocol/query.hpp>
#include <tern/protocol/status_tables.hpp>
#include <tern/rpc/context.hpp>
#include <tern/runtime/cancel.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/schema/make_message.hpp>
#include <tern/server/options.hpp>

namespace tern::server_side {

struct route;

/// Sees the messages of a call.
struct message_observer {
  virtual void on_request(intercept::message_ref message) = 0;
  virtual void on_reply(intercept::message_ref message) = 0;

 protected:
  ~message_observer() = default;
};

/// What a client learns of an exception that is no tern::error: its text may hold what is not the
/// client's to know.
[[nodiscard]] inline status handler_failed() {
  return {code::unknown, "the handler failed with an exception"};
}

/// One call that is being served, without the types of its messages.
/// @thread the connection's.
/// @lifetime owned by the coroutine that serves it.
class server_call final : public list_link,
                          public in_blocks,
                          private http::stream_listener,
                          private rpc::context::served_call {
 public:
  /// @param home resumes the handler.
  /// @param to what serves the call; null if nothing does.
  server_call(runtime::executor& home, http::stream_ptr stream, const route* to,
              const protocol::server_protocol& speaks, protocol::accepted&& start,
              std::string&& peer, std::shared_ptr<const connection_security> security,
              call_tally& counts, const connection_tally_ptr& connection, const options& how)
      : stream_(std::move(stream)),
        route_(to),
        protocol_(speaks),
        environment_{
            home, cancel_,
            start.timeout ? runtime::saturating_add(home.now(), *start.timeout) : runtime::never},
        context_(path_of(*stream_, start), std::move(peer), std::move(security), environment_,
                 *this),
        accepted_(std::move(start)),
        counts_{counts, connection},
        options_(how),
        reader_(*stream_, how.receive_max_bytes) {
    if (accepted_.request_framing != protocol::framing{}) {
      reader_.set_framing(accepted_.request_framing);
    }
    if (accepted_.message) reader_.set_body(*accepted_.message);
    reader_.set_encoding(accepted_.request_encoding);
    reader_.count_in(counts_);
    stream_->listen(this);
    if (const http::stream_error* failure = stream_->failure()) on_failed(*failure);
    home.arm(deadline_timer_, environment_.deadline);
  }
  server_call(const server_call&) = delete;
  server_call& operator=(const server_call&) = delete;

  /// A call that was not finished is reset: its handler was taken away.
  ~server_call() {
    stream_->listen(nullptr);
    if (finished_) return;
    counts_.end(false);
    stream_->reset(http::error_code::internal_error);
  }

  [[nodiscard]] const route* to() const noexcept { return route_; }
  [[nodiscard]] call_tallies& counts() noexcept { return counts_; }
  [[nodiscard]] rpc::context& context() noexcept { return context_; }
  [[nodiscard]] runtime::environment& environment() noexcept { return environment_; }
  [[nodiscard]] protocol::message_reader& reader() noexcept { return reader_; }

  /// Why the call is to be refused without asking a handler; ok if it is not.
  [[nodiscard]] const status& refusal() const noexcept { return accepted_.refusal; }

  /// Sends `message`, after the headers if it is the first. Nothing is sent once the call is over.
  /// @error as protocol::write_message().
  template <class M>
  [[nodiscard]] result<void> write(M& message) {
    if (finished_) return {};
    if (observer_ != nullptr) observer_->on_reply(intercept::message_ref{message});
    if (accepted_.form != protocol::message_form::proto) {
      buffer encoded;
      const auto& type = schema::message_info_of<std::remove_const_t<M>>();
      if (auto done = json().encode(type, &message, encoded); !done) return done;
      return write_encoded(encoded.view());
    }
    if (accepted_.reply_framing != protocol::framing{}) {
      return write_encoded(codec::encode(message).view());
    }
    send_head_now();
    const std::size_t before = stream_->output().size();
    auto written = protocol::write_message(message, stream_->output(), encoding_of_reply(),
                                           options_.send_max_bytes);
    if (!written) return written;
    counts_.send_messages(1, stream_->output().size() - before);
    stream_->flush();
    return written;
  }

  /// Decodes a request, in the form that the call has.
  template <class M>
  [[nodiscard]] result<M> decode(byte_view payload) const {
    if (accepted_.form == protocol::message_form::proto) {
      return codec::decode<M>(payload, options_.decoding);
    }
    result<M> request{std::in_place};
    auto done = json().decode(payload, schema::message_info_of<M>(), &*request, options_.decoding);
    if (!done) request.fail(std::move(done).status());
    return request;
  }

  /// A request has been decoded.
  template <class M>
  void read(M& message) {
    if (observer_ != nullptr) observer_->on_request(intercept::message_ref{message});
  }

  /// Lets `observer` see the messages from now on; null lets nobody.
  void observe(message_observer* observer) noexcept { observer_ = observer; }

  /// Ends the call at `latest`, unless it ends before.
  void cap_deadline(runtime::time_point latest) {
    if (finished_ || latest >= environment_.deadline) return;
    environment_.deadline = latest;
    environment_.executor.arm(deadline_timer_, latest);
  }

  /// Waits until the client has taken enough for more to be written.
  [[nodiscard]] auto writable() noexcept { return stream_->writable(); }

  /// Ends the call. Only the first call has an effect.
  void finish(const status& outcome) {
    if (std::exchange(finished_, true)) return;
    deadline_timer_.disarm();
    counts_.end(outcome.ok());
    if (stream_->closed()) return;
    if (holds_head_back() && !outcome.ok()) stream_->output().clear();
    const auto write_detail = [this](const status_detail& each) {
      return protocol::write_detail_json(each, options_.json);
    };
    const protocol::detail_writer details{write_detail};
    protocol::ending last =
        protocol_.finish(accepted_, outcome, context_.headers(), context_.trailers(),
                         {.head_sent = stream_->head_sent(),
                          .routed = route_ != nullptr,
                          .details = options_.json != nullptr ? &details : nullptr});
    // What has begun with a head ends apart from it, even if there is nothing to say any more.
    const bool more = !last.head || !last.body.empty() || last.trailers.has_value() ||
                      (holds_head_back() && !stream_->output().empty());
    if (last.head) stream_->send_head(*std::move(last.head), !more);
    if (!last.body.empty()) stream_->output().append(last.body.view());
    if (more) stream_->end(std::move(last.trailers));
    reader_.give_up(outcome);
    stream_->discard_body();
  }

  /// Ends the call at its deadline. The client is told on time, whether or not the handler pays
  /// attention.
  void expire() noexcept {
    status late{code::deadline_exceeded, "the deadline of the call has passed"};
    cancel_.cancel(late);
    finish(late);
  }

  /// Remembers the coroutine that owns this call, so that abandon() can end it.
  void belong_to(std::coroutine_handle<> owner) noexcept { owner_ = owner; }

  /// Destroys the coroutine that serves this call, wherever it waits, and with it the call.
  void abandon() noexcept { owner_.destroy(); }

  /// Makes every wait of the handler fail with `reason`.
  void cancel(status reason) noexcept { cancel_.cancel(std::move(reason)); }

 private:
  // Without the query, in which a GET has its message.
  [[nodiscard]] static std::string_view path_of(const http::stream& asked,
                                                const protocol::accepted& start) noexcept {
    if (!start.method.empty()) return start.method;
    const std::string_view path = asked.received_head().path;
    return start.by_get ? protocol::path_without_query(path) : path;
  }

  // What reads and writes the messages of a call that are not in the binary form.
  [[nodiscard]] const schema::message_codec& json() const noexcept {
    return accepted_.codec != nullptr ? *accepted_.codec : *options_.json;
  }

  // Whether the head has to wait for the end, because it says how the call ended. The reply waits
  // in the stream's output until then.
  [[nodiscard]] bool holds_head_back() const noexcept {
    return accepted_.reply_framing.body == protocol::framing::layout::message;
  }

  [[nodiscard]] const compress::encoding* encoding_of_reply() const noexcept {
    return context_.compresses_messages() ? accepted_.reply_encoding : nullptr;
  }

  // A reply in another layout, or in another form, than gRPC's messages mostly have.
  result<void> write_encoded(byte_view message) {
    if (message.size() > options_.send_max_bytes) {
      return protocol::check_message_size(message.size(), options_.send_max_bytes,
                                          "send_max_bytes");
    }
    send_head_now();
    if (holds_head_back()) choose_encoding();
    const std::size_t before = stream_->output().size();
    auto compressed = protocol::write_message_frame(message, stream_->output(),
                                                    accepted_.reply_framing, encoding_of_reply());
    if (!compressed) return std::move(compressed).status();
    counts_.send_messages(1, stream_->output().size() - before);
    if (!holds_head_back()) {
      stream_->flush();
    } else if (!*compressed) {
      accepted_.reply_encoding = nullptr;
    }
    return {};
  }

  void send_head_now() override {
    if (finished_ || stream_->head_sent() || holds_head_back()) return;
    choose_encoding();
    stream_->send_head(protocol_.response_head(accepted_, context_.headers()), false);
  }

  // What the client did not say that it takes is never sent.
  void choose_encoding() noexcept {
    const auto* const wanted =
        compress::encoding_of(context_.compression().value_or(options_.compression));
    if (wanted != nullptr && compress::lists_encoding(accepted_.accept_encoding, wanted->name())) {
      accepted_.reply_encoding = wanted;
    }
  }

  [[nodiscard]] bool request_was_compressed() const noexcept override {
    return reader_.was_compressed();
  }

  [[nodiscard]] rpc::metadata read_request_metadata() const override {
    return protocol_.request_metadata(stream_->received_head());
  }

  void on_received() noexcept override { reader_.on_received(); }

  void on_failed(const http::stream_error& failure) noexcept override {
    cancel_.cancel(protocol::server_status_from(failure));
    reader_.on_failed();
  }

  http::stream_ptr stream_;
  const route* route_;
  const protocol::server_protocol& protocol_;
  runtime::cancel_source cancel_;
  runtime::environment environment_;
  rpc::context context_;
  protocol::accepted accepted_;
  call_tallies counts_;
  const options& options_;
  protocol::message_reader reader_;
  member_callback<runtime::timer, server_call, &server_call::expire> deadline_timer_{*this};
  message_observer* observer_ = nullptr;
  bool finished_ = false;
  std::coroutine_handle<> owner_;
};

}  // namespace tern::server_side
