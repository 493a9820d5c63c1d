// SPDX-License-Identifier: MIT
#include <tern/protobuf/source_context.hpp>

#include <tern/message.hpp>

#include <doctest/doctest.h>

using tern::protobuf::SourceContext;

TEST_CASE("a source context has Protobuf's name and field") {
  CHECK(tern::reflect::message_name<SourceContext>() == "google.protobuf.SourceContext");
  const SourceContext context{.file_name = "a.proto"};
  const auto encoded = tern::codec::encode(context);
  CHECK(tern::as_text(encoded.view()) ==
        "\x0a\x07"
        "a.proto");
  CHECK(tern::codec::decode<SourceContext>(encoded.view()).value() == context);
}
