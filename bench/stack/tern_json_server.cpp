// SPDX-License-Identifier: MIT

// tern's echo server for calls in JSON too.

#include <tern/json.hpp>

#include "tern_echo.hpp"

int main(int argc, char** argv) {
  return bench::serve(argc, argv, {.json = &tern::json_codec});
}
