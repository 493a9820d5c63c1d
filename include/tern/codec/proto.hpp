// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>
#include <tern/base/result.hpp>
#include <tern/codec/memory.hpp>
#include <tern/codec/options.hpp>
#include <tern/codec/proto_read.hpp>
#include <tern/codec/proto_size.hpp>
#include <tern/codec/proto_write.hpp>

namespace tern::codec {

/// How many bytes encode() writes.
template <reflect::message M>
[[nodiscard]] std::size_t encoded_size(const M& message) {
  return message_size(message);
}

/// Writes the Protobuf encoding of a message into `room`, which is encoded_size() bytes long.
///
/// Fields come in the order of their numbers, unknown ones last. A map comes in its own order:
/// std::map makes the bytes the same every time.
template <reflect::message M>
void encode_to(const M& message, byte_span room) {
  auto* const start = reinterpret_cast<std::uint8_t*>(room.data());
  [[maybe_unused]] const std::uint8_t* const written = write_message(start + room.size(), message);
  assert(written == start);
}

namespace detail {

// What encode() does, compiled once for all messages.
[[gnu::noinline]] inline buffer encode_with(std::size_t (*size)(const void*),
                                            std::uint8_t* (*write)(std::uint8_t*, const void*),
                                            const void* message, std::size_t headroom_bytes) {
  const std::size_t bytes = size(message);
  buffer encoded{bytes, headroom_bytes};
  auto* const start = reinterpret_cast<std::uint8_t*>(encoded.prepare(bytes).data());
  [[maybe_unused]] const std::uint8_t* const written = write(start + bytes, message);
  assert(written == start);
  encoded.commit(bytes);
  return encoded;
}

// What decode() and decode_into() do, compiled once for all messages. `outcome` is OK, and stays it
// unless the result is false.
[[nodiscard, gnu::noinline]] inline bool decode_with(const read_table& table, byte_view bytes,
                                                     void* message, const decode_options& options,
                                                     status& outcome) {
  static constexpr std::byte nothing{};  // null would be a failure
  if (bytes.empty()) bytes = {&nothing, 0};
  const auto* const begin = reinterpret_cast<const std::uint8_t*>(bytes.data());
  reader state{bytes, options};
  if (read_fields(begin, begin + bytes.size(), message, table, state, 0) == nullptr) {
    outcome = state.status();
    return false;
  }
  return true;
}

[[nodiscard]] inline result<void> decode_into(const read_table& table, byte_view bytes,
                                              void* message, const decode_options& options) {
  result<void> decoded;
  static_cast<void>(decode_with(table, bytes, message, options, decoded.outcome()));
  return decoded;
}

}  // namespace detail

/// The Protobuf encoding of a message, in one allocation. `headroom_bytes` are left free in front,
/// for buffer::prepend().
template <reflect::message M>
[[nodiscard]] buffer encode(const M& message, std::size_t headroom_bytes = 0) {
  return detail::encode_with(detail::size_at<M>, detail::write_at<M>, std::addressof(message),
                             headroom_bytes);
}

/// Merges an encoded message into `message`: what is not in the bytes stays, repeated fields and
/// maps grow, nested messages merge. Strings and vectors keep their capacity.
///
/// @error internal when the bytes are malformed or lack a required field, with the field and the
/// offset; `message` then holds what came before.
/// @lifetime members of type std::string_view and std::span borrow from `bytes`.
template <reflect::message M>
result<void> decode_into(byte_view bytes, M& message, const decode_options& options = {}) {
  return detail::decode_into(read_table_of<M>::value, bytes, std::addressof(message), options);
}

/// The message that the bytes encode.
///
/// @error internal when the bytes are malformed or lack a required field, with the field and the
/// offset.
/// @lifetime members of type std::string_view and std::span borrow from `bytes`.
template <reflect::message M>
[[nodiscard]] result<M> decode(byte_view bytes, const decode_options& options = {}) {
  result<M> decoded{std::in_place};
  detail::settle(*decoded, options.memory);
  if (!detail::decode_with(read_table_of<M>::value, bytes, std::addressof(*decoded), options,
                           decoded.outcome())) [[unlikely]] {
    decoded.discard();
  }
  return decoded;
}

}  // namespace tern::codec
