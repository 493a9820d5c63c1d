// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/base/ascii.hpp>
#include <tern/base/name_values.hpp>
#include <tern/base/result.hpp>

namespace tern::rpc {

/// Whether values of `name` are bytes of any kind, and not text.
[[nodiscard]] constexpr bool is_binary_name(std::string_view name) noexcept {
  return name.ends_with("-bin");
}

/// Whether `name`, in lower case, belongs to HTTP or to a protocol and is no metadata.
///
/// A few names that begin with `grpc-` are no concern of the protocol itself and pass: tracing,
/// retries and the details of a status.
[[nodiscard]] constexpr bool is_reserved_name(std::string_view name) noexcept {
  constexpr std::array<std::string_view, 5> passed_through = {
      "grpc-previous-rpc-attempts",
      "grpc-retry-pushback-ms",
      "grpc-status-details-bin",
      "grpc-tags-bin",
      "grpc-trace-bin",
  };
  constexpr std::array<std::string_view, 13> reserved = {
      "connection",
      "content-encoding",
      "content-length",
      "content-type",
      "host",
      "http2-settings",
      "keep-alive",
      "te",
      "proxy-connection",
      "trailer",
      "transfer-encoding",
      "upgrade",
      "user-agent",
  };
  if (name.empty()) return false;
  // Few names of users begin like a reserved one, so the first character decides most of the time.
  switch (name.front()) {
    case ':':
      return true;
    case 'g':
      return name.starts_with("grpc-") &&
             std::ranges::find(passed_through, name) == passed_through.end();
    case 'c':
      if (name.starts_with("connect-")) return true;
      [[fallthrough]];
    case 'h':
    case 'k':
    case 'p':
    case 't':
    case 'u':
      return std::ranges::find(reserved, name) != reserved.end();
    default:
      return false;
  }
}

/// What travels beside the messages of a call: names with values, in order; a name may occur
/// several times. Names are case-insensitive and kept in lower case.
///
/// A value is text of the characters from space to `~`. Under a name that ends in `-bin` it is
/// bytes of any kind, given and taken as they are: how they travel is the protocol's business.
/// @source gRPC, doc/PROTOCOL-HTTP2.md, Custom-Metadata
class metadata {
 public:
  using iterator = name_values::iterator;

  metadata() = default;
  metadata(std::initializer_list<name_value> list) {
    for (const name_value& each : list) add(each.name, each.value);
  }

  /// Adds a pair at the end. Spaces around a text are not part of it.
  /// @error throws `error` with `internal`, as the mistake is this program's, when the name is
  /// not made of `0-9 a-z _ . -`, is reserved for HTTP or for a protocol, or when the value is
  /// no text.
  void add(std::string_view name, std::string_view value);

  /// Puts one value in the place of all values of `name`, at the end.
  /// @error as add(); then nothing has changed.
  void set(std::string_view name, std::string_view value);

  /// Removes all values of `name` and returns how many there were.
  std::size_t erase(std::string_view name);

  /// Adds what a peer has sent, its bytes decoded. What add() would refuse is dropped, except that
  /// `user-agent` may be received.
  /// @returns whether the pair was added
  bool add_received(std::string_view name, std::string_view value);

  /// The first value of `name`.
  /// @lifetime borrows from the metadata, until it changes.
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const noexcept;

  /// All values of `name`, in order.
  /// @lifetime they borrow from the metadata, until it changes.
  [[nodiscard]] std::vector<std::string_view> get_all(std::string_view name) const;

  [[nodiscard]] bool contains(std::string_view name) const noexcept {
    return get(name).has_value();
  }

  [[nodiscard]] std::size_t size() const noexcept { return pairs_.size(); }
  [[nodiscard]] bool empty() const noexcept { return pairs_.empty(); }
  [[nodiscard]] iterator begin() const noexcept { return pairs_.begin(); }
  [[nodiscard]] iterator end() const noexcept { return pairs_.end(); }

  /// Forgets all pairs, keeps the storage.
  void clear() noexcept { pairs_.clear(); }

  friend bool operator==(const metadata&, const metadata&) = default;

