// SPDX-License-Identifier: MIT
#pragma once

#include <tern/protocol/connect_unary.hpp>

#include <array>
#include <cassert>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/base64.hpp>
#include <tern/base/bytes.hpp>
#include <tern/compress/compression.hpp>
#include <tern/http/challenge.hpp>
#include <tern/protocol/bad_response.hpp>
#include <tern/protocol/call_fields.hpp>
#include <tern/protocol/connect_code.hpp>
#include <tern/protocol/connect_error.hpp>
#include <tern/protocol/connect_fields.hpp>
#include <tern/protocol/connect_get.hpp>
#include <tern/protocol/framing.hpp>
#include <tern/protocol/media_type.hpp>
#include <tern/protocol/message_form.hpp>
#include <tern/protocol/metadata_headers.hpp>
#include <tern/protocol/protocol.hpp>
#include <tern/protocol/status_tables.hpp>

namespace tern::protocol {

namespace detail {

inline constexpr std::string_view connect_json_type = "application/json";

inline constexpr std::array<media_type, 2> connect_unary_types = {{
    {"application/proto", message_form::proto},
    {connect_json_type, message_form::json},
}};

[[nodiscard]] constexpr std::string_view connect_unary_type(message_form form) noexcept {
  return connect_unary_types[form == message_form::json ? 1 : 0].name;
}

inline constexpr std::string_view connect_trailer_prefix = "trailer-";

inline void append_prefixed_metadata(http::headers& fields, const rpc::metadata& trailers) {
  for (const name_value each : trailers) {
    if (rpc::is_reserved_name(each.name)) continue;
    const std::string name = std::string{connect_trailer_prefix}.append(each.name);
    if (rpc::is_binary_name(each.name)) {
      fields.add(name, base64_encode(as_bytes(each.value)));
    } else {
      fields.add(name, each.value);
    }
  }
}

/// The trailing metadata among the fields of a head.
[[nodiscard]] inline rpc::metadata read_prefixed_metadata(const http::headers& fields) {
  rpc::metadata trailers;
  for (const name_value each : fields) {
    if (!each.name.starts_with(connect_trailer_prefix)) continue;
    read_metadata_field(trailers, each.name.substr(connect_trailer_prefix.size()), each.value);
  }
  return trailers;
}

/// The leading metadata among the fields of a head.
[[nodiscard]] inline rpc::metadata read_unprefixed_metadata(const http::headers& fields) {
  rpc::metadata initial;
  for (const name_value each : fields) {
    if (each.name.starts_with(connect_trailer_prefix)) continue;
    read_metadata_field(initial, each.name, each.value);
  }
  return initial;
}

[[nodiscard]] inline std::optional<accepted> accept_get(const http::head& request,
                                                        message_forms offered) {
  if (!is_connect_get(request.path)) return std::nullopt;
  connect_get said = read_connect_get(request.path);
  const bool json = said.encoding == to_string(message_form::json);
  // A form that is not known is one of HTTP's errors; one that is missing is one of the call's.
  const bool known = (json && offered.json) || said.encoding == to_string(message_form::proto);
  if (!known && find_in_query(request.path, "encoding")) return std::nullopt;

  std::optional<accepted> call{std::in_place};
  call->by_get = true;
  call->form = json ? message_form::json : message_form::proto;
  call->refusal = std::move(said.problem);
  call->message = std::make_unique<const std::string>(std::move(said.message));
  set_request_encoding(*call, "the parameter compression of the query", said.compression);
  read_connect_fields<connect_get_fields>(request.fields, *call);
  return call;
}

}  // namespace detail

TERN_INLINE std::optional<accepted> connect_unary::accept(const http::head& request,
                                                          message_forms offered) const {
  std::optional<accepted> call;
  if (request.method == "GET") {
    call = detail::accept_get(request, offered);
  } else if (request.method == "POST") {
    const media_type* const type =
        detail::find_posted_type(request, detail::connect_unary_types, offered);
    if (type == nullptr) return std::nullopt;
    call.emplace().form = type->form;
    detail::read_connect_fields<detail::connect_unary_fields>(request.fields, *call);
  }
  if (!call) return std::nullopt;
  call->content_type = detail::connect_unary_type(call->form);
  call->request_framing.body = framing::layout::message;
  call->reply_framing.body = framing::layout::message;
  return call;
}

TERN_INLINE http::head connect_unary::response_head(const accepted& call,
                                                    const rpc::metadata& initial) const {
  http::head head = detail::begin_answer<detail::connect_unary_fields>(call, initial);
  // What keeps answers keeps one for each encoding.
  if (call.by_get) head.fields.add("vary", "accept-encoding");
  return head;
}

TERN_INLINE ending connect_unary::finish(const accepted& call, const status& outcome,
                                         const rpc::metadata& initial,
                                         const rpc::metadata& trailers, progress so_far) const {
  assert(!so_far.head_sent);
  ending end;
  if (outcome.ok()) {
    end.head = response_head(call, initial);
  } else {
    http::head& head = end.head.emplace();
    head.status = so_far.routed ? connect_http_status(outcome.code()) : 404;
    head.fields.add("content-type", detail::connect_json_type);
    if (!call.refusal.ok()) head.fields.add("accept-encoding", compress::accept_encoding);
    append_metadata(head.fields, initial);
    end.body.append(as_bytes(write_connect_error(outcome, so_far.details)));
  }
  detail::append_prefixed_metadata(end.head->fields, trailers);
  http::complete_challenge(*end.head);
  return end;
}

TERN_INLINE http::head connect_unary::request_head(const call_start& call) const {
  http::head head = detail::begin_request<detail::connect_unary_fields>(call);
  if (call.message) {
    const std::string_view how =
        call.encoding != nullptr ? call.encoding->name() : std::string_view{};
    head.method = "GET";
    head.path = write_connect_get(call.path, call.form, *call.message, how);
    detail::complete_request<detail::connect_get_fields>(head, call);
  } else {
    head.fields.add("content-type", detail::connect_unary_type(call.form));
    head.fields.add("connect-protocol-version", "1");
    detail::complete_request<detail::connect_unary_fields>(head, call);
  }
  return head;
}

TERN_INLINE response_start connect_unary::read_head(const http::head& response,
                                                    message_form sent) const {
  const std::string_view content_type = response.fields.get("content-type").value_or("");
  const media_type* const type = find_media_type(detail::connect_unary_types, content_type);
  const bool ok = response.status == 200;
  if (!ok && (type == nullptr || type->form != message_form::json)) {
    return detail::refused_status(response);
  }
  if (ok && (type == nullptr || type->form != sent)) {
    const bool is_message = has_media_prefix(content_type, "application/");
    return detail::refused_content(response, is_message ? code::internal : code::unknown,
                                   detail::connect_unary_type(sent));
  }
  response_start start;
  detail::read_reply_encoding(response, detail::connect_unary_fields::encoding,
                              ok ? code::internal : code_from_http_status(response.status), start);
  start.framing.body = ok ? framing::layout::message : framing::layout::ending;
  start.metadata = detail::read_unprefixed_metadata(response.fields);
  return start;
}

TERN_INLINE outcome connect_unary::read_outcome(const http::head& response,
                                                response_end end) const {
  static_cast<void>(end);  // trailers of HTTP are none of Connect
  if (response.status != 200) return read_last(response, {});
  return {{}, detail::read_prefixed_metadata(response.fields)};
}

TERN_INLINE outcome connect_unary::read_last(const http::head& response, byte_view last) const {
  return {read_connect_error(as_text(last), response.status),
          detail::read_prefixed_metadata(response.fields)};
}

}  // namespace tern::protocol
