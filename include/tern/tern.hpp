// SPDX-License-Identifier: MIT
#pragma once

/// All of tern, except what is for tests.

#include <tern/client.hpp>
#include <tern/contract.hpp>
#include <tern/coroutine.hpp>
#include <tern/interceptors.hpp>
#include <tern/message.hpp>
#include <tern/rest.hpp>
#include <tern/server.hpp>
#include <tern/task.hpp>
#include <tern/well_known.hpp>
