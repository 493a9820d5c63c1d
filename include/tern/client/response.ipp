// SPDX-License-Identifier: MIT
#pragma once

#include <tern/client/response.hpp>

#include <cstddef>
#include <utility>

#include <tern/http/head.hpp>
#include <tern/protocol/frame_cutter.hpp>
#include <tern/protocol/framing.hpp>

namespace tern::client_side {

TERN_INLINE void response::begin(http::stream& from, std::size_t receive_max_bytes,
                                 call_tallies& counts) {
  stream_ = &from;
  receive_max_bytes_ = receive_max_bytes;
  reader_.emplace(from, receive_max_bytes);
  reader_->count_in(counts);
}

TERN_INLINE void response::leave() noexcept {
  reader_.reset();
  stream_ = nullptr;
  head_read_ = false;
  replied_ = false;
}

TERN_INLINE status response::read_head() {
  head_read_ = true;
  protocol::response_start start = protocol_.read_head(stream_->received_head(), how_.codec.form());
  headers_ = std::move(start.metadata);
  if (!start.refusal.ok()) trailers_ = std::move(start.trailers);
  if (stream_->header_list_too_large()) start.refusal = fields_too_large();
  if (start.framing != protocol::framing{}) {
    reader_->set_framing(start.framing, limit_of_last());
  }
  reader_->set_encoding(start.encoding);
  return std::move(start.refusal);
}

TERN_INLINE result<response::message> response::take() {
  replied_ |= reader_->has_message();
  return reader_->take();
}

TERN_INLINE status response::hear_outcome() {
  protocol::outcome said = said_outcome();
  trailers_ = std::move(said.trailers);
  return std::move(said.status);
}

TERN_INLINE status response::hear_outcome_of_sole(const result<message>& read) {
  if (!stream_->received_end()) {
    return read ? status{code::internal, "the reply has no end"} : read.status();
  }
  if (!read && reader_->lost_last()) return read.status();
  status said = hear_outcome();
  return !said.ok() || read ? said : read.status();
}

TERN_INLINE status response::fields_too_large() {
  return {code::resource_exhausted,
          "the header fields of the response are larger than header_list_max_bytes"};
}

TERN_INLINE status response::fault_of_server(const status& why) {
  const bool bad = why.code() == code::invalid_argument;
  return {bad ? code::internal : why.code(), why.message()};
}

TERN_INLINE protocol::size_limit response::limit_of_last() const noexcept {
  const std::size_t fields_max_bytes = how_.connection.header_list_max_bytes;
  if (receive_max_bytes_ >= fields_max_bytes) return {receive_max_bytes_, "receive_max_bytes"};
  return {fields_max_bytes, "header_list_max_bytes"};
}

TERN_INLINE protocol::outcome response::said_outcome() const {
  if (stream_->header_list_too_large()) return {fields_too_large(), {}};
  const http::head& head = stream_->received_head();
  if (const auto last = reader_->last()) return protocol_.read_last(head, *last);
  return protocol_.read_outcome(head, {stream_->received_trailers(), replied_});
}

}  // namespace tern::client_side
