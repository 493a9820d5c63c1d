// SPDX-License-Identifier: MIT

// The smallest server with gRPC C++.

#include <memory>

#include <grpcpp/grpcpp.h>

#include "hello.grpc.pb.h"

class GreeterService final : public hello::v1::Greeter::Service {
  grpc::Status SayHello(grpc::ServerContext*, const hello::v1::HelloRequest* request,
                        hello::v1::HelloReply* reply) override {
    reply->set_text("Hello, " + request->name());
    return grpc::Status::OK;
  }
};

int main() {
  GreeterService service;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:50051", grpc::InsecureServerCredentials());
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  server->Wait();
}
