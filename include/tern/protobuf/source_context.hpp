// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <tern/reflect/message.hpp>

namespace tern::protobuf {

/// Where an element of an API was written down.
/// @source google/protobuf/source_context.proto
struct SourceContext {
  std::string file_name;  ///< relative to the root of the files: "google/protobuf/any.proto"

  friend bool operator==(const SourceContext&, const SourceContext&) = default;
};
TERN_MESSAGE(SourceContext, "google.protobuf.SourceContext", (1, file_name))

}  // namespace tern::protobuf
