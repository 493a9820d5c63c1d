// SPDX-License-Identifier: MIT
#include <tern/protocol/frame_writer.hpp>

#include <string>
#include <string_view>

#include <tern/compress/compression.hpp>

#include <doctest/doctest.h>

using tern::as_bytes;
using tern::as_text;
using tern::buffer;
using tern::protocol::compress_when;
using tern::protocol::framing;
using tern::protocol::write_envelope_frame;
using tern::protocol::write_message_frame;
using namespace std::string_view_literals;

namespace {

constexpr framing bare{.body = framing::layout::message};

// Halves what is made of pairs, so that what it does can be seen.
struct halving final : tern::compress::encoding {
  [[nodiscard]] std::string_view name() const noexcept override { return "half"; }
  [[nodiscard]] tern::result<void> compress(tern::byte_view bytes, buffer& out) const override {
    if (bytes.size() % 2 != 0) return tern::status{tern::code::resource_exhausted, "odd"};
    const bool grows = as_text(bytes).starts_with('!');
    if (grows) out.append(as_bytes("longer than before: "));
    out.append(grows ? bytes : bytes.first(bytes.size() / 2));
    return {};
  }
  [[nodiscard]] tern::result<void> decompress(tern::byte_view, buffer&, std::size_t,
                                              std::string_view) const override {
    return {};
  }
};
constexpr halving half;

}  // namespace

TEST_CASE("a message stands behind its envelope, one after the other") {
  buffer body;
  const auto first = write_message_frame(as_bytes("Ada"), body, {});
  REQUIRE(first.ok());
  CHECK_FALSE(*first);
  REQUIRE(write_message_frame({}, body, {}).ok());
  CHECK(as_text(body.view()) == "\0\0\0\0\3Ada\0\0\0\0\0"sv);
}

TEST_CASE("a frame has the flags that it is given") {
  buffer body;
  REQUIRE(write_envelope_frame(as_bytes("{}"), 0x02, body, {}).ok());
  CHECK(as_text(body.view()) == "\2\0\0\0\2{}"sv);
}

TEST_CASE("as text, each frame is base64 for itself") {
  buffer body;
  REQUIRE(write_message_frame(as_bytes("A"), body, {.base64 = true}).ok());
  CHECK(as_text(body.view()) == "AAAAAAFB");
  REQUIRE(write_envelope_frame(as_bytes("AB"), 0x80, body, {.base64 = true}).ok());
  CHECK(as_text(body.view()) == "AAAAAAFBgAAAAAJBQg==");
}

TEST_CASE("a bare body is the message and nothing else") {
  buffer body;
  REQUIRE(write_message_frame(as_bytes("Ada"), body, bare).ok());
  CHECK(as_text(body.view()) == "Ada");
}

TEST_CASE("a message is compressed if that makes it shorter, and its envelope says so") {
  buffer body;
  const auto pays = write_message_frame(as_bytes("aabb"), body, {}, &half);
  REQUIRE(pays.ok());
  CHECK(*pays);
  CHECK(as_text(body.view()) == "\1\0\0\0\2aa"sv);
  body.clear();
  const auto grows = write_message_frame(as_bytes("!!"), body, {}, &half);
  REQUIRE(grows.ok());
  CHECK_FALSE(*grows);
  CHECK(as_text(body.view()) == "\0\0\0\0\2!!"sv);
}

TEST_CASE("what has been announced as compressed is, even if it becomes longer") {
  buffer body;
  const auto sent = write_message_frame(as_bytes("!!"), body, bare, &half, compress_when::always);
  REQUIRE(sent.ok());
  CHECK(*sent);
  CHECK(as_text(body.view()) == "longer than before: !!");
}

TEST_CASE("nothing is not compressed") {
  buffer body;
  const auto sent = write_message_frame({}, body, bare, &half, compress_when::always);
  REQUIRE(sent.ok());
  CHECK_FALSE(*sent);
  CHECK(body.empty());
}

TEST_CASE("a message that cannot be compressed is not sent") {
  buffer body;
  CHECK(write_message_frame(as_bytes("odd"), body, {}, &half).status().code() ==
        tern::code::resource_exhausted);
  CHECK(body.empty());
}
