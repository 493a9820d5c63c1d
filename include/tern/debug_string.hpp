// SPDX-License-Identifier: MIT
#pragma once

/// Messages as text for people and logs.

#include <tern/text/debug_string.hpp>

namespace tern {

using text::debug_string;
using text_options = text::print_options;

}  // namespace tern
