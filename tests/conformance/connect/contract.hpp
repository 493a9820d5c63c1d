// SPDX-License-Identifier: MIT
#pragma once

// The service that Connect's conformance suite tests with. Its messages are made from the suite's
// .proto files by protoc-gen-tern; the service is not, because a server has to lack a method of it.
// Source: connectrpc/conformance/v1/service.proto

#include <tern/contract.hpp>
#include <tern/descriptor/descriptor.hpp>
#include <tern/schema/type_registry.hpp>

#include "connectrpc/conformance/v1/client_compat.tern.hpp"
#include "connectrpc/conformance/v1/server_compat.tern.hpp"
#include "connectrpc/conformance/v1/service.tern.hpp"

namespace connectrpc::conformance::v1 {

struct ConformanceService {
  tern::task<UnaryResponse> Unary(UnaryRequest);
  tern::stream<ServerStreamResponse> ServerStream(ServerStreamRequest);
  tern::task<ClientStreamResponse> ClientStream(tern::stream<ClientStreamRequest>);
  tern::stream<BidiStreamResponse> BidiStream(tern::stream<BidiStreamRequest>);
  tern::task<IdempotentUnaryResponse> IdempotentUnary(IdempotentUnaryRequest);
};
TERN_SERVICE(ConformanceService, Unary, ServerStream, ClientStream, BidiStream,
             (IdempotentUnary, tern::no_side_effects))

/// The method of the service that no server has.
struct UnimplementedMethod {
  tern::task<UnimplementedResponse> Unimplemented(UnimplementedRequest);
};
TERN_SERVICE(UnimplementedMethod, ("connectrpc.conformance.v1.ConformanceService"), Unimplemented)

}  // namespace connectrpc::conformance::v1

namespace conformance {

using namespace connectrpc::conformance::v1;

/// What the suite puts into a google.protobuf.Any, which JSON has to write out.
[[nodiscard]] inline const tern::schema::type_registry& types() {
  static const auto all =
      tern::schema::type_registry{}
          .add<UnaryRequest, IdempotentUnaryRequest, ServerStreamRequest, ClientStreamRequest,
               BidiStreamRequest, UnimplementedRequest, UnaryResponse, ServerStreamResponse,
               ClientStreamResponse, BidiStreamResponse, Header, ConformancePayload,
               ConformancePayload::RequestInfo, tern::protobuf::FileDescriptorProto>();
  return all;
}

}  // namespace conformance
