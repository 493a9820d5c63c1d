// SPDX-License-Identifier: MIT
#include <tern/descriptor/source_info.hpp>

#include "messages.hpp"

#include <algorithm>

using namespace tern::protobuf;

namespace {

SourceCodeInfo::Location location_of(const SourceCodeInfo& info, std::vector<std::int32_t> path) {
  const auto found = std::ranges::find(info.location, path, &SourceCodeInfo::Location::path);
  REQUIRE(found != info.location.end());
  return *found;
}

}  // namespace

TEST_CASE("comments are found by the path of what they are about") {
  const FileDescriptorProto file = golden_file();
  REQUIRE(file.source_code_info);
  const SourceCodeInfo& info = *file.source_code_info;

  const SourceCodeInfo::Location message = location_of(info, {4, 1});
  CHECK(message.leading_comments == " A message\n in two lines.\n");
  CHECK(message.leading_detached_comments == std::vector<std::string>{" A detached comment.\n"});
  CHECK(message.span.size() == 4);
  CHECK(location_of(info, {4, 1, 2, 0}).trailing_comments == " trailing\n");
  CHECK(location_of(info, {2}).leading_comments == " The package, with a comment.\n");
}

TEST_CASE("generated code says where it comes from") {
  const GeneratedCodeInfo info{
      .annotation = {{.path = {4, 300},
                      .source_file = "a",
                      .begin = 1,
                      .end = 2,
                      .semantic = GeneratedCodeInfo::Annotation::Semantic::ALIAS}}};
  const std::string bytes = from_hex("0a0e 0a0304ac02 120161 1801 2002 2802");
  CHECK(encoded(info) == bytes);
  CHECK(decoded<GeneratedCodeInfo>(bytes) == info);
}
