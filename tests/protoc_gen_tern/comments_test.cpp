// SPDX-License-Identifier: MIT
#include "tools/protoc_gen_tern/comments.hpp"

#include <doctest/doctest.h>

using namespace protoc_gen_tern;

TEST_CASE("every line of a comment has its prefix") {
  CHECK(comment_lines("", "///").empty());
  CHECK(comment_lines(" one\n two\n", "///") == "/// one\n/// two\n");
  CHECK(comment_lines(" one\n\n two", "  ///") == "  /// one\n  ///\n  /// two\n");
  CHECK(comment_lines("tight", "//") == "// tight\n");
  CHECK(comment_lines(" space  \n\n\n", "//") == "// space\n");
}

TEST_CASE("a comment ends with its line, whatever is in it") {
  CHECK(comment_lines(" a \\\n b\n", "///") == "/// a \\ //\n/// b\n");
  CHECK(comment_lines(" a \\  \n", "///") == "/// a \\ //\n");
  CHECK(comment_lines(" a\rint x;\v\f\n", "///") == "/// a int x;\n");
}

TEST_CASE("the comments before and behind a declaration are one text") {
  const tern::protobuf::FileDescriptorProto file{
      .source_code_info = tern::protobuf::SourceCodeInfo{
          .location = {
              {.path = {12},
               .leading_comments = " the syntax\n",
               .leading_detached_comments = {" a licence\n"}},
              {.path = {4, 0}, .leading_comments = " before\n"},
              {.path = {4, 1}, .leading_comments = " before\n", .trailing_comments = " behind\n"},
              {.path = {4, 2}, .trailing_comments = " behind\n"},
              {.path = {4, 2}, .trailing_comments = " again\n"}}}};
  const comments texts{file};
  CHECK(texts.top() == " a licence\n\n the syntax\n");
  CHECK(texts.text({4, 0}) == " before\n");
  CHECK(texts.text({4, 1}) == " before\n\n behind\n");
  CHECK(texts.text({4, 2}) == " behind\n");
  CHECK(texts.text({4, 3}).empty());
  CHECK(comments{{}}.top().empty());
}
