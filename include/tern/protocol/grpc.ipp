// SPDX-License-Identifier: MIT
#pragma once

#include <tern/protocol/grpc.hpp>

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include <tern/base/ascii.hpp>
#include <tern/protocol/bad_response.hpp>
#include <tern/protocol/call_fields.hpp>
#include <tern/protocol/excerpt.hpp>
#include <tern/protocol/grpc_fields.hpp>
#include <tern/protocol/metadata_headers.hpp>
#include <tern/protocol/protocol.hpp>

namespace tern::protocol {

namespace detail {

inline constexpr std::string_view grpc_media_type = "application/grpc";
inline constexpr std::string_view grpc_proto_media_type = "application/grpc+proto";
inline constexpr std::string_view grpc_json_media_type = "application/grpc+json";

/// What a content-type says about a message.
struct grpc_content {
  bool grpc = false;              ///< it is application/grpc
  bool form_known = false;        ///< and the form of its messages is one that exists here
  std::string_view media_type{};  ///< to be echoed; a literal
  message_form form = message_form::proto;
};

[[nodiscard]] constexpr grpc_content grpc_content_of(std::string_view content_type) noexcept {
  // What nearly every peer says.
  if (content_type == grpc_media_type) return {true, true, grpc_media_type};
  if (content_type == grpc_proto_media_type) return {true, true, grpc_proto_media_type};
  const std::string_view media_type = trim_spaces(content_type.substr(0, content_type.find(';')));
  if (media_type.size() < grpc_media_type.size() ||
      !ascii_iequal(grpc_media_type, media_type.substr(0, grpc_media_type.size()))) {
    return {};
  }
  if (media_type.size() == grpc_media_type.size()) return {true, true, grpc_media_type};
  if (media_type[grpc_media_type.size()] != '+') return {};
  if (ascii_iequal(grpc_proto_media_type, media_type)) {
    return {true, true, grpc_proto_media_type};
  }
  if (ascii_iequal(grpc_json_media_type, media_type)) {
    return {true, true, grpc_json_media_type, message_form::json};
  }
  return {true, false, grpc_media_type};
}

/// What all requests say, between the timeout and the metadata.
inline void add_grpc_request_fields(http::headers& fields, message_form form,
                                    const compress::encoding* encoding) {
  fields.add("te", "trailers");
  fields.add("content-type",
             form == message_form::proto ? grpc_proto_media_type : grpc_json_media_type);
  add_own_fields<grpc_fields>(fields, encoding);
}

/// The same of requests that are not compressed, made once.
inline const http::headers& common_grpc_request_fields(message_form form) {
  const auto make = [](message_form of) {
    http::headers fields;
    add_grpc_request_fields(fields, of, nullptr);
    return fields;
  };
  // Never destroyed: calls may be made after what is static here.
  static const auto& proto = *new const http::headers{make(message_form::proto)};
  static const auto& json = *new const http::headers{make(message_form::json)};
  return form == message_form::proto ? proto : json;
}

}  // namespace detail

TERN_INLINE std::optional<accepted> grpc::accept(const http::head& request,
                                                 message_forms offered) const {
  const auto content_type = request.fields.get("content-type");
  if (!content_type) return std::nullopt;
  const detail::grpc_content content = detail::grpc_content_of(*content_type);
  if (!content.grpc) return std::nullopt;

  std::optional<accepted> call{std::in_place};
  call->content_type = content.media_type;
  call->form = content.form;
  if (!content.form_known || !offered.has(content.form)) {
    call->content_type = detail::grpc_media_type;
    call->refusal = {code::unimplemented,
                     "content-type is " + excerpt(*content_type) + ": this server takes " +
                         (offered.json ? "application/grpc, application/grpc+proto and "
                                         "application/grpc+json"
                                       : "application/grpc and application/grpc+proto")};
  }
  detail::read_call_fields<detail::grpc_fields>(request.fields, *call);
  return call;
}

TERN_INLINE http::head grpc::response_head(const accepted& call,
                                           const rpc::metadata& initial) const {
  return detail::begin_answer<detail::grpc_fields>(call, initial);
}

TERN_INLINE const http::head* grpc::common_head(const accepted& call) const {
  if (!detail::is_plain_answer(call)) return nullptr;
  const auto make = [](std::string_view media_type) {
    accepted plain;
    plain.content_type = media_type;
    return grpc_protocol.response_head(plain, {});
  };
  // Never destroyed: a server may be, after what is static here.
  static const auto& by_content_type =
      *new const std::array{make(detail::grpc_media_type), make(detail::grpc_proto_media_type),
                            make(detail::grpc_json_media_type)};
  if (call.form == message_form::json) return &by_content_type[2];
  return &by_content_type[call.content_type == detail::grpc_media_type ? 0 : 1];
}

TERN_INLINE const http::headers* grpc::common_trailers() const {
  static const auto& of_success = *new const http::headers{{"grpc-status", "0"}};
  return &of_success;
}

TERN_INLINE ending grpc::finish(const accepted& call, const status& outcome,
                                const rpc::metadata& initial, const rpc::metadata& trailers,
                                progress so_far) const {
  ending end;
  if (so_far.head_sent || !initial.empty()) {
    if (!so_far.head_sent) end.head = response_head(call, initial);
    detail::append_outcome(end.trailers.emplace(), outcome, trailers);
    return end;
  }
  end.head = response_head(call, initial);
  detail::append_outcome(end.head->fields, outcome, trailers);
  return end;
}

TERN_INLINE http::head grpc::request_head(const call_start& call) const {
  http::head head = detail::begin_request<detail::grpc_fields>(call);
  if (call.encoding != nullptr) {
    detail::add_grpc_request_fields(head.fields, call.form, call.encoding);
  } else {
    head.fields.append(detail::common_grpc_request_fields(call.form));
  }
  append_metadata(head.fields, call.metadata);
  return head;
}

TERN_INLINE response_start grpc::read_head(const http::head& response, message_form sent) const {
  if (response.status != 200) return detail::read_http_error(response);
  const auto grpc_status = response.fields.get("grpc-status");
  // A Trailers-Only answer may lack a content-type, but not name another.
  if (const auto content_type = response.fields.get("content-type"); content_type || !grpc_status) {
    const detail::grpc_content content = detail::grpc_content_of(content_type.value_or(""));
    if (!content.grpc || !content.form_known || content.form != sent) {
      const auto wanted =
          sent == message_form::proto ? detail::grpc_media_type : detail::grpc_json_media_type;
      return detail::refused_content(response, content.grpc ? code::internal : code::unknown,
                                     wanted);
    }
  }
  if (grpc_status) return {};
  return detail::read_reply_fields(response);
}

TERN_INLINE outcome grpc::read_outcome(const http::head& response, response_end end) const {
  if (end.trailers != nullptr) {
    if (auto said = detail::find_outcome(*end.trailers)) return *std::move(said);
    return {{code::unknown, "the server ended the call with trailers that have no grpc-status"},
            read_metadata(*end.trailers)};
  }
  // What the head says counts only where nothing follows it.
  if (end.replied) return {{code::internal, "the server ended the call without trailers"}, {}};
  if (auto said = detail::find_outcome(response.fields)) return *std::move(said);
  return {{code::internal, "the server ended the call without trailers and without grpc-status"},
          {}};
}

}  // namespace tern::protocol
