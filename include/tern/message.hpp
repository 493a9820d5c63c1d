// SPDX-License-Identifier: MIT
#pragma once

/// Messages and their encoding, without networking and without dependencies.

#include <tern/reflect/enum.hpp>
#include <tern/reflect/message.hpp>

#include <tern/codec/box.hpp>
#include <tern/codec/proto.hpp>
#include <tern/codec/unknown_fields.hpp>

namespace tern {

using codec::box;
using codec::unknown_fields;

using reflect::bytes;
using reflect::fixed;
using reflect::map_key;
using reflect::map_value;
using reflect::sint;
using reflect::unpacked;

}  // namespace tern
