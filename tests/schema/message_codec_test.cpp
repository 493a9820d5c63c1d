// SPDX-License-Identifier: MIT
#include <tern/schema/message_codec.hpp>

#include <string>
#include <string_view>

#include <tern/schema/make_message.hpp>

#include <doctest/doctest.h>

namespace message_codec_test {

struct Note {
  std::string text;
};
TERN_MESSAGE(Note, (1, text))

}  // namespace message_codec_test

using message_codec_test::Note;

namespace {

// The first field of a message and nothing else: enough to see what a codec is given.
struct first_field_codec final : tern::schema::message_codec {
  [[nodiscard]] tern::result<void> encode(const tern::schema::message_info& type,
                                          const void* message, tern::buffer& out) const override {
    const auto& field = type.fields.front();
    const void* const value = field.access->get(field.member(message));
    out.append(tern::as_bytes(field.value->text(value)));
    return {};
  }
  [[nodiscard]] tern::result<void> decode(tern::byte_view bytes,
                                          const tern::schema::message_info& type, void* message,
                                          const tern::codec::decode_options&) const override {
    const auto& field = type.fields.front();
    if (!field.value->set_text(field.access->make(field.member(message)), tern::as_text(bytes))) {
      return tern::status{tern::code::invalid_argument, "no text"};
    }
    return {};
  }
};

}  // namespace

TEST_CASE("a codec writes and reads messages without their types") {
  const first_field_codec codec;
  const Note note{"hello"};
  tern::buffer out;
  REQUIRE(codec.encode(tern::schema::message_info_of<Note>(), &note, out).ok());
  CHECK(tern::as_text(out.view()) == "hello");
  Note read;
  REQUIRE(codec.decode(out.view(), tern::schema::message_info_of<Note>(), &read, {}).ok());
  CHECK(read.text == "hello");
}
