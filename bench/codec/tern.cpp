// SPDX-License-Identifier: MIT
#include <cstddef>
#include <memory>
#include <memory_resource>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "described.hpp"
#include "plan.hpp"

namespace bench {

BENCH_DESCRIBE(borrowed)
BENCH_DESCRIBE(pooled)

namespace {

tern::byte_view view(std::string_view text) {
  return std::as_bytes(std::span{text});
}

struct codec {
  template <class M>
  static std::size_t size(const M& message) {
    return tern::codec::encoded_size(message);
  }
  template <class M>
  static std::string_view write(const M& message, std::string& room) {
    const std::size_t size = tern::codec::encoded_size(message);
    tern::codec::encode_to(message, std::as_writable_bytes(std::span{room}.first(size)));
    return {room.data(), size};
  }
  template <class M>
  static tern::buffer encode(const M& message) {
    return tern::codec::encode(message);
  }
  static std::string_view text(const tern::buffer& encoded) {
    return {reinterpret_cast<const char*>(encoded.view().data()), encoded.view().size()};
  }
  template <class M>
  static void read(std::string_view encoded, M& message) {
    if (const auto outcome = tern::codec::decode_into(view(encoded), message); !outcome) {
      throw std::runtime_error(outcome.status().message());
    }
  }
  template <class M>
  static void read_again(std::string_view encoded, M& message) {
    tern::codec::clear(message);
    read(encoded, message);
  }
};

template <template <class> class M>
void add(plan& to, const char* message) {
  add_codec<codec, M<owned>>(to, "tern", message);

  const std::string_view bytes = to.encoding(message);
  M<borrowed> borrowing;
  codec::read(bytes, borrowing);
  to.expect("tern", operation::decode_borrowed, message, codec::text(codec::encode(borrowing)));
  to.add("tern", operation::decode_borrowed, message, [bytes](std::size_t times) {
    for (; times != 0; --times) {
      M<borrowed> decoded;
      codec::read(bytes, decoded);
      keep(decoded);
    }
  });

  to.add("tern", operation::decode_result, message, [bytes](std::size_t times) {
    for (; times != 0; --times) {
      auto decoded = tern::codec::decode<M<owned>>(view(bytes));
      if (!decoded) throw std::runtime_error(decoded.status().message());
      keep(*decoded);
    }
  });

  const auto block = std::make_shared<std::vector<std::byte>>(32 * bytes.size() + 4'096);
  to.expect("tern", operation::decode_arena, message,
            codec::text(codec::encode(*tern::codec::decode<M<pooled>>(view(bytes)))));
  to.add("tern", operation::decode_arena, message, [bytes, block](std::size_t times) {
    for (; times != 0; --times) {
      std::pmr::monotonic_buffer_resource arena{block->data(), block->size()};
      auto decoded = tern::codec::decode<M<pooled>>(view(bytes), {.memory = &arena});
      if (!decoded) throw std::runtime_error(decoded.status().message());
      keep(*decoded);
    }
  });
}

const library tern_library{[](plan& to) {
  add<Tiny>(to, "tiny");
  add<Medium>(to, "medium");
  add<Large>(to, "large");
  add<Sparse>(to, "sparse");
}};

}  // namespace
}  // namespace bench
