// SPDX-License-Identifier: MIT
#pragma once

/// Tasks and streams, and what runs them: what contracts are called and served with.

#include <tern/base/result.hpp>
#include <tern/runtime/event.hpp>
#include <tern/runtime/pipe.hpp>
#include <tern/runtime/sleep.hpp>
#include <tern/runtime/stream.hpp>
#include <tern/runtime/task.hpp>
#include <tern/runtime/when_all.hpp>
#include <tern/transport/run.hpp>

namespace tern {

using runtime::clock;
using runtime::event;
using runtime::pipe;
using runtime::sleep_for;
using runtime::sleep_until;
using runtime::stream;
using runtime::task;
using runtime::when_all;

using transport::run;
using transport::run_options;
using transport::sync_wait;

}  // namespace tern
