// SPDX-License-Identifier: MIT
#pragma once

#include <tern/tern.hpp>

#include <string>

std::string greeting();
