// SPDX-License-Identifier: MIT
#pragma once

#include <tern/protocol/grpc_web.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/bytes.hpp>
#include <tern/protocol/bad_response.hpp>
#include <tern/protocol/call_fields.hpp>
#include <tern/protocol/frame_writer.hpp>
#include <tern/protocol/framing.hpp>
#include <tern/protocol/grpc_fields.hpp>
#include <tern/protocol/grpc_web_trailers.hpp>
#include <tern/protocol/media_type.hpp>
#include <tern/protocol/message_form.hpp>
#include <tern/protocol/metadata_headers.hpp>
#include <tern/protocol/protocol.hpp>

namespace tern::protocol {

namespace detail {

inline constexpr std::string_view grpc_web_prefix = "application/grpc-web";

/// What a content-type without a form stands for comes first.
inline constexpr std::array<media_type, 6> grpc_web_types = {{
    {"application/grpc-web", message_form::proto, false},
    {"application/grpc-web+proto", message_form::proto, false},
    {"application/grpc-web+json", message_form::json, false},
    {"application/grpc-web-text", message_form::proto, true},
    {"application/grpc-web-text+proto", message_form::proto, true},
    {"application/grpc-web-text+json", message_form::json, true},
}};

/// The type with a form in its name.
[[nodiscard]] constexpr const media_type& grpc_web_type(message_form form, bool base64) noexcept {
  return grpc_web_types[(base64 ? 4 : 1) + (form == message_form::json ? 1 : 0)];
}

/// Whether a client that accepts `list` wants text; nothing if it names no type of gRPC-Web.
[[nodiscard]] constexpr std::optional<bool> accepts_web_text(std::string_view list) noexcept {
  std::optional<bool> text;
  for (;;) {
    const std::size_t comma = list.find(',');
    const std::string_view one = list.substr(0, comma);
    if (const media_type* type = find_media_type(grpc_web_types, one)) {
      if (type->base64) return true;
      text = false;
    }
    if (comma == list.npos) return text;
    list.remove_prefix(comma + 1);
  }
}

}  // namespace detail

TERN_INLINE std::optional<accepted> grpc_web::accept(const http::head& request,
                                                     message_forms offered) const {
  const media_type* const type = detail::find_posted_type(request, detail::grpc_web_types, offered);
  if (type == nullptr) return std::nullopt;

  std::optional<accepted> call{std::in_place};
  const bool text_wanted =
      detail::accepts_web_text(request.fields.get("accept").value_or("")).value_or(type->base64);
  call->form = type->form;
  call->content_type = text_wanted == type->base64
                           ? type->name
                           : detail::grpc_web_type(type->form, text_wanted).name;
  call->request_framing.base64 = type->base64;
  call->reply_framing.base64 = text_wanted;
  detail::read_call_fields<detail::grpc_web_fields>(request.fields, *call);
  return call;
}

TERN_INLINE http::head grpc_web::response_head(const accepted& call,
                                               const rpc::metadata& initial) const {
  return detail::begin_answer<detail::grpc_web_fields>(call, initial);
}

TERN_INLINE ending grpc_web::finish(const accepted& call, const status& outcome,
                                    const rpc::metadata& initial, const rpc::metadata& trailers,
                                    progress so_far) const {
  ending end;
  if (!so_far.head_sent) end.head = response_head(call, initial);
  http::headers fields;
  detail::append_outcome(fields, outcome, trailers);
  const std::string block = write_web_trailers(fields);
  // Trailers are never as long as 4 GiB, which alone could fail.
  static_cast<void>(
      write_envelope_frame(as_bytes(block), grpc_web_last_flag, end.body, call.reply_framing));
  return end;
}

TERN_INLINE http::head grpc_web::request_head(const call_start& call) const {
  http::head head = detail::begin_request<detail::grpc_web_fields>(call);
  const std::string_view type = detail::grpc_web_type(call.form, as_text_).name;
  head.fields.add("content-type", type);
  head.fields.add("accept", type);
  head.fields.add("x-grpc-web", "1");
  detail::complete_request<detail::grpc_web_fields>(head, call);
  return head;
}

TERN_INLINE response_start grpc_web::read_head(const http::head& response,
                                               message_form sent) const {
  if (response.status != 200) return detail::read_http_error(response);
  const bool has_status = response.fields.get("grpc-status").has_value();
  const std::string_view content_type = response.fields.get("content-type").value_or("");
  const media_type* const type = find_media_type(detail::grpc_web_types, content_type);
  if (type == nullptr || type->form != sent) {
    const bool is_web = has_media_prefix(content_type, detail::grpc_web_prefix);
    return detail::refused_content(response, is_web ? code::internal : code::unknown,
                                   detail::grpc_web_type(sent, as_text_).name);
  }
  response_start start = detail::read_reply_fields(response);
  start.framing = {.last_flag = grpc_web_last_flag, .base64 = type->base64};
  if (has_status) start.metadata.clear();  // it belongs to the outcome
  return start;
}

TERN_INLINE outcome grpc_web::read_outcome(const http::head& response, response_end end) const {
  // Trailers of HTTP are none here, and what the head says counts only where nothing follows it.
  if (end.replied) return {{code::internal, "the server ended the call without trailers"}, {}};
  if (auto said = detail::find_outcome(response.fields)) return *std::move(said);
  return {{code::internal, "the server ended the call without trailers and without grpc-status"},
          {}};
}

TERN_INLINE outcome grpc_web::read_last(const http::head& response, byte_view last) const {
  static_cast<void>(response);
  const auto trailers = read_web_trailers(as_text(last));
  if (!trailers) return {trailers.status(), {}};
  if (auto said = detail::find_outcome(*trailers)) return *std::move(said);
  return {{code::unknown, "the server ended the call with trailers that have no grpc-status"},
          read_metadata(*trailers)};
}

}  // namespace tern::protocol
