// SPDX-License-Identifier: MIT
#pragma once

/// Messages as JSON, as Protobuf maps them: ProtoJSON. Needs simdjson.

#include <tern/json/call_codec.hpp>
#include <tern/json/decode.hpp>
#include <tern/json/encode.hpp>

namespace tern {

using json::json_codec;

}  // namespace tern
