// SPDX-License-Identifier: MIT

// The library tern::compiled: docs/building.md.
#include <tern/tern.ipp>
