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

// The text of a status that has none. It is made when somebody asks, and never destroyed: that may
// be before main, and after it.
[[nodiscard]] inline const std::string& no_message() noexcept {
  union eternal {
    eternal() noexcept : text() {}
    ~eternal() {}
    std::string text;
  };
  static const eternal none;
  return none.text;
}

// What a status says beside its code. One pointer, because most say nothing: a status is part of
// every result, and so is made, moved and dropped at every step of a call.
class status_words {
 public:
  status_words() = default;
  explicit status_words(std::string message) {
    if (!message.empty()) all_ = std::make_unique<words>(words{std::move(message), {}});
  }
  status_words(const status_words& other) : all_(copy(other)) {}
  status_words(status_words&&) noexcept = default;
  status_words& operator=(const status_words& other) {
    if (this != &other) all_ = copy(other);
    return *this;
  }
  status_words& operator=(status_words&&) noexcept = default;
  ~status_words() = default;

  [[nodiscard]] const std::string& message() const noexcept {
    return all_ == nullptr ? no_message() : all_->message;
  }

  [[nodiscard]] bool empty() const noexcept { return all_ == nullptr; }

  void add(status_detail added) {
    if (all_ == nullptr) all_ = std::make_unique<words>();
    all_->details.push_back(std::move(added));
  }
  [[nodiscard]] std::span<const status_detail> details() const noexcept {
    if (all_ == nullptr) return {};
    return {all_->details.data(), all_->details.size()};
  }

  friend bool operator==(const status_words& a, const status_words& b) {
    const std::span<const status_detail> of_a = a.details();
    const std::span<const status_detail> of_b = b.details();
    return a.message() == b.message() && of_a.size() == of_b.size() &&
           std::equal(of_a.data(), of_a.data() + of_a.size(), of_b.data());
  }

 private:
  struct words {
    std::string message;
    std::vector<status_detail> details;
  };
  static std::unique_ptr<words> copy(const status_words& other) {
    return other.all_ == nullptr ? nullptr : std::make_unique<words>(*other.all_);
  }

  std::unique_ptr<words> all_;
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

  status(tern::code code, std::string message = {}) : code_(code), words_(std::move(message)) {}

  /// A failure with messages that say more.
  template <class First, class... More>
  status(tern::code code, std::string message, const First& first, const More&... more)
      : code_(code), words_(std::move(message)) {
    add_detail(detail_codec<First>::pack(first));
    (add_detail(detail_codec<More>::pack(more)), ...);
  }

  [[nodiscard]] bool ok() const noexcept { return code_ == tern::code::ok; }
  /// Whether there is nothing to say but that it went well.
  [[nodiscard]] bool plainly_ok() const noexcept { return ok() && words_.empty(); }

  [[nodiscard]] tern::code code() const noexcept { return code_; }
  [[nodiscard]] const std::string& message() const noexcept { return words_.message(); }

  /// The first detail that is an `M`, or nothing.
  template <class M>
  [[nodiscard]] std::optional<M> detail() const {
    for (const status_detail& each : details()) {
      if (auto found = detail_codec<M>::unpack(each)) return found;
    }
    return std::nullopt;
  }

  [[nodiscard]] std::span<const status_detail> details() const noexcept { return words_.details(); }
  void add_detail(status_detail added) { words_.add(std::move(added)); }

  friend bool operator==(const status&, const status&) = default;

 private:
  tern::code code_ = tern::code::ok;
  tern::detail::status_words words_;
};

/// `INVALID_ARGUMENT: name is required`, or `OK`.
[[nodiscard]] inline std::string to_string(const status& value) {
  std::string text{to_string(value.code())};
  if (!value.message().empty()) text.append(": ").append(value.message());
  return text;
}

}  // namespace tern
