// SPDX-License-Identifier: MIT
#pragma once

/// Messages and services, without networking: what a contract needs.

#include <tern/message.hpp>
#include <tern/reflect/service.hpp>
#include <tern/runtime/stream.hpp>
#include <tern/runtime/task.hpp>

namespace tern {

using reflect::custom;
using reflect::del;
using reflect::get;
using reflect::no_side_effects;
using reflect::patch;
using reflect::post;
using reflect::put;
using runtime::stream;
using runtime::task;

}  // namespace tern
