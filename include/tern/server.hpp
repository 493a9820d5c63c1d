// SPDX-License-Identifier: MIT
#pragma once

/// Serving contracts.

#include <tern/compress/compression.hpp>
#include <tern/contract.hpp>
#include <tern/intercept/interceptor.hpp>
#include <tern/rpc/context.hpp>
#include <tern/rpc/error_details.hpp>
#include <tern/rpc/metadata.hpp>
#include <tern/server/cors.hpp>
#include <tern/server/file_options.hpp>
#include <tern/server/http_error.hpp>
#include <tern/server/http_request.hpp>
#include <tern/server/http_response.hpp>
#include <tern/server/metrics.hpp>
#include <tern/server/options.hpp>
#include <tern/server/server.hpp>
#include <tern/task.hpp>
#include <tern/transport/tls_options.hpp>

namespace tern {

namespace tls = transport::tls;

using compress::compression;

using intercept::call_context;
using intercept::next;

using rpc::context;
using rpc::metadata;

using server_side::cors;
using server_side::file_options;
using server_side::http_error;
using server_side::http_request;
using server_side::http_response;
using server_side::metrics;
using server_side::server;
using server_counters = server_side::counters;
using server_options = server_side::options;

}  // namespace tern
