// SPDX-License-Identifier: MIT
#pragma once

/// Messages and services, without networking: what a contract needs.

#include <tern/message.hpp>
#include <tern/reflect/service.hpp>
#include <tern/runtime/stream.hpp>
#include <tern/runtime/task.hpp>

namespace tern {

using reflect::no_side_effects;
using runtime::stream;
using runtime::task;

}  // namespace tern
