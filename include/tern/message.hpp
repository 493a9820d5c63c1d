// SPDX-License-Identifier: MIT
#pragma once

/// Messages and their encoding, without networking and without dependencies.

#include <memory_resource>

#include <tern/reflect/enum.hpp>
#include <tern/reflect/message.hpp>
#include <tern/reflect/value_or_default.hpp>

#include <tern/codec/box.hpp>
#include <tern/codec/clear.hpp>
#include <tern/codec/proto.hpp>
#include <tern/codec/unknown_fields.hpp>

namespace tern {

using codec::box;
using codec::unknown_fields;

using reflect::bytes;
using reflect::closed;
using reflect::default_value;
using reflect::delimited;
using reflect::deprecated;
using reflect::fixed;
using reflect::json_name;
using reflect::map_key;
using reflect::map_value;
using reflect::range;
using reflect::required;
using reflect::sensitive;
using reflect::sint;
using reflect::unpacked;
using reflect::value_or_default;

namespace pmr {

/// A box that takes its memory from a std::pmr::memory_resource.
template <class T>
using box = codec::box<T, std::pmr::polymorphic_allocator<T>>;

}  // namespace pmr
}  // namespace tern
