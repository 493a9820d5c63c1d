// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <tern/compress/compression.hpp>
#include <tern/http/head.hpp>
#include <tern/protocol/excerpt.hpp>
#include <tern/protocol/media_type.hpp>
#include <tern/protocol/message_form.hpp>
#include <tern/protocol/metadata_headers.hpp>
#include <tern/protocol/protocol.hpp>

/// The parts of a head that all protocols have: how long the call may take, how its messages are
/// compressed, and metadata. Only names differ, and how a time is written: a protocol has them as
/// the static members of a type, `Fields`, and gives that to what is here.
///
///     struct grpc_fields {
///       static constexpr std::string_view timeout = "grpc-timeout";
///       static constexpr std::string_view timeout_rule = "…";        // how it is to be written
///       static constexpr code bad_timeout = code::internal;          // for what is not
///       static constexpr auto read_timeout = &tern::protocol::read_timeout;
///       static constexpr auto write_timeout = &tern::protocol::write_timeout;
///       static constexpr std::string_view encoding = "grpc-encoding";  // empty: in no field
///       static constexpr std::string_view accept_encoding = "grpc-accept-encoding";
///       static constexpr std::string_view user_agent = "…";          // of this client
///     };
namespace tern::protocol::detail {

// Room for the names and values of a head without metadata, so that it is filled in one go.
inline constexpr std::size_t request_head_text_bytes = 160;
inline constexpr std::size_t response_head_text_bytes = 96;

/// Refuses a call, unless there was a reason before.
inline void refuse_call(accepted& call, code why, std::string what) {
  if (call.refusal.ok()) call.refusal = {why, std::move(what)};
}

/// Notes how requests are compressed; `where` is the field or the parameter that says so.
inline void set_request_encoding(accepted& call, std::string_view where, std::string_view name) {
  const compress::named_encoding encoding = compress::find_encoding(name);
  call.request_encoding = encoding.how;
  if (encoding.known) return;
  refuse_call(call, code::unimplemented,
              std::string{where}
                  .append(" is ")
                  .append(excerpt(name))
                  .append(": this server decodes ")
                  .append(compress::accept_encoding));
}

/// The media type of a POST, if it is one of `known` with messages in a form that is offered; null
/// otherwise.
[[nodiscard]] inline const media_type* find_posted_type(const http::head& request,
                                                        std::span<const media_type> known,
                                                        message_forms offered) {
  if (request.method != "POST") return nullptr;
  const auto content_type = request.fields.get("content-type");
  const media_type* const type = content_type ? find_media_type(known, *content_type) : nullptr;
  return type != nullptr && offered.has(type->form) ? type : nullptr;
}

/// Reads the fields of a request; what is malformed is what the call is refused with. Of a timeout
/// that is there twice the first counts.
template <class Fields>
void read_call_fields(const http::headers& fields, accepted& call) {
  for (const name_value each : fields) {
    if (each.name == Fields::timeout) {
      if (call.timeout) continue;
      call.timeout = Fields::read_timeout(each.value);
      if (call.timeout) continue;
      refuse_call(call, Fields::bad_timeout,
                  std::string{Fields::timeout}
                      .append(" is ")
                      .append(excerpt(each.value))
                      .append(": it has to be ")
                      .append(Fields::timeout_rule));
    } else if (each.name == Fields::encoding) {
      set_request_encoding(call, Fields::encoding, each.value);
    } else if (each.name == Fields::accept_encoding) {
      call.accept_encoding = each.value;
    }
  }
}

/// Whether the head of an answer says no more than its content-type, metadata apart.
[[nodiscard]] inline bool is_plain_answer(const accepted& call) noexcept {
  return call.reply_encoding == nullptr && call.request_encoding == nullptr && call.refusal.ok();
}

/// The head of an answer that is no error of HTTP, with its metadata.
template <class Fields>
[[nodiscard]] http::head begin_answer(const accepted& call, const rpc::metadata& initial) {
  http::head head;
  head.status = 200;
  head.fields.reserve(3 + initial.size(), response_head_text_bytes);
  head.fields.add("content-type", call.content_type);
  if (call.reply_encoding != nullptr) {
    head.fields.add(Fields::encoding, call.reply_encoding->name());
  }
  // For clients that compress, or did it wrong; the others would only have more to read.
  if (call.request_encoding != nullptr || !call.refusal.ok()) {
    head.fields.add(Fields::accept_encoding, compress::accept_encoding);
  }
  append_metadata(head.fields, initial);
  return head;
}

/// The head of a POST as far as the timeout, which stands first.
template <class Fields>
[[nodiscard]] http::head begin_request(const call_start& call) {
  http::head head;
  head.method = "POST";
  head.scheme = call.scheme;
  head.authority = call.authority;
  head.path = call.path;
  head.fields.reserve(6 + call.metadata.size(), request_head_text_bytes);
  if (call.timeout) head.fields.add(Fields::timeout, Fields::write_timeout(*call.timeout));
  return head;
}

/// Adds how requests and replies are compressed, and who asks.
template <class Fields>
void add_own_fields(http::headers& fields, const compress::encoding* encoding) {
  if constexpr (!Fields::encoding.empty()) {
    if (encoding != nullptr) fields.add(Fields::encoding, encoding->name());
  }
  // Identity alone goes without saying.
  if constexpr (compress::all_compressions.size() > 1) {
    fields.add(Fields::accept_encoding, compress::accept_encoding);
  }
  fields.add("user-agent", Fields::user_agent);
}

/// Adds what stands behind the fields that a protocol has for itself.
template <class Fields>
void complete_request(http::head& head, const call_start& call) {
  add_own_fields<Fields>(head.fields, call.encoding);
  append_metadata(head.fields, call.metadata);
}

}  // namespace tern::protocol::detail
