// SPDX-License-Identifier: MIT
#include "contract.hpp"

std::string greeting() {
  return to_string(tern::status{tern::code::invalid_argument, "name is required"});
}
