// SPDX-License-Identifier: MIT
#include <google/protobuf/arena.h>

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "messages.pb.h"
#include "plan.hpp"

namespace bench {
namespace {

template <class M>
void read(std::string_view encoded, M& message) {
  if (!message.ParseFromArray(encoded.data(), static_cast<int>(encoded.size()))) {
    throw std::runtime_error("malformed");
  }
}

struct heap {
  template <class M>
  static std::size_t size(const M& message) {
    return message.ByteSizeLong();
  }
  template <class M>
  static std::string_view write(const M& message, std::string& room) {
    const std::size_t size = message.ByteSizeLong();
    message.SerializeWithCachedSizesToArray(reinterpret_cast<std::uint8_t*>(room.data()));
    return {room.data(), size};
  }
  template <class M>
  static std::string encode(const M& message) {
    return message.SerializeAsString();
  }
  static std::string_view text(const std::string& encoded) { return encoded; }
  template <class M>
  static void read(std::string_view encoded, M& message) {
    bench::read(encoded, message);
  }
  // Parsing clears first, and what is cleared keeps its memory.
  template <class M>
  static void read_again(std::string_view encoded, M& message) {
    bench::read(encoded, message);
  }
};

template <class M>
void add(plan& to, const char* message) {
  add_codec<heap, M>(to, "protobuf", message);

  const std::string_view bytes = to.encoding(message);
  google::protobuf::Arena arena;
  M* const sample = google::protobuf::Arena::CreateMessage<M>(&arena);
  read(bytes, *sample);
  sample->DiscardUnknownFields();  // there must be none: the schema is the same
  to.expect("protobuf arena", operation::decode, message, sample->SerializeAsString());
  to.add("protobuf arena", operation::decode, message, [bytes](std::size_t times) {
    for (; times != 0; --times) {
      google::protobuf::Arena arena;
      M* decoded = google::protobuf::Arena::CreateMessage<M>(&arena);
      read(bytes, *decoded);
      keep(*decoded);
    }
  });
  // An arena that keeps its first block, which is large enough: nothing is allocated.
  const auto block = std::make_shared<std::vector<char>>(32 * bytes.size() + 4'096);
  to.add("protobuf", operation::decode_arena, message, [bytes, block](std::size_t times) {
    google::protobuf::ArenaOptions options;
    options.initial_block = block->data();
    options.initial_block_size = block->size();
    google::protobuf::Arena arena{options};
    for (; times != 0; --times) {
      M* decoded = google::protobuf::Arena::CreateMessage<M>(&arena);
      read(bytes, *decoded);
      keep(*decoded);
      arena.Reset();
    }
  });
}

const library protobuf_library{[](plan& to) {
  add<v1::Tiny>(to, "tiny");
  add<v1::Medium>(to, "medium");
  add<v1::Large>(to, "large");
  add<v1::Sparse>(to, "sparse");
}};

}  // namespace
}  // namespace bench
