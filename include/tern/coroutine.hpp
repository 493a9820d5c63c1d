// SPDX-License-Identifier: MIT
#pragma once

/// Coroutines: tasks, streams, and what runs them, alone or on the program's own loop of Asio.

#include <tern/task.hpp>
#include <tern/transport/asio_await.hpp>
#include <tern/transport/spawn.hpp>

namespace tern {

using transport::spawn;
using transport::use_task;

}  // namespace tern
