// SPDX-License-Identifier: MIT

// tern's client for calls in JSON.

#include <tern/json.hpp>

#include "tern_calls.hpp"

int main(int argc, char** argv) {
  return bench::make_calls(argc, argv, {.codec = tern::json_codec});
}
