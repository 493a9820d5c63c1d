// SPDX-License-Identifier: MIT
#pragma once

#include <tern/server/server_call.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <tern/compress/compression.hpp>
#include <tern/protocol/detail_json.hpp>
#include <tern/protocol/envelope.hpp>
#include <tern/protocol/frame_writer.hpp>
#include <tern/protocol/query.hpp>
#include <tern/protocol/status_tables.hpp>

namespace tern::server_side {

namespace detail {

// Without the query, in which a GET has its message.
[[nodiscard]] inline std::string_view path_of(const http::stream& asked,
                                              const protocol::accepted& start) noexcept {
  if (!start.method.empty()) return start.method;
  const std::string_view path = asked.received_head().path;
  return start.by_get ? protocol::path_without_query(path) : path;
}

}  // namespace detail

TERN_INLINE status handler_failed() {
  return {code::unknown, "the handler failed with an exception"};
}

TERN_INLINE server_call::server_call(runtime::executor& home, http::stream_ptr stream,
                                     const route* to, const protocol::server_protocol& speaks,
                                     protocol::accepted&& start,
                                     std::shared_ptr<const connection_security> security,
                                     call_tally& counts, const connection_tally_ptr& connection,
                                     const options& how)
    : stream_(std::move(stream)),
      route_(to),
      protocol_(speaks),
      environment_{
          home, cancel_,
          start.timeout ? runtime::saturating_add(home.now(), *start.timeout) : runtime::never},
      context_(detail::path_of(*stream_, start), connection->peer, std::move(security),
               environment_, *this),
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

TERN_INLINE server_call::~server_call() {
  stream_->listen(nullptr);
  if (finished_) return;
  counts_.end(false);
  stream_->reset(http::error_code::internal_error);
}

TERN_INLINE void server_call::cap_deadline(runtime::time_point latest) {
  if (finished_ || latest >= environment_.deadline) return;
  environment_.deadline = latest;
  environment_.executor.arm(deadline_timer_, latest);
}

TERN_INLINE void server_call::finish(const status& outcome) {
  if (std::exchange(finished_, true)) return;
  deadline_timer_.disarm();
  counts_.end(outcome.ok());
  if (stream_->closed()) return;
  if (const http::headers* const common = common_end(outcome)) {
    stream_->end_with_common(*common);
  } else {
    write_end(outcome);
  }
  reader_.give_up(outcome);
  stream_->discard_body();
}

TERN_INLINE const http::headers* server_call::common_end(const status& outcome) const {
  const bool says_no_more =
      outcome.plainly_ok() && stream_->head_sent() && context_.trailers().empty();
  return says_no_more ? protocol_.common_trailers() : nullptr;
}

TERN_INLINE void server_call::write_end(const status& outcome) {
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
}

TERN_INLINE void server_call::expire() noexcept {
  status late{code::deadline_exceeded, "the deadline of the call has passed"};
  cancel_.cancel(late);
  finish(late);
}

TERN_INLINE result<void> server_call::write_encoded(byte_view message) {
  if (message.size() > options_.send_max_bytes) {
    return protocol::check_message_size(message.size(), options_.send_max_bytes, "send_max_bytes");
  }
  send_head_now();
  if (holds_head_back()) {
    choose_encoding();
  } else if (accepted_.by_get && stream_->received_head().method == "HEAD") {
    // Nobody hears more of the stream, which may have no end.
    finish({});
    cancel_.cancel({code::cancelled, "the answer to HEAD is complete"});
    return {};
  }
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

// What the client did not say that it takes is never sent.
TERN_INLINE void server_call::choose_encoding() noexcept {
  const auto* const wanted =
      compress::encoding_of(context_.compression().value_or(options_.compression));
  if (wanted != nullptr && compress::lists_encoding(accepted_.accept_encoding, wanted->name())) {
    accepted_.reply_encoding = wanted;
  }
}

TERN_INLINE void server_call::send_head_now() {
  if (finished_ || stream_->head_sent() || holds_head_back()) return;
  choose_encoding();
  const rpc::metadata& initial = context_.headers();
  if (const auto* const common = initial.empty() ? protocol_.common_head(accepted_) : nullptr) {
    return stream_->send_common_head(*common, false);
  }
  stream_->send_head(protocol_.response_head(accepted_, initial), false);
}

TERN_INLINE bool server_call::request_was_compressed() const noexcept {
  return reader_.was_compressed();
}

TERN_INLINE rpc::metadata server_call::read_request_metadata() const {
  return protocol_.request_metadata(stream_->received_head());
}

TERN_INLINE void server_call::on_received() noexcept {
  reader_.on_received();
}

TERN_INLINE void server_call::on_failed(const http::stream_error& failure) noexcept {
  cancel_.cancel(protocol::server_status_from(failure));
  reader_.on_failed();
}

}  // namespace tern::server_side
