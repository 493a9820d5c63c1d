// SPDX-License-Identifier: MIT
#pragma once

#include <tern/base/bytes.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// Google's implementation behind a small face, so that its headers and tern's need not meet.
namespace fuzz {

enum class schema { everything, legacy };

/// What Google's classes read from an encoding of the message of a schema that is named like it.
class peer_message {
 public:
  peer_message(peer_message&&) noexcept;
  ~peer_message();

  /// Nothing if it is refused.
  static std::optional<peer_message> from_bytes(schema which, tern::byte_view bytes);
  static std::optional<peer_message> from_json(schema which, std::string_view text);

  /// With maps in the order of their keys.
  [[nodiscard]] std::string bytes() const;

  /// Nothing if the message has no JSON.
  [[nodiscard]] std::optional<std::string> json() const;

  /// Forgets the unknown fields, also those of nested messages.
  /// @returns whether there were any
  bool discard_unknown();

 private:
  struct state;
  explicit peer_message(schema which);

  std::unique_ptr<state> state_;
};

}  // namespace fuzz
