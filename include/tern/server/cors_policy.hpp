// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/base/ascii.hpp>
#include <tern/http/h1_text.hpp>
#include <tern/http/head.hpp>
#include <tern/http/stream.hpp>
#include <tern/protocol/excerpt.hpp>
#include <tern/protocol/refusal.hpp>
#include <tern/server/cors.hpp>

namespace tern::server_side {

/// Answers what browsers ask before they let a page of another origin use the server, and says in
/// every other answer whether such a page may read it.
/// @source WHATWG Fetch, "HTTP-CORS protocol"; Connect, "Cross-Origin Resource Sharing"
class cors_policy final : public http::head_editor {
 public:
  /// @error throws std::logic_error if the options cannot be meant.
  explicit cors_policy(const cors& how)
      : any_origin_(is_any(how.origins)),
        any_header_(is_any(how.headers)),
        credentials_(how.credentials),
        private_network_(how.private_network),
        methods_(joined(checked(how.methods, "method"))),
        max_age_(std::to_string(std::max(how.max_age, std::chrono::seconds{0}).count())) {
    if (how.origins.empty()) complain("there are no origins; {\"*\"} allows any");
    if (any_origin_ && credentials_) complain("credentials are not for any origin: list them");
    if (credentials_ && (is_any(how.methods) || is_any(how.exposed_headers))) {
      complain("with credentials browsers take \"*\" for a name: list methods and exposed_headers");
    }
    if (!any_origin_) {
      for (const std::string& each : how.origins) origins_.push_back(normal_origin(each));
    }
    std::vector<std::string> headers{call_headers.begin(), call_headers.end()};
    if (!any_header_) append(headers, checked(how.headers, "header"));
    headers_ = joined(headers);
    exposed_.assign(call_exposed.begin(), call_exposed.end());
    append(exposed_, checked(how.exposed_headers, "exposed header"));
  }

  /// Whether a browser asks what a page may do. It has to be answered here.
  [[nodiscard]] static bool is_preflight(const http::head& request) noexcept {
    return request.method == "OPTIONS" && request.fields.get("origin") &&
           request.fields.get("access-control-request-method");
  }

  [[nodiscard]] protocol::refusal answer_preflight(const http::head& request) const {
    protocol::refusal answer;
    const std::string_view origin = request.fields.get("origin").value_or("");
    http::headers& fields = answer.head.fields;
    fields.add("vary",
               "origin, access-control-request-method, access-control-request-headers, "
               "access-control-request-private-network");
    if (!allows(origin)) {
      answer.head.status = 403;
      fields.add("content-type", "text/plain; charset=utf-8");
      answer.body = "origin " + protocol::excerpt(origin) + " is not among the origins of cors\n";
      return answer;
    }
    answer.head.status = 204;
    allow(origin, fields);
    fields.add("access-control-allow-methods", methods_);
    fields.add("access-control-allow-headers", headers_for(request));
    fields.add("access-control-max-age", max_age_);
    if (private_network_ && request.fields.get("access-control-request-private-network")) {
      fields.add("access-control-allow-private-network", "true");
    }
    return answer;
  }

  void edit(const http::head& request, http::head& response) const override {
    // Whoever keeps the answer must not give it to another origin.
    if (!any_origin_ && !is_preflight(request)) response.fields.add("vary", "origin");
    const auto origin = request.fields.get("origin");
    if (!origin || !allows(*origin)) return;
    if (response.fields.get("access-control-allow-origin")) return;  // it has been said
    const std::string exposed = exposed_in(response);
    allow(*origin, response.fields);
    if (!exposed.empty()) response.fields.add("access-control-expose-headers", exposed);
  }

 private:
  /// What clients of calls send. @source connectrpc.com/cors, AllowedHeaders; gRPC-Web
  static constexpr std::array<std::string_view, 12> call_headers = {
      "accept-encoding",
      "connect-accept-encoding",
      "connect-content-encoding",
      "connect-protocol-version",
      "connect-timeout-ms",
      "content-encoding",
      "content-type",
      "grpc-accept-encoding",
      "grpc-encoding",
      "grpc-timeout",
      "x-grpc-web",
      "x-user-agent",
  };

