// SPDX-License-Identifier: MIT
#pragma once

#include <tern/reflect/message.hpp>

namespace tern::protobuf {

/// No fields: the request or the reply of a method that has nothing to say.
/// @source google/protobuf/empty.proto
struct Empty {
  friend constexpr bool operator==(const Empty&, const Empty&) = default;
};
TERN_MESSAGE(Empty, "google.protobuf.Empty")

}  // namespace tern::protobuf
