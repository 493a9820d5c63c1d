// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tern {

/// How a call ended.
/// @source gRPC, doc/statuscodes.md
enum class code : std::uint8_t {
  ok = 0,
  cancelled = 1,
  unknown = 2,
  invalid_argument = 3,
  deadline_exceeded = 4,
  not_found = 5,
  already_exists = 6,
  permission_denied = 7,
  resource_exhausted = 8,
  failed_precondition = 9,
  aborted = 10,
  out_of_range = 11,
  unimplemented = 12,
  internal = 13,
  unavailable = 14,
  data_loss = 15,
  unauthenticated = 16,
};

namespace detail {
inline constexpr std::array<std::string_view, 17> code_names = {
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
};
}  // namespace detail

/// The name that the gRPC documents use: `INVALID_ARGUMENT`.
[[nodiscard]] constexpr std::string_view to_string(code value) noexcept {
  const auto index = static_cast<std::size_t>(value);
  return index < detail::code_names.size() ? detail::code_names[index] : "UNKNOWN";
}

/// The code with that number, or nothing if gRPC defines none.
[[nodiscard]] constexpr std::optional<code> code_from_number(std::uint32_t number) noexcept {
  if (number >= detail::code_names.size()) return std::nullopt;
  return static_cast<code>(number);
}

/// The outcome of a call: a code and, unless it is `ok`, a text for people.
class status {
 public:
  /// Success.
  status() = default;

  status(tern::code code, std::string message = {}) : code_(code), message_(std::move(message)) {}

  [[nodiscard]] bool ok() const noexcept { return code_ == tern::code::ok; }
  [[nodiscard]] tern::code code() const noexcept { return code_; }
  [[nodiscard]] const std::string& message() const noexcept { return message_; }

  friend bool operator==(const status&, const status&) = default;

 private:
  tern::code code_ = tern::code::ok;
  std::string message_;
};

/// `INVALID_ARGUMENT: name is required`, or `OK`.
[[nodiscard]] inline std::string to_string(const status& value) {
  std::string text{to_string(value.code())};
  if (!value.message().empty()) text.append(": ").append(value.message());
  return text;
}

}  // namespace tern
