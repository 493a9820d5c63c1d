// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <tern/codec/proto.hpp>
#include <tern/reflect/message.hpp>
#include <tern/rpc/status_details.hpp>

/// The details that services of all languages add to their errors.
///
///     throw tern::error{tern::code::invalid_argument, "bad request",
///                       tern::rpc::BadRequest{{{.field = "name", .description = "is empty"}}}};
///
/// @source google/rpc/error_details.proto
namespace tern::rpc {

/// What went wrong, for programs: a reason in a domain that defines its reasons.
struct ErrorInfo {
  std::string reason{};  ///< API_DISABLED
  std::string domain{};  ///< pubsub.googleapis.com
  std::map<std::string, std::string> metadata{};
};
TERN_MESSAGE(ErrorInfo, "google.rpc.ErrorInfo", (1, reason), (2, domain), (3, metadata))

/// When the client may try again.
struct RetryInfo {
  std::optional<std::chrono::nanoseconds> retry_delay{};
};
TERN_MESSAGE(RetryInfo, "google.rpc.RetryInfo", (1, retry_delay))

/// For those who debug the server; not for strangers.
struct DebugInfo {
  std::vector<std::string> stack_entries{};
  std::string detail{};
};
TERN_MESSAGE(DebugInfo, "google.rpc.DebugInfo", (1, stack_entries), (2, detail))

/// Which quota is used up.
struct QuotaFailure {
  struct Violation {
    std::string subject{};
    std::string description{};
    std::string api_service{};
    std::string quota_metric{};
    std::string quota_id{};
    std::map<std::string, std::string> quota_dimensions{};
    std::int64_t quota_value = 0;
    std::optional<std::int64_t> future_quota_value{};
  };
  std::vector<Violation> violations{};
};
TERN_MESSAGE(QuotaFailure::Violation, "google.rpc.QuotaFailure.Violation", (1, subject),
             (2, description), (3, api_service), (4, quota_metric), (5, quota_id),
             (6, quota_dimensions), (7, quota_value), (8, future_quota_value))
TERN_MESSAGE(QuotaFailure, "google.rpc.QuotaFailure", (1, violations))

/// What would have to be otherwise before the call.
struct PreconditionFailure {
  struct Violation {
    std::string type{};
    std::string subject{};
    std::string description{};
  };
  std::vector<Violation> violations{};
};
TERN_MESSAGE(PreconditionFailure::Violation, "google.rpc.PreconditionFailure.Violation", (1, type),
             (2, subject), (3, description))
TERN_MESSAGE(PreconditionFailure, "google.rpc.PreconditionFailure", (1, violations))

/// A text for the user of the program, in the user's language.
struct LocalizedMessage {
  std::string locale{};  ///< en-US
  std::string message{};
};
TERN_MESSAGE(LocalizedMessage, "google.rpc.LocalizedMessage", (1, locale), (2, message))

/// Which fields of the request are wrong.
struct BadRequest {
  struct FieldViolation {
    std::string field{};  ///< a path: `emails[1].type`
    std::string description{};
    std::string reason{};
    std::optional<LocalizedMessage> localized_message{};
  };
  std::vector<FieldViolation> field_violations{};
};
TERN_MESSAGE(BadRequest::FieldViolation, "google.rpc.BadRequest.FieldViolation", (1, field),
             (2, description), (3, reason), (4, localized_message))
TERN_MESSAGE(BadRequest, "google.rpc.BadRequest", (1, field_violations))

/// What to name the request by when the failure is reported.
struct RequestInfo {
  std::string request_id{};
  std::string serving_data{};
};
TERN_MESSAGE(RequestInfo, "google.rpc.RequestInfo", (1, request_id), (2, serving_data))

/// Which resource is meant.
struct ResourceInfo {
  std::string resource_type{};
  std::string resource_name{};
  std::string owner{};
  std::string description{};
};
TERN_MESSAGE(ResourceInfo, "google.rpc.ResourceInfo", (1, resource_type), (2, resource_name),
             (3, owner), (4, description))

/// Where to read on.
struct Help {
  struct Link {
    std::string description{};
    std::string url{};
  };
  std::vector<Link> links{};
};
TERN_MESSAGE(Help::Link, "google.rpc.Help.Link", (1, description), (2, url))
TERN_MESSAGE(Help, "google.rpc.Help", (1, links))

}  // namespace tern::rpc
