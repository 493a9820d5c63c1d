// SPDX-License-Identifier: MIT

/// The binary decoder: what it accepts can be written and read again and stays the same; what it
/// merges is what the encodings one behind the other mean; views and all shapes stay in bounds.

#include <tests/fuzz/fuzzer.hpp>
#include <tests/fuzz/shapes.hpp>

#include <vector>

namespace {

using fuzz::require;
using fuzz::require_same;
using tern::byte_view;

namespace codec = tern::codec;

struct Opaque {
  tern::unknown_fields rest;
};
TERN_MESSAGE(Opaque, "fuzz.Opaque", (unknown, rest))

std::vector<std::byte> join(byte_view first, byte_view second) {
  std::vector<std::byte> both(first.begin(), first.end());
  both.insert(both.end(), second.begin(), second.end());
  return both;
}

// The encoding of what the bytes mean; nothing if they mean nothing.
template <class M>
std::optional<tern::buffer> transcode(byte_view bytes, const codec::decode_options& options = {}) {
  const auto message = codec::decode<M>(bytes, options);
  if (!message) {
    require(!message.status().message().empty(), "a failure without a text");
    return std::nullopt;
  }
  tern::buffer encoded = codec::encode(*message);
  require(encoded.size() == codec::encoded_size(*message), "encoded_size is another");
  return encoded;
}

template <class M>
void check_stable(byte_view encoded) {
  const auto again = transcode<M>(encoded);
  require(again.has_value(), "what was written cannot be read");
  require_same(encoded, again->view(), "what was written and read is another when written again");
}

void check_merge(byte_view bytes, byte_view encoded) {
  fuzz::Everything merged;
  require(codec::decode_into(encoded, merged).ok(), "decode_into fails where decode did not");
  require(codec::decode_into(bytes, merged).ok(), "decode_into fails into a used message");
  const auto joined = transcode<fuzz::Everything>(join(encoded, bytes));
  require(joined.has_value(), "two encodings one behind the other are refused");
  require_same(codec::encode(merged).view(), joined->view(), "merging is not joining");
}

void check_depth(byte_view bytes, const std::optional<tern::buffer>& unlimited) {
  const auto shallow = transcode<fuzz::Everything>(bytes, {.depth_limit = 3});
  if (!shallow) return;
  require(unlimited.has_value(), "a lower limit accepts more");
  require_same(shallow->view(), unlimited->view(), "the limit changes the message");
}

void check_shapes(byte_view bytes) {
  const auto shapes = codec::decode<fuzz::Shapes>(bytes);
  if (!shapes) return;
  // The order of an unordered map is its own, so only the size is the same.
  const tern::buffer encoded = codec::encode(*shapes);
  const auto again = codec::decode<fuzz::Shapes>(encoded.view());
  require(again.ok(), "shapes that were written cannot be read");
  require(codec::encoded_size(*again) == encoded.size(), "shapes change when read again");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const byte_view bytes = fuzz::as_view(data, size);
  const auto opaque = transcode<Opaque>(bytes);
  if (opaque) require_same(opaque->view(), bytes, "unknown fields are not kept byte for byte");

  const auto everything = transcode<fuzz::Everything>(bytes);
  if (everything) {
    require(opaque.has_value(), "skipping refuses what reading accepts");
    check_stable<fuzz::Everything>(everything->view());
    check_merge(bytes, everything->view());
  }
  check_depth(bytes, everything);
  if (const auto strangers = transcode<fuzz::Strangers>(bytes)) {
    check_stable<fuzz::Strangers>(strangers->view());
  }
  check_shapes(bytes);
  return 0;
}
