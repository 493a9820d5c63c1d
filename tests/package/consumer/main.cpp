// SPDX-License-Identifier: MIT
#include "contract.hpp"

int main() {
  return greeting() == "INVALID_ARGUMENT: name is required" ? 0 : 1;
}
