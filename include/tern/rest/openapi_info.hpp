// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace tern::rest {

/// What an OpenAPI document says of itself, and a contract does not.
struct openapi_info {
  std::string title{};            ///< by default the names of the contracts
  std::string version = "1.0.0";  ///< of the API
  std::string description{};
  std::string server_url{};  ///< where the paths begin: https://example.com/api; empty: where it is
};

}  // namespace tern::rest
