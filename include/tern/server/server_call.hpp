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
#include <tern/base/config.hpp>
#include <tern/base/connection_security.hpp>
#include <tern/base/intrusive_list.hpp>
#include <tern/base/member_callback.hpp>
#include <tern/base/result.hpp>
#include <tern/codec/proto.hpp>
#include <tern/http/stream.hpp>
#include <tern/intercept/message_ref.hpp>
#include <tern/protocol/message_form.hpp>
#include <tern/protocol/message_reader.hpp>
#include <tern/protocol/message_writer.hpp>
#include <tern/protocol/protocol.hpp>
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
[[nodiscard]] status handler_failed();

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
              std::shared_ptr<const connection_security> security, call_tally& counts,
              const connection_tally_ptr& connection, const options& how);
  server_call(const server_call&) = delete;
  server_call& operator=(const server_call&) = delete;

  /// A call that was not finished is reset: its handler was taken away.
  ~server_call();

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
  void cap_deadline(runtime::time_point latest);

  /// Waits until the client has taken enough for more to be written.
  [[nodiscard]] auto writable() noexcept { return stream_->writable(); }

  /// Ends the call. Only the first call has an effect.
  void finish(const status& outcome);

  /// Ends the call at its deadline. The client is told on time, whether or not the handler pays
  /// attention.
  void expire() noexcept;

  /// Remembers the coroutine that owns this call, so that abandon() can end it.
  void belong_to(std::coroutine_handle<> owner) noexcept { owner_ = owner; }

  /// Destroys the coroutine that serves this call, wherever it waits, and with it the call.
  void abandon() noexcept { owner_.destroy(); }

  /// Makes every wait of the handler fail with `reason`.
  void cancel(status reason) noexcept { cancel_.cancel(std::move(reason)); }

 private:
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
  result<void> write_encoded(byte_view message);

  void choose_encoding() noexcept;

  // What ends the call as it ends most, or null; and else.
  [[nodiscard]] const http::headers* common_end(const status& outcome) const;
  void write_end(const status& outcome);

  void send_head_now() override;
  [[nodiscard]] bool request_was_compressed() const noexcept override;
  [[nodiscard]] rpc::metadata read_request_metadata() const override;
  void on_received() noexcept override;
  void on_failed(const http::stream_error& failure) noexcept override;

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

#if !TERN_COMPILED
#include <tern/server/server_call.ipp>
#endif
