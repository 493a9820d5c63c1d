// SPDX-License-Identifier: MIT
#pragma once

/// The definitions of all that is no template: what the compiled library consists of, or the one
/// source of a program that is built with TERN_COMPILED=1 and does without the library.

#include <tern/base/compiled.ipp>
#include <tern/client/call_core.ipp>
#include <tern/client/channel.ipp>
#include <tern/client/interception.ipp>
#include <tern/client/request_body.ipp>
#include <tern/client/response.ipp>
#include <tern/compress/gzip.ipp>
#include <tern/protocol/connect_stream.ipp>
#include <tern/protocol/connect_unary.ipp>
#include <tern/protocol/grpc.ipp>
#include <tern/protocol/grpc_web.ipp>
#include <tern/protocol/message_writer.ipp>
#include <tern/server/handler.ipp>
#include <tern/server/server.ipp>
#include <tern/server/server_call.ipp>
#include <tern/testing/loopback.ipp>
#include <tern/transport/run.ipp>