  /// What they have to read, also where an answer does not have it.
  /// @source connectrpc.com/cors, ExposedHeaders
  static constexpr std::array<std::string_view, 6> call_exposed = {
      "connect-content-encoding",
      "content-encoding",
      "grpc-encoding",
      "grpc-message",
      "grpc-status",
      "grpc-status-details-bin",
  };

  /// What pages may read in any case, or never, or have no use for.
  /// @source WHATWG Fetch, "CORS-safelisted response-header name"
  [[nodiscard]] static bool is_exposed_already(std::string_view name) noexcept {
    constexpr std::array<std::string_view, 10> names = {
        "cache-control", "content-language", "content-length", "content-type", "date",
        "expires",       "last-modified",    "pragma",         "set-cookie",   "vary",
    };
    return std::ranges::find(names, name) != names.end();
  }

  [[noreturn]] static void complain(const std::string& why) {
    throw std::logic_error("tern::cors: " + why);
  }

  [[nodiscard]] static bool is_any(const std::vector<std::string>& list) noexcept {
    return list.size() == 1 && list.front() == "*";
  }

  [[nodiscard]] static const std::vector<std::string>& checked(const std::vector<std::string>& list,
                                                               const std::string& what) {
    for (const std::string& each : list) {
      const bool fine = http::is_token(each) && each != "*";
      if (!fine && !is_any(list)) complain("\"" + each + "\" is no name of a " + what);
    }
    return list;
  }

  // As browsers write it: in lower case, without the port that the scheme has anyway.
  [[nodiscard]] static std::string normal_origin(std::string origin) {
    if (origin == "null") return origin;
    std::ranges::transform(origin, origin.begin(), ascii_lower);
    const std::size_t colon = origin.find("://");
    const std::string_view host =
        colon == origin.npos ? std::string_view{} : std::string_view{origin}.substr(colon + 3);
    if (host.empty() || !http::is_authority(host) || host.find('*') != host.npos ||
        !http::is_token(std::string_view{origin}.substr(0, colon))) {
      complain("\"" + origin + "\" is no origin: scheme://host or scheme://host:port, no path");
    }
    const bool has_usual_port = (origin.starts_with("https:") && origin.ends_with(":443")) ||
                                (origin.starts_with("http:") && origin.ends_with(":80"));
    return has_usual_port ? origin.substr(0, origin.rfind(':')) : origin;
  }

  [[nodiscard]] static std::string joined(const std::vector<std::string>& list) {
    std::string all;
    for (const std::string& each : list) all.append(all.empty() ? "" : ", ").append(each);
    return all;
  }

  static void append(std::vector<std::string>& to, const std::vector<std::string>& more) {
    for (std::string each : more) {
      std::ranges::transform(each, each.begin(), ascii_lower);
      if (std::ranges::find(to, each) == to.end()) to.push_back(std::move(each));
    }
  }

  [[nodiscard]] bool allows(std::string_view origin) const noexcept {
    return any_origin_ || std::ranges::find(origins_, origin) != origins_.end();
  }

  void allow(std::string_view origin, http::headers& fields) const {
    fields.add("access-control-allow-origin", any_origin_ ? "*" : origin);
    if (credentials_) fields.add("access-control-allow-credentials", "true");
  }

  // `*` would not stand for authorization, so what is asked for is given by name.
  [[nodiscard]] std::string headers_for(const http::head& request) const {
    std::string all = headers_;
    if (!any_header_) return all;
    const auto asked = request.fields.get("access-control-request-headers");
    http::for_each_element(asked.value_or(""), [&](std::string_view name) {
      if (http::is_token(name)) all.append(", ").append(name);
    });
    return all;
  }

  // Metadata and trailers that are sent as fields have names of their own in every answer.
  [[nodiscard]] std::string exposed_in(const http::head& response) const {
    std::vector<std::string> names = exposed_;
    for (const name_value field : response.fields) {
      if (is_exposed_already(field.name) || field.name.starts_with("access-control-")) continue;
      if (std::ranges::find(names, field.name) == names.end()) names.emplace_back(field.name);
    }
    return joined(names);
  }

  bool any_origin_;
  bool any_header_;
  bool credentials_;
  bool private_network_;
  std::vector<std::string> origins_;
  std::string methods_;
  std::string headers_;
  std::vector<std::string> exposed_;
  std::string max_age_;
};

}  // namespace tern::server_side
