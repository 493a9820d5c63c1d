// SPDX-License-Identifier: MIT
#pragma once

/// Services that look into a server: health.

#include <tern/service/health.hpp>

namespace tern {

using service::health;
using service::serving_status;

}  // namespace tern
