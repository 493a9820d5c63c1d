// SPDX-License-Identifier: MIT
#include <tern/schema/proto_tokens.hpp>

#include <string>
#include <vector>

#include <doctest/doctest.h>

using tern::schema::proto_token;
using tern::schema::proto_tokens;

namespace {

std::vector<std::string> words_of(std::string_view text) {
  proto_tokens tokens{text};
  std::vector<std::string> words;
  for (proto_token token = tokens.next(); token.is != proto_token::kind::end;
       token = tokens.next()) {
    const bool is_text = token.is == proto_token::kind::text;
    words.push_back(token.is == proto_token::kind::bad ? "BAD"
                    : is_text                          ? "'" + token.text + "'"
                                                       : std::string{token.source});
  }
  return words;
}
using words = std::vector<std::string>;

}  // namespace

TEST_CASE("a file is cut into words") {
  CHECK(words_of("") == words{});
  CHECK(words_of("int32 a_1=-0x1F;") == words{"int32", "a_1", "=", "-", "0x1F", ";"});
  CHECK(words_of("a.b// c\n.d /* e\n */f") == words{"a", ".", "b", ".", "d", "f"});
  CHECK(words_of("1.5 .5 1e-3 1E+3 0x1e 5f") == words{"1.5", ".5", "1e-3", "1E+3", "0x1e", "5f"});
}

TEST_CASE("texts mean what their escapes say") {
  CHECK(words_of(R"("a\n\x41\101\"" 'b"')") == words{"'a\nAA\"'", "'b\"'"});
  CHECK(words_of(R"("\u00e9\U0001f600")") == words{"'\xc3\xa9\xf0\x9f\x98\x80'"});
  CHECK(words_of(R"("\7")") == words{"'\7'"});
}

TEST_CASE("behind what cannot be read there is nothing") {
  for (const char* const text : {"\"", "\"a\nb\"", "'a", R"("\)", R"("\q" a)", R"("\u12" a)",
                                 R"("\U00110000" a)", R"("\x" a)", R"("\400" a)", "/* a"}) {
    CHECK(words_of(text) == words{"BAD"});
  }
}

TEST_CASE("a word knows its line and column") {
  proto_tokens tokens{"a\n  /* \n */ b"};
  tokens.next();
  const proto_token b = tokens.next();
  CHECK(b.source == "b");
  CHECK(b.line == 3);
  CHECK(b.column == 5);
}
