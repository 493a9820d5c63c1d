// SPDX-License-Identifier: MIT

// The library tern::compiled: docs/decisions/015-compiled-once.md.
#include <tern/tern.ipp>
