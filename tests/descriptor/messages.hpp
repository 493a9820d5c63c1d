// SPDX-License-Identifier: MIT
#pragma once

#include <tern/codec/proto.hpp>
#include <tern/descriptor/descriptor.hpp>

#include "golden.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

/// "08 96" as two bytes; spaces are for the reader.
inline std::string from_hex(std::string_view hex) {
  const auto digit = [](char c) {
    return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
  };
  std::string bytes;
  for (std::size_t at = 0; at + 1 < hex.size();) {
    if (hex[at] == ' ') {
      ++at;
      continue;
    }
    bytes.push_back(static_cast<char>(digit(hex[at]) << 4 | digit(hex[at + 1])));
    at += 2;
  }
  return bytes;
}

/// The message that the bytes encode; a test that fails if they encode none.
template <class M>
M decoded(std::string_view bytes) {
  tern::result<M> message = tern::codec::decode<M>(tern::as_bytes(bytes));
  REQUIRE_MESSAGE(message, message.status().message());
  return *std::move(message);
}

template <class M>
std::string encoded(const M& message) {
  return std::string{tern::as_text(tern::codec::encode(message).view())};
}

/// golden.proto, as Google's compiler describes it.
inline tern::protobuf::FileDescriptorProto golden_file() {
  auto set = decoded<tern::protobuf::FileDescriptorSet>(from_hex(golden::bytes::descriptor_set));
  REQUIRE(set.file.size() == 1);
  return std::move(set.file.front());
}
