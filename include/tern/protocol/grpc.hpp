// SPDX-License-Identifier: MIT
#pragma once

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

/// gRPC over HTTP/2.
///
///     request   head: POST, te, content-type, grpc-timeout, metadata | envelopes
///     response  head: 200, content-type, metadata | envelopes | trailers: grpc-status, metadata
///     or        head: 200, content-type, grpc-status, metadata          ("Trailers-Only")
///
/// @source gRPC, doc/PROTOCOL-HTTP2.md
struct grpc final : protocol {
  [[nodiscard]] std::string_view name() const noexcept override { return "gRPC"; }

  [[nodiscard]] std::string_view media_types(message_forms offered) const noexcept override {
    return offered.json ? "application/grpc, application/grpc+json" : "application/grpc";
  }

  [[nodiscard]] bool needs_http2() const noexcept override { return true; }

  /// A request speaks gRPC if its content-type is `application/grpc`, with or without a codec
  /// (`+proto`) and parameters. `te: trailers` may be missing: proxies strip it.
  [[nodiscard]] std::optional<accepted> accept(const http::head& request,
                                               message_forms offered = {}) const override;

  [[nodiscard]] http::head response_head(const accepted& call,
                                         const rpc::metadata& initial) const override;

  /// Trailers; or one head alone if nothing was sent before and there is no initial metadata, which
  /// a client could not tell from the trailing one.
  [[nodiscard]] ending finish(const accepted& call, const status& outcome,
                              const rpc::metadata& initial, const rpc::metadata& trailers,
                              progress so_far) const override;

  [[nodiscard]] http::head request_head(const call_start& call) const override;

  /// A head that has `grpc-status` is Trailers-Only: its metadata belongs to the outcome.
  [[nodiscard]] response_start read_head(const http::head& response,
                                         message_form sent = message_form::proto) const override;

  [[nodiscard]] outcome read_outcome(const http::head& response, response_end end) const override;
};

inline constexpr grpc grpc_protocol{};

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

}  // namespace detail

inline std::optional<accepted> grpc::accept(const http::head& request,
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

inline http::head grpc::response_head(const accepted& call, const rpc::metadata& initial) const {
  return detail::begin_answer<detail::grpc_fields>(call, initial);
}

inline ending grpc::finish(const accepted& call, const status& outcome,
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

inline http::head grpc::request_head(const call_start& call) const {
  http::head head = detail::begin_request<detail::grpc_fields>(call);
  head.fields.add("te", "trailers");
  head.fields.add("content-type", call.form == message_form::proto ? detail::grpc_proto_media_type
                                                                   : detail::grpc_json_media_type);
  detail::complete_request<detail::grpc_fields>(head, call);
  return head;
}

inline response_start grpc::read_head(const http::head& response, message_form sent) const {
  const auto grpc_status = response.fields.get("grpc-status");
  if (response.status != 200) {
    if (grpc_status) return {};
    return detail::refused_status(response);
  }
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

inline outcome grpc::read_outcome(const http::head& response, response_end end) const {
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
