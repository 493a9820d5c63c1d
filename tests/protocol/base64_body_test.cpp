// SPDX-License-Identifier: MIT
#include <tern/protocol/base64_body.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

using tern::as_bytes;
using tern::as_text;
using tern::buffer;
using tern::code;
using tern::protocol::base64_body;

namespace {

// What a text stands for that comes in parts of `step` characters; or what is wrong with it.
std::string decoded(std::string_view text, std::size_t step) {
  base64_body body;
  buffer bytes;
  for (std::size_t at = 0; at < text.size(); at += step) {
    if (auto done = body.decode(text.substr(at, step), bytes); !done) {
      CHECK(done.status().code() == code::internal);
      return "!" + done.status().message();
    }
  }
  if (auto done = body.finish(bytes); !done) {
    CHECK(done.status().code() == code::internal);
    return "!" + done.status().message();
  }
  return std::string{as_text(bytes.view())};
}

// The same however it is split, if it is no mistake.
std::string decoded(std::string_view text) {
  const std::string whole = decoded(text, text.size() + 1);
  for (std::size_t step = 1; step <= text.size(); ++step) {
    CAPTURE(step);
    if (whole.starts_with('!')) {
      CHECK(decoded(text, step).starts_with('!'));
    } else {
      CHECK(decoded(text, step) == whole);
    }
  }
  return whole;
}

}  // namespace

TEST_CASE("a text is decoded as it comes in") {
  CHECK(decoded("").empty());
  CHECK(decoded("SGVsbG8sIEFkYSE=") == "Hello, Ada!");
  CHECK(decoded("SGVsbG8s") == "Hello,");
}

TEST_CASE("padding may stand wherever the sender has flushed") {
  CHECK(decoded("QQ==QUI=QUJDRA==") == "AABABCD");
  CHECK(decoded("QQ==QQ==QQ==") == "AAA");
  CHECK(decoded("QUJDQUI=QUJD") == "ABCABABC");
}

TEST_CASE("the last group may lack its padding") {
  CHECK(decoded("QUJDRA") == "ABCD");
  CHECK(decoded("QQ==QUI") == "AAB");
}

TEST_CASE("the URL-safe alphabet is taken, too") {
  CHECK(decoded("-_8=") == decoded("+/8="));
}

TEST_CASE("what is no base64 is refused") {
  for (const std::string_view text : {"A", "QUJDR", "QQ=", "Q===", "====", "QQ=A", "=QQQ", "QU JD",
                                      "QUJD\r\n", "QUJD!AAA", "QQ==Q"}) {
    CAPTURE(text);
    CHECK(decoded(text).starts_with("!the body is no base64: "));
  }
  CHECK(decoded("QU!D") == "!the body is no base64: \"QU!D\"");
}

TEST_CASE("a long text costs no memory but for its bytes") {
  base64_body body;
  buffer bytes;
  const std::string text(4 * 1000, 'A');
  REQUIRE(body.decode(text, bytes).ok());
  CHECK(bytes.size() == 3000);
  REQUIRE(body.finish(bytes).ok());
  CHECK(bytes.size() == 3000);
}

TEST_CASE("what is appended is padded and can be read back") {
  buffer body;
  tern::protocol::append_base64(body, as_bytes("A"));
  tern::protocol::append_base64(body, {});
  tern::protocol::append_base64(body, as_bytes("AB"));
  CHECK(as_text(body.view()) == "QQ==QUI=");
  CHECK(decoded(as_text(body.view())) == "AAB");
}
