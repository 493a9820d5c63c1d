// SPDX-License-Identifier: MIT

// gRPC's echo server, on a port that the system picks:
//
//     grpc_server --mode callback    the callback API, with the threads that it likes
//     grpc_server --mode cq          a completion queue and one thread

#include <signal.h>

#include <cstddef>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "echo.grpc.pb.h"

namespace {

using bench::v1::Echo;
using bench::v1::EchoReply;
using bench::v1::EchoRequest;

class callback_service final : public Echo::CallbackService {
  grpc::ServerUnaryReactor* Say(grpc::CallbackServerContext* context, const EchoRequest* request,
                                EchoReply* reply) override {
    grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
    reply->set_text(request->text());
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

// More than are ever in flight, so that no request waits for somebody to ask for it.
constexpr std::size_t asked_ahead_count = 512;

// Takes a call from the queue, answers it, and takes the next.
class queue_call {
 public:
  queue_call(Echo::AsyncService& service, grpc::ServerCompletionQueue& queue)
      : service_(service), queue_(queue) {
    ask();
  }

  void proceed() {
    if (answered_) {
      ask();
    } else {
      answered_ = true;
      reply_.mutable_text()->swap(*request_.mutable_text());
      answer_->Finish(reply_, grpc::Status::OK, this);
    }
  }

 private:
  void ask() {
    answered_ = false;
    answer_.reset();
    context_.emplace();
    answer_.emplace(&*context_);
    service_.RequestSay(&*context_, &request_, &*answer_, &queue_, &queue_, this);
  }

  Echo::AsyncService& service_;
  grpc::ServerCompletionQueue& queue_;
  bool answered_ = false;
  std::optional<grpc::ServerContext> context_;
  std::optional<grpc::ServerAsyncResponseWriter<EchoReply>> answer_;
  EchoRequest request_;
  EchoReply reply_;
};

void serve_queue(Echo::AsyncService& service, grpc::ServerCompletionQueue& queue) {
  std::vector<std::unique_ptr<queue_call>> calls;
  for (std::size_t i = 0; i < asked_ahead_count; ++i) {
    calls.push_back(std::make_unique<queue_call>(service, queue));
  }
  void* tag = nullptr;
  bool ok = false;
  while (queue.Next(&tag, &ok)) {
    // What is still asked for when the server ends is not asked for again.
    if (ok) static_cast<queue_call*>(tag)->proceed();
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view mode = argc == 3 && std::string_view{argv[1]} == "--mode" ? argv[2] : "";
  if (mode != "callback" && mode != "cq") {
    std::cerr << "usage: grpc_server --mode callback|cq\n";
    return 2;
  }
  // Before any thread starts: only main() waits for them.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);

  callback_service callbacks;
  Echo::AsyncService queued;
  std::unique_ptr<grpc::ServerCompletionQueue> queue;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  if (mode == "cq") {
    builder.RegisterService(&queued);
    queue = builder.AddCompletionQueue();
  } else {
    builder.RegisterService(&callbacks);
  }
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  std::thread worker;
  if (queue) worker = std::thread{[&] { serve_queue(queued, *queue); }};
  std::cout << "listening on 127.0.0.1:" << port << std::endl;

  int received = 0;
  sigwait(&ends, &received);
  server->Shutdown();
  if (queue) queue->Shutdown();
  if (worker.joinable()) worker.join();
}
