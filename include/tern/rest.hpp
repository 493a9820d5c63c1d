// SPDX-License-Identifier: MIT
#pragma once

/// HTTP rules of contracts, and the OpenAPI document that they make. A server serves them by
/// itself.

#include <tern/contract.hpp>

#include <tern/rest/openapi.hpp>

namespace tern {

using rest::openapi;
using rest::openapi_info;

}  // namespace tern
