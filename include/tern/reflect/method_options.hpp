// SPDX-License-Identifier: MIT
#pragma once

namespace tern::reflect {

/// A method whose calls change nothing, so that they may come as a GET, and an answer may be kept:
/// `idempotency_level = NO_SIDE_EFFECTS` in a `.proto` file.
///
///     TERN_SERVICE(Library, (FindBook, tern::no_side_effects), LendBook)
enum no_side_effects_option { no_side_effects };

}  // namespace tern::reflect
