// SPDX-License-Identifier: MIT
#pragma once

// The echo service in gRPC's callback API.

#include <cstdint>

#include <grpcpp/grpcpp.h>

#include "echo.grpc.pb.h"

namespace bench {

class callback_service final : public v1::Echo::CallbackService {
 public:
  grpc::ServerUnaryReactor* Say(grpc::CallbackServerContext* context,
                                const v1::EchoRequest* request, v1::EchoReply* reply) override {
    grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
    reply->set_text(request->text());
    reply->set_data(request->data());
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  grpc::ServerWriteReactor<v1::EchoReply>* Repeat(grpc::CallbackServerContext*,
                                                  const v1::RepeatRequest* request) override {
    struct repeating final : grpc::ServerWriteReactor<v1::EchoReply> {
      explicit repeating(const v1::RepeatRequest& wanted) : left(wanted.count()) {
        reply.set_text(wanted.request().text());
        reply.set_data(wanted.request().data());
        next();
      }
      void next() {
        if (left-- == 0) return Finish(grpc::Status::OK);
        StartWrite(&reply);
      }
      void OnWriteDone(bool ok) override {
        if (ok) return next();
        Finish(grpc::Status::CANCELLED);
      }
      void OnDone() override { delete this; }

      v1::EchoReply reply;
      std::uint64_t left;
    };
    return new repeating{*request};
  }

  grpc::ServerReadReactor<v1::EchoRequest>* Collect(grpc::CallbackServerContext*,
                                                    v1::CollectReply* reply) override {
    struct collecting final : grpc::ServerReadReactor<v1::EchoRequest> {
      explicit collecting(v1::CollectReply& into) : sum(into) { StartRead(&request); }
      void OnReadDone(bool ok) override {
        if (!ok) return Finish(grpc::Status::OK);
        sum.set_count(sum.count() + 1);
        sum.set_bytes(sum.bytes() + request.text().size() + request.data().size());
        StartRead(&request);
      }
      void OnDone() override { delete this; }

      v1::CollectReply& sum;
      v1::EchoRequest request;
    };
    return new collecting{*reply};
  }

  grpc::ServerBidiReactor<v1::EchoRequest, v1::EchoReply>* Chat(
      grpc::CallbackServerContext*) override {
    struct chatting final : grpc::ServerBidiReactor<v1::EchoRequest, v1::EchoReply> {
      chatting() { StartRead(&request); }
      void OnReadDone(bool ok) override {
        if (!ok) return Finish(grpc::Status::OK);
        reply.mutable_text()->swap(*request.mutable_text());
        reply.mutable_data()->swap(*request.mutable_data());
        StartWrite(&reply);
      }
      void OnWriteDone(bool ok) override {
        if (ok) return StartRead(&request);
        Finish(grpc::Status::CANCELLED);
      }
      void OnDone() override { delete this; }

      v1::EchoRequest request;
      v1::EchoReply reply;
    };
    return new chatting;
  }
};

}  // namespace bench
