// SPDX-License-Identifier: MIT
#pragma once

/// Services that look into a server: health, reflection for tools like grpcurl, and channelz.

#include <tern/service/channelz.hpp>
#include <tern/service/health.hpp>
#include <tern/service/reflection.hpp>

namespace tern {

using service::channelz;
using service::health;
using service::reflection;
using service::serving_status;

}  // namespace tern
