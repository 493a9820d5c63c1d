// SPDX-License-Identifier: MIT

// gRPC's echo server, on a port that the system picks:
//
//     grpc_server --mode callback [--tls CERTIFICATE KEY]    the callback API, with the threads
//     that it likes grpc_server --mode cq [--tls CERTIFICATE KEY]          a completion queue and
//     one thread

#include <signal.h>

#include <iostream>
#include <memory>
#include <string_view>
#include <thread>

#include <grpcpp/grpcpp.h>

#include "grpc_callbacks.hpp"
#include "grpc_queue.hpp"
#include "read_file.hpp"

namespace {

constexpr int longest_message_bytes = 64 * 1024 * 1024;

std::shared_ptr<grpc::ServerCredentials> credentials_of(int argc, char** argv) {
  if (argc == 3) return grpc::InsecureServerCredentials();
  grpc::SslServerCredentialsOptions options;
  options.pem_key_cert_pairs.push_back({bench::read_file(argv[5]), bench::read_file(argv[4])});
  return grpc::SslServerCredentials(options);
}

}  // namespace

int main(int argc, char** argv) {
  const bool says_mode = argc >= 3 && std::string_view{argv[1]} == "--mode";
  const bool says_tls = argc == 6 && std::string_view{argv[3]} == "--tls";
  const std::string_view mode = says_mode && (argc == 3 || says_tls) ? argv[2] : "";
  if (mode != "callback" && mode != "cq") {
    std::cerr << "usage: grpc_server --mode callback|cq [--tls CERTIFICATE KEY]\n";
    return 2;
  }
  // Before any thread starts: only main() waits for them.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);

  bench::callback_service callbacks;
  bench::v1::Echo::AsyncService queued;
  std::unique_ptr<grpc::ServerCompletionQueue> queue;
  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(longest_message_bytes);
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", credentials_of(argc, argv), &port);
  if (mode == "cq") {
    builder.RegisterService(&queued);
    queue = builder.AddCompletionQueue();
  } else {
    builder.RegisterService(&callbacks);
  }
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  std::thread worker;
  if (queue) worker = std::thread{[&] { bench::serve_queue(queued, *queue); }};
  std::cout << "listening on 127.0.0.1:" << port << std::endl;

  int received = 0;
  sigwait(&ends, &received);
  server->Shutdown();
  if (queue) queue->Shutdown();
  if (worker.joinable()) worker.join();
}
