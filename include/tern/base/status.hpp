// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

/// A message that says more of a failure than its text: encoded, behind the name of its type.
struct status_detail {
  std::string type_url;  ///< type.googleapis.com/google.rpc.BadRequest
  std::vector<std::byte> value;

  friend bool operator==(const status_detail&, const status_detail&) = default;
};

namespace detail {

// One pointer, because nearly no status has any.
class status_details {
 public:
  status_details() = default;
  status_details(const status_details& other) : list_(copy(other)) {}
  status_details(status_details&&) noexcept = default;
  status_details& operator=(const status_details& other) {
    if (this != &other) list_ = copy(other);
    return *this;
  }
  status_details& operator=(status_details&&) noexcept = default;
  ~status_details() = default;

  void add(status_detail added) {
    if (list_ == nullptr) list_ = std::make_unique<list>();
    list_->push_back(std::move(added));
  }
  [[nodiscard]] std::span<const status_detail> all() const noexcept {
    return list_ == nullptr ? std::span<const status_detail>{} : std::span{*list_};
  }

  friend bool operator==(const status_details& a, const status_details& b) {
    return std::ranges::equal(a.all(), b.all());
  }

 private:
  using list = std::vector<status_detail>;
  static std::unique_ptr<list> copy(const status_details& other) {
    return other.list_ == nullptr ? nullptr : std::make_unique<list>(*other.list_);
  }

  std::unique_ptr<list> list_;
};

}  // namespace detail

/// How a message of type `M` becomes a detail of a status, and is found there again:
/// `static status_detail pack(const M&)`, `static std::optional<M> unpack(const status_detail&)`.
/// rpc/status_details.hpp has it for all messages.
template <class M>
struct detail_codec;

/// The outcome of a call: a code and, unless it is `ok`, a text for people and details for
/// programs.
///
///     return tern::status{tern::code::invalid_argument, "no such page", bad_request};
///     if (auto bad = failure.detail<tern::rpc::BadRequest>()) show(*bad);
class status {
 public:
  /// Success.
  status() = default;

  status(tern::code code, std::string message = {}) : code_(code), message_(std::move(message)) {}

  /// A failure with messages that say more.
  template <class First, class... More>
  status(tern::code code, std::string message, const First& first, const More&... more)
      : code_(code), message_(std::move(message)) {
    add_detail(detail_codec<First>::pack(first));
    (add_detail(detail_codec<More>::pack(more)), ...);
  }

  [[nodiscard]] bool ok() const noexcept { return code_ == tern::code::ok; }
  [[nodiscard]] tern::code code() const noexcept { return code_; }
  [[nodiscard]] const std::string& message() const noexcept { return message_; }

  /// The first detail that is an `M`, or nothing.
  template <class M>
  [[nodiscard]] std::optional<M> detail() const {
    for (const status_detail& each : details()) {
      if (auto found = detail_codec<M>::unpack(each)) return found;
    }
    return std::nullopt;
  }

  [[nodiscard]] std::span<const status_detail> details() const noexcept { return details_.all(); }
  void add_detail(status_detail added) { details_.add(std::move(added)); }

  friend bool operator==(const status&, const status&) = default;

 private:
  tern::code code_ = tern::code::ok;
  std::string message_;
  tern::detail::status_details details_;
};

/// `INVALID_ARGUMENT: name is required`, or `OK`.
[[nodiscard]] inline std::string to_string(const status& value) {
  std::string text{to_string(value.code())};
  if (!value.message().empty()) text.append(": ").append(value.message());
  return text;
}

}  // namespace tern
