// SPDX-License-Identifier: MIT

#include <tern/client/channel_codec.hpp>

#include <doctest/doctest.h>

#include <type_traits>

#include <tern/client/options.hpp>

using tern::client_side::channel_codec;
using tern::protocol::message_form;

namespace {

// Reads and writes nothing: here only what it is matters.
struct no_codec final : tern::schema::message_codec {
  [[nodiscard]] tern::result<void> encode(const tern::schema::message_info&, const void*,
                                          tern::buffer&) const override {
    return {};
  }
  [[nodiscard]] tern::result<void> decode(tern::byte_view, const tern::schema::message_info&, void*,
                                          const tern::codec::decode_options&) const override {
    return {};
  }
};

}  // namespace

TEST_CASE("messages are Protobuf's unless a codec says otherwise") {
  const tern::client_side::channel_options how;
  CHECK(how.codec.other() == nullptr);
  CHECK(how.codec.form() == message_form::proto);
}

TEST_CASE("a codec is given as it is, and writes JSON") {
  static const no_codec codec;
  const tern::client_side::channel_options how{.codec = codec};
  CHECK(how.codec.other() == &codec);
  CHECK(how.codec.form() == message_form::json);
}

TEST_CASE("a codec that would not outlive the channel is none") {
  static_assert(std::is_convertible_v<const no_codec&, channel_codec>);
  static_assert(!std::is_constructible_v<channel_codec, no_codec>);
}
