// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/base64.hpp>
#include <tern/base/bytes.hpp>
#include <tern/base/status.hpp>
#include <tern/codec/utf8.hpp>
#include <tern/json/cursor.hpp>
#include <tern/json/escape.hpp>
#include <tern/json/output.hpp>
#include <tern/protocol/connect_code.hpp>
#include <tern/protocol/protocol.hpp>
#include <tern/protocol/status_tables.hpp>

/// A status as Connect writes it: the body of a unary call that failed, and a part of the message
/// that ends a stream.
///
///     {"code":"invalid_argument","message":"name is required",
///      "details":[{"type":"google.rpc.BadRequest","value":"CgYKBG5hbWU","debug":{…}}]}
///
/// @source Connect, "Error and EndStreamResponse"
namespace tern::protocol {

namespace detail {

/// `text`, or a copy in `storage` in which each byte that is no UTF-8 has become U+FFFD: what a
/// handler says in an error must reach the client, whatever it is.
[[nodiscard]] inline std::string_view as_utf8(std::string_view text, std::string& storage) {
  const auto* at = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto* const end = at + text.size();
  if (text.empty()) return text;
  const std::uint8_t* bad = codec::find_invalid_utf8(at, end);
  if (bad == nullptr) return text;
  storage.clear();
  while (bad != nullptr) {
    storage.append(reinterpret_cast<const char*>(at), reinterpret_cast<const char*>(bad));
    storage.append("\xEF\xBF\xBD");
    at = bad + 1;
    bad = at == end ? nullptr : codec::find_invalid_utf8(at, end);
  }
  storage.append(reinterpret_cast<const char*>(at), reinterpret_cast<const char*>(end));
  return storage;
}

inline void write_json_text(json::output& out, std::string_view text) {
  std::string storage;
  static_cast<void>(json::write_string(out, as_utf8(text, storage)));
}

inline void write_connect_error(json::output& out, const status& failure,
                                const detail_writer* details) {
  out.append(R"({"code":")");
  out.append(connect_name(failure.code()));
  out.append('"');
  if (!failure.message().empty()) {
    out.append(R"(,"message":)");
    write_json_text(out, failure.message());
  }
  std::string_view before = R"(,"details":[{"type":)";
  for (const status_detail& each : failure.details()) {
    out.append(std::exchange(before, R"(,{"type":)"));
    const std::string_view url = each.type_url;
    write_json_text(out, url.substr(url.rfind('/') + 1));
    out.append(R"(,"value":")");
    const std::size_t size = base64_encoded_size(each.value.size(), base64_padding::none);
    out.advance(base64_encode_to(out.reserve(size), each.value, base64_padding::none));
    out.append("\"");
    const std::string shown = details != nullptr ? (*details)(each) : std::string{};
    if (!shown.empty()) {
      out.append(R"(,"debug":)");
      out.append(shown);
    }
    out.append("}");
  }
  out.append(failure.details().empty() ? "}" : "]}");
}

/// Reads a string into `value`, or a value of another type into nothing.
[[nodiscard]] inline bool read_if_string(json::cursor& text, std::string& value) {
  return text.peek() == '"' ? text.read_string(value) : text.skip_value();
}

/// Reads one detail. One that is no type with bytes is left out: the error says enough without.
[[nodiscard]] inline bool read_connect_detail(json::cursor& text, status& failure) {
  if (text.peek() != '{') return text.skip_value();
  std::string type;
  std::optional<std::string> value;
  const bool read = text.read_object([&](std::string_view name) {
    if (name == "type") return read_if_string(text, type);
    if (name == "value" && text.peek() == '"') return text.read_string(value.emplace());
    return text.skip_value();  // "debug" too, which is for people
  });
  if (!read || type.empty() || type.ends_with('/') || !value) return read;
  const auto bytes = base64_decode(*value);
  if (!bytes) return true;
  if (type.find('/') == std::string::npos) type.insert(0, "type.googleapis.com/");
  const byte_view view = as_bytes(*bytes);
  failure.add_detail({std::move(type), {view.begin(), view.end()}});
  return true;
}

/// Reads an error. @param inferred the code of an error that names none, or none that exists.
[[nodiscard]] inline std::optional<status> read_connect_error(json::cursor& text, code inferred) {
  std::string code_name;
  std::string message;
  status details;
  const bool read = text.read_object([&](std::string_view name) {
    if (name == "code") return read_if_string(text, code_name);
    if (name == "message") return read_if_string(text, message);
    if (name == "details" && text.peek() == '[') {
      return text.read_list([&] { return read_connect_detail(text, details); });
    }
    return text.skip_value();
  });
  if (!read) return std::nullopt;
  status failure{code_from_connect_name(code_name).value_or(inferred), std::move(message)};
  for (const status_detail& each : details.details()) failure.add_detail(each);
  return failure;
}

}  // namespace detail

/// The body of a unary call that failed.
///
/// Nothing is said twice: a message that is empty and details that are not there are left out. Text
/// that is not UTF-8 is repaired.
/// @param details writes the member `debug` of details; null: there is none.
[[nodiscard]] inline std::string write_connect_error(const status& failure,
                                                     const detail_writer* details = nullptr) {
  std::string text;
  json::string_output out{text};
  detail::write_connect_error(out, failure, details);
  out.finish();
  return text;
}

/// The status that the body of a failed unary call says. If that is no JSON object, or names no
/// code that exists, the HTTP status says the code.
///
/// Unknown members are ignored, and so is a member of the wrong type.
/// @source Connect, "HTTP to Error Code"
[[nodiscard]] inline status read_connect_error(std::string_view body, int http_status) {
  const code inferred = code_from_http_status(http_status);
  json::cursor text{body};
  auto failure = detail::read_connect_error(text, inferred);
  if (failure && text.read_end()) return *std::move(failure);
  return {inferred, "the server answered with HTTP status " + std::to_string(http_status) +
                        ", and its body is no error of Connect: it " + text.failure()};
}

}  // namespace tern::protocol
