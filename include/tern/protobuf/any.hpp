// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <tern/base/result.hpp>
#include <tern/codec/proto.hpp>
#include <tern/reflect/message.hpp>

namespace tern::protobuf {

/// Some message, encoded, with the name of its type.
///
///     order.details.push_back(Any::pack(Gift{.note = "for you"}));
///     if (any.is<Gift>()) wrap(any.unpack<Gift>().value());
///
/// @source google/protobuf/any.proto
struct Any {
  /// Ends in a slash and the full name: "type.googleapis.com/shop.v1.Gift".
  std::string type_url;
  std::vector<std::byte> value;

  /// An Any with that message in it.
  template <reflect::message M>
  [[nodiscard]] static Any pack(const M& message) {
    Any any;
    any.type_url.append("type.googleapis.com/").append(reflect::message_name<M>());
    any.value.resize(codec::encoded_size(message));
    codec::encode_to(message, any.value);
    return any;
  }

  /// The full name of the message that is in it. Empty if the URL has none.
  [[nodiscard]] std::string_view type_name() const noexcept {
    const std::size_t slash = type_url.rfind('/');
    return slash == std::string::npos ? std::string_view{}
                                      : std::string_view{type_url}.substr(slash + 1);
  }

  /// Whether an `M` is in it, by the name of the type: whatever the URL has in front.
  template <reflect::message M>
  [[nodiscard]] bool is() const noexcept {
    return type_name() == reflect::message_name<M>();
  }

  /// The message that is in it.
  /// @error invalid_argument when it is none of that type; what decode() says when it is malformed.
  /// @lifetime members of type std::string_view and std::span borrow from `value`.
  template <reflect::message M>
  [[nodiscard]] result<M> unpack(const codec::decode_options& options = {}) const {
    if (!is<M>()) return wrong_type(reflect::message_name<M>());
    return codec::decode<M>(value, options);
  }

  friend bool operator==(const Any&, const Any&) = default;

 private:
  [[nodiscard]] status wrong_type(std::string_view wanted) const;
};
TERN_MESSAGE(Any, "google.protobuf.Any", (1, type_url), (2, value))

// The name is a peer's word: of one that is too long for a sentence, the beginning.
inline status Any::wrong_type(std::string_view wanted) const {
  constexpr std::size_t shown_max_bytes = 100;
  std::string text{"google.protobuf.Any holds "};
  text.append(type_name().empty() ? "no message" : type_name().substr(0, shown_max_bytes));
  text.append(", not ").append(wanted);
  return {code::invalid_argument, std::move(text)};
}

}  // namespace tern::protobuf
