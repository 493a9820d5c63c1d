// SPDX-License-Identifier: MIT
#pragma once

/// Messages as text for people and logs.

#include <tern/text/debug_string.hpp>
