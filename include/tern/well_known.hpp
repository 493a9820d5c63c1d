// SPDX-License-Identifier: MIT
#pragma once

/// The well-known types of Protobuf as plain structs, in tern::protobuf.

#include <tern/protobuf/any.hpp>
#include <tern/protobuf/api.hpp>
#include <tern/protobuf/duration.hpp>
#include <tern/protobuf/empty.hpp>
#include <tern/protobuf/field_mask.hpp>
#include <tern/protobuf/source_context.hpp>
#include <tern/protobuf/struct.hpp>
#include <tern/protobuf/timestamp.hpp>
#include <tern/protobuf/type.hpp>
#include <tern/protobuf/wrappers.hpp>
