// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include <tern/codec/box.hpp>
#include <tern/codec/element.hpp>
#include <tern/codec/memory.hpp>
#include <tern/codec/read_table.hpp>
#include <tern/reflect/message.hpp>

namespace tern::codec {

/// The bytes of a message without a length in front: see proto_size.hpp.
template <reflect::message M>
std::size_t message_size(const M& message);

/// Writes a message so that it ends just before `end`, returns its start: see proto_write.hpp.
template <reflect::message M>
std::uint8_t* write_message(std::uint8_t* end, const M& message);

/// Where the table of a message is: see read_table.hpp and proto_read.hpp.
template <reflect::message M>
struct read_table_of {
  static const read_table value;
};

/// Merges what is between `at` and `end`, or else `end_tag`, into a message: see proto_read.hpp.
template <reflect::message M>
const std::uint8_t* read_message(const std::uint8_t* at, const std::uint8_t* end, M& message,
                                 reader& state, std::uint32_t end_tag);

namespace detail {

struct message_body {
  template <class M>
  static std::size_t size(const M& message) {
    return message_size(message);
  }
  template <class M>
  static std::uint8_t* write(std::uint8_t* end, const M& message) {
    return write_message(end, message);
  }
  template <class M>
  static const std::uint8_t* read(const std::uint8_t* at, const std::uint8_t* end, M& message,
                                  reader& state, std::uint32_t end_tag) {
    return read_message(at, end, message, state, end_tag);
  }
};

// A message at the end of a pointer. No message is an empty one, where there must be one.
struct indirect_body {
  template <class Pointer>
  static std::size_t size(const Pointer& pointer) {
    return pointer ? message_size(*pointer) : 0;
  }
  template <class Pointer>
  static std::uint8_t* write(std::uint8_t* end, const Pointer& pointer) {
    return pointer ? write_message(end, *pointer) : end;
  }
  template <class M, class Allocator>
  static const std::uint8_t* read(const std::uint8_t* at, const std::uint8_t* end,
                                  box<M, Allocator>& pointer, reader& state,
                                  std::uint32_t end_tag) {
    const memory_scope scope{pointer, state.memory()};
    if (!pointer) {
      if (!state.charge(at, sizeof(M))) return nullptr;
      settle(pointer.emplace(), state.memory());
    }
    return read_message(at, end, *pointer, state, end_tag);
  }
  template <class M>
  static const std::uint8_t* read(const std::uint8_t* at, const std::uint8_t* end,
                                  std::unique_ptr<M>& pointer, reader& state,
                                  std::uint32_t end_tag) {
    if (!pointer) {
      if (!state.charge(at, sizeof(M))) return nullptr;
      pointer = std::make_unique<M>();
      settle(*pointer, state.memory());
    }
    return read_message(at, end, *pointer, state, end_tag);
  }
};

}  // namespace detail

/// A nested message.
template <reflect::message M, class Options>
struct element<M, Options> : composite_element<detail::message_body, Options> {};

/// A nested message that may be absent.
template <reflect::message M, class Allocator, class Options>
struct element<box<M, Allocator>, Options> : composite_element<detail::indirect_body, Options> {};
template <reflect::message M, class Options>
struct element<std::unique_ptr<M>, Options> : composite_element<detail::indirect_body, Options> {};

}  // namespace tern::codec
