// SPDX-License-Identifier: MIT

// tern's client: tern_calls.hpp.

#include "tern_calls.hpp"

int main(int argc, char** argv) {
  return bench::make_calls(argc, argv, {});
}
