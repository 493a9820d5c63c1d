// SPDX-License-Identifier: MIT
#pragma once

/// Calling contracts.

#include <tern/client/call.hpp>
#include <tern/client/channel.hpp>
#include <tern/client/channel_codec.hpp>
#include <tern/client/channel_protocol.hpp>
#include <tern/client/client.hpp>
#include <tern/client/connectivity.hpp>
#include <tern/client/credentials.hpp>
#include <tern/client/options.hpp>
#include <tern/compress/compression.hpp>
#include <tern/contract.hpp>
#include <tern/rpc/error_details.hpp>
#include <tern/rpc/metadata.hpp>
#include <tern/task.hpp>
#include <tern/transport/tls_options.hpp>

namespace tern {

namespace tls = transport::tls;

using compress::compression;
using rpc::metadata;

using client_side::bearer_token;
using client_side::call;
using client_side::call_options;
using client_side::channel;
using client_side::channel_options;
using client_side::client;
using client_side::connect;
using client_side::connectivity;
using client_side::credentials;
using client_side::credentials_request;
using client_side::grpc;
using client_side::grpc_web;
using client_side::grpc_web_text;
using client_side::http_version;
using client_side::reply_stream;
using channel_counters = client_side::counters;

}  // namespace tern
