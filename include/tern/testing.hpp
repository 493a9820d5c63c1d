// SPDX-License-Identifier: MIT
#pragma once

/// What makes programs that use tern easy to test.

#include <tern/testing/loopback.hpp>
#include <tern/testing/manual_executor.hpp>
#include <tern/transport/memory.hpp>
