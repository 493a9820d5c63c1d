// SPDX-License-Identifier: MIT
#pragma once

/// Messages as JSON, as Protobuf maps them: ProtoJSON. Needs simdjson.

#include <tern/json/decode.hpp>
#include <tern/json/encode.hpp>
