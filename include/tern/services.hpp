// SPDX-License-Identifier: MIT
#pragma once

/// Services that look into a server: health, and reflection for tools like grpcurl.

#include <tern/service/health.hpp>
#include <tern/service/reflection.hpp>

namespace tern {

using service::health;
using service::reflection;
using service::serving_status;

}  // namespace tern
