// SPDX-License-Identifier: MIT
#pragma once

#include <tern/codec/proto.hpp>

#include <optional>
#include <string>
#include <string_view>

/// A message type of the protos under test.
struct message_type {
  std::string_view name;
  /// Decodes and encodes; the error as text in the second string.
  std::optional<std::string> (*round_trip)(std::string_view bytes, std::string& error);
};

template <class M>
std::optional<std::string> round_trip(std::string_view bytes, std::string& error) {
  const tern::result<M> message = tern::codec::decode<M>(tern::as_bytes(bytes));
  if (!message) {
    error = message.status().message();
    return std::nullopt;
  }
  if (M copy = *message; copy != *message) {
    error = "a copy is not equal";
    return std::nullopt;
  }
  return std::string{tern::as_text(tern::codec::encode(*message).view())};
}