 private:
  void append(std::string_view name, std::string_view value);

  name_values pairs_;
};

namespace detail {

[[nodiscard]] constexpr bool is_name(std::string_view lower_case) noexcept {
  bool name = !lower_case.empty();
  for (const char c : lower_case) {
    name &= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
  }
  return name;
}

[[nodiscard]] constexpr bool is_text(std::string_view value) noexcept {
  // Without a way out in the middle, so that it takes many characters at a time.
  bool text = true;
  for (const char c : value) text &= c >= 0x20 && c <= 0x7e;
  return text;
}

/// `name` in lower case; `storage` is only written to if that is not what it is.
[[nodiscard]] inline std::string_view lower_case(std::string_view name, std::string& storage) {
  bool upper = false;
  for (const char c : name) upper |= c >= 'A' && c <= 'Z';
  if (!upper) return name;
  storage.assign(name);
  std::ranges::transform(storage, storage.begin(), ascii_lower);
  return storage;
}

/// Why a name or a value cannot be metadata.
[[noreturn]] inline void refuse_metadata(std::string_view name, std::string_view why) {
  throw error(code::internal, std::string{"metadata \""}.append(name).append("\" ").append(why));
}

}  // namespace detail

inline void metadata::add(std::string_view name, std::string_view value) {
  std::string storage;
  name = detail::lower_case(name, storage);
  if (is_reserved_name(name)) {
    detail::refuse_metadata(name, "cannot be set: the name is reserved for HTTP or the protocol");
  }
  if (!detail::is_name(name)) {
    detail::refuse_metadata(name, "cannot be set: a name is made of the characters 0-9 a-z _ . -");
  }
  if (!is_binary_name(name)) {
    if (!detail::is_text(value)) {
      detail::refuse_metadata(
          name,
          "cannot have this value: text is made of the characters from 0x20 to 0x7E; use a name "
          "that ends in -bin for other bytes");
    }
    value = trim_spaces(value);
  }
  append(name, value);
}

inline bool metadata::add_received(std::string_view name, std::string_view value) {
  // Every call has some of these, and HTTP/2 only has names in lower case.
  if (is_reserved_name(name) && name != "user-agent") return false;
  std::string storage;
  if (const auto lower = detail::lower_case(name, storage); lower.data() != name.data()) {
    return add_received(lower, value);
  }
  if (!detail::is_name(name)) return false;
  if (!is_binary_name(name)) {
    if (!detail::is_text(value)) return false;
    value = trim_spaces(value);
  }
  append(name, value);
  return true;
}

/// Adds a pair that has been checked. Both may be what this metadata gave: then they are copied
/// before the text that they borrow from grows.
inline void metadata::append(std::string_view name, std::string_view value) {
  if (!empty()) {
    const auto is_own = [text = pairs_[0].name.data(), this](std::string_view given) {
      const std::less<> before;
      return !before(given.data(), text) && before(given.data(), text + pairs_.text_bytes());
    };
    if (is_own(name) || is_own(value)) return pairs_.add(std::string{name}, std::string{value});
  }
  pairs_.add(name, value);
}

inline void metadata::set(std::string_view name, std::string_view value) {
  metadata one;
  one.add(name, value);
  erase(name);
  pairs_.add(one.pairs_[0].name, one.pairs_[0].value);
}

inline std::size_t metadata::erase(std::string_view name) {
  if (!contains(name)) return 0;
  name_values kept;
  for (const name_value each : pairs_) {
    if (!ascii_iequal(each.name, name)) kept.add(each.name, each.value);
  }
  const std::size_t erased = size() - kept.size();
  pairs_ = std::move(kept);
  return erased;
}

inline std::optional<std::string_view> metadata::get(std::string_view name) const noexcept {
  for (const name_value each : pairs_) {
    if (ascii_iequal(each.name, name)) return each.value;
  }
  return std::nullopt;
}

inline std::vector<std::string_view> metadata::get_all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const name_value each : pairs_) {
    if (ascii_iequal(each.name, name)) values.push_back(each.value);
  }
  return values;
}

}  // namespace tern::rpc
