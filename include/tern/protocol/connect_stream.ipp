// SPDX-License-Identifier: MIT
#pragma once

#include <tern/protocol/connect_stream.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/ascii.hpp>
#include <tern/base/bytes.hpp>
#include <tern/protocol/bad_response.hpp>
#include <tern/protocol/call_fields.hpp>
#include <tern/protocol/connect_end.hpp>
#include <tern/protocol/connect_fields.hpp>
#include <tern/protocol/excerpt.hpp>
#include <tern/protocol/frame_writer.hpp>
#include <tern/protocol/framing.hpp>
#include <tern/protocol/media_type.hpp>
#include <tern/protocol/message_form.hpp>
#include <tern/protocol/metadata_headers.hpp>
#include <tern/protocol/protocol.hpp>

namespace tern::protocol {

namespace detail {

inline constexpr std::string_view connect_stream_prefix = "application/connect+";

inline constexpr std::array<media_type, 2> connect_stream_types = {{
    {"application/connect+proto", message_form::proto},
    {"application/connect+json", message_form::json},
}};

[[nodiscard]] constexpr std::string_view connect_stream_type(message_form form) noexcept {
  return connect_stream_types[form == message_form::json ? 1 : 0].name;
}

}  // namespace detail

TERN_INLINE std::optional<accepted> connect_stream::accept(const http::head& request,
                                                           message_forms offered) const {
  const media_type* const type =
      detail::find_posted_type(request, detail::connect_stream_types, offered);
  if (type == nullptr) return std::nullopt;

  std::optional<accepted> call{std::in_place};
  call->form = type->form;
  call->content_type = type->name;
  detail::read_connect_fields<detail::connect_stream_fields>(request.fields, *call);
  // Otherwise the envelopes would be looked for in bytes that are compressed.
  const std::string_view whole = request.fields.get("content-encoding").value_or("identity");
  if (!ascii_iequal("identity", whole)) {
    detail::refuse_call(*call, code::unimplemented,
                        "content-encoding is " + excerpt(whole) +
                            ": a stream is compressed message by message, in the way that "
                            "connect-content-encoding says");
  }
  return call;
}

TERN_INLINE http::head connect_stream::response_head(const accepted& call,
                                                     const rpc::metadata& initial) const {
  return detail::begin_answer<detail::connect_stream_fields>(call, initial);
}

TERN_INLINE ending connect_stream::finish(const accepted& call, const status& outcome,
                                          const rpc::metadata& initial,
                                          const rpc::metadata& trailers, progress so_far) const {
  ending end;
  if (!so_far.head_sent) end.head = response_head(call, initial);
  const std::string last = write_connect_end(outcome, trailers, so_far.details);
  // It is never as long as 4 GiB, which alone could fail.
  static_cast<void>(
      write_envelope_frame(as_bytes(last), connect_end_flag, end.body, call.reply_framing));
  return end;
}

TERN_INLINE http::head connect_stream::request_head(const call_start& call) const {
  http::head head = detail::begin_request<detail::connect_stream_fields>(call);
  head.fields.add("content-type", detail::connect_stream_type(call.form));
  head.fields.add("connect-protocol-version", "1");
  detail::complete_request<detail::connect_stream_fields>(head, call);
  return head;
}

TERN_INLINE response_start connect_stream::read_head(const http::head& response,
                                                     message_form sent) const {
  if (response.status != 200) {
    return detail::refused_status(response);
  }
  const std::string_view content_type = response.fields.get("content-type").value_or("");
  const media_type* const type = find_media_type(detail::connect_stream_types, content_type);
  if (type == nullptr || type->form != sent) {
    const bool is_stream = has_media_prefix(content_type, detail::connect_stream_prefix);
    return detail::refused_content(response, is_stream ? code::internal : code::unknown,
                                   detail::connect_stream_type(sent));
  }
  response_start start;
  detail::read_reply_encoding(response, detail::connect_stream_fields::encoding, code::internal,
                              start);
  start.framing.last_flag = connect_end_flag;
  start.metadata = read_metadata(response.fields);
  return start;
}

TERN_INLINE outcome connect_stream::read_outcome(const http::head& response,
                                                 response_end end) const {
  static_cast<void>(response);
  static_cast<void>(end);  // trailers of HTTP are none of Connect
  return {{code::internal, "the server ended the call without the message that ends a stream"}, {}};
}

TERN_INLINE outcome connect_stream::read_last(const http::head& response, byte_view last) const {
  static_cast<void>(response);
  auto end = read_connect_end(as_text(last));
  if (!end) return {std::move(end).status(), {}};
  return *std::move(end);
}

}  // namespace tern::protocol
