// SPDX-License-Identifier: MIT

// tern's echo server: one thread. tern_echo.hpp has the options.

#include "tern_echo.hpp"

int main(int argc, char** argv) {
  return bench::serve(argc, argv, {});
}
