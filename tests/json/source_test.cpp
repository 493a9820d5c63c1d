// SPDX-License-Identifier: MIT
#include <tern/json/source.hpp>

#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

namespace {

using tern::json::source;

std::string tokens_of(std::string_view text) {
  std::string tokens;
  for (source tokens_left{text}; !tokens_left.at_end(); tokens_left.skip()) {
    tokens += tokens_left.peek();
  }
  return tokens;
}

TEST_CASE("tokens are punctuation and the beginnings of the rest") {
  CHECK(tokens_of(R"({"a": [1, true], "b{": "\"]"})") == R"({":[1,t],":"})");
  CHECK(tokens_of("") == "");
  CHECK(tokens_of(" \n") == "");
  CHECK(tokens_of("1 2 ab\"c\"") == "12a");
  CHECK(tokens_of("\"a\"b") == "\"b");
  CHECK(tokens_of("\"a\" \\\"b") == "\"\\");
}

TEST_CASE("a token knows where it is and how far it reaches") {
  source tokens{R"( {"ab" : 12 })"};
  CHECK(tokens.position() == 1);
  CHECK(tokens.raw() == "{");
  tokens.skip();
  CHECK(tokens.position() == 2);
  CHECK(tokens.raw() == "\"ab\" ");
  const auto place = tokens.here();
  tokens.skip();
  tokens.skip();
  CHECK(tokens.raw() == "12 ");
  tokens.skip();
  CHECK(tokens.raw() == "}");
  CHECK(tokens.limit() == tokens.text().size());
  tokens.skip();
  CHECK(tokens.at_end());
  CHECK(tokens.peek() == '\0');
  CHECK(tokens.position() == tokens.text().size());
  tokens.back_to(place);
  CHECK(tokens.position() == 2);
}

TEST_CASE("what is no text of JSON is found with its place") {
  const auto failure = [](std::string_view text) {
    const source tokens{text};
    CHECK(tokens.at_end());
    return std::string{tokens.failure()} + " " + std::to_string(tokens.failure_position());
  };
  CHECK(failure("[\"\xff\"]") == "not valid UTF-8 2");
  CHECK(failure("[\"\xed\xa0\x80\"]") == "not valid UTF-8 2");
  CHECK(failure("\xc3") == "not valid UTF-8 0");
  CHECK(failure("[\"a\", \"b") == "a string without an end 6");
  CHECK(failure("[\"a\\\"]") == "a string without an end 1");
  CHECK(failure("[\"a\tb\"]") == "a control character in a string 3");
  CHECK(failure("[\"\\\\\", \"\n\"]") == "a control character in a string 8");
  CHECK(source{"[]"}.failure() == nullptr);
}

TEST_CASE("nothing is read behind the text") {
  for (std::size_t size = 0; size < 300; ++size) {
    // In memory of that size, so that a sanitizer sees it.
    const std::vector<char> text(size, size % 3 == 0 ? '[' : '1');
    std::size_t count = 0;
    source tokens{{text.data(), text.size()}};
    for (; !tokens.at_end(); tokens.skip()) ++count;
    CHECK(count == (size % 3 == 0 ? size : 1));
  }
}

TEST_CASE("two texts at a time, and large ones after small ones") {
  source first{"[1]"};
  source second{"{}"};
  const std::string large = "[" + std::string(100'000, ' ') + "]";
  source third{large};
  CHECK(first.peek() == '[');
  CHECK(second.peek() == '{');
  third.skip();
  CHECK(third.position() == large.size() - 1);
  first.skip();
  CHECK(first.raw() == "1");
}

TEST_CASE("escapes and elements are foreseen") {
  CHECK(source{R"(["\n"])"}.has_escapes());
  CHECK_FALSE(source{R"(["n"])"}.has_escapes());
  source tokens{"[1, 2, 3]"};
  tokens.skip();
  CHECK(tokens.count_to_bracket() == 5);
}

}  // namespace
