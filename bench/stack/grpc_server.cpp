// SPDX-License-Identifier: MIT

// gRPC's echo server, on a port that the system picks:
//
//     grpc_server --mode callback              the callback API, with the threads that it likes
//     grpc_server --mode cq [--threads N]      a completion queue for each of N threads, 1
//     --tls CERTIFICATE KEY                    with TLS, either of them

#include <signal.h>

#include <cstddef>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "grpc_callbacks.hpp"
#include "grpc_queue.hpp"
#include "read_file.hpp"

namespace {

constexpr int longest_message_bytes = 64 * 1024 * 1024;

struct wanted_server {
  std::string mode;
  std::size_t thread_count = 1;
  std::shared_ptr<grpc::ServerCredentials> credentials = grpc::InsecureServerCredentials();
};

// @returns nothing if the command line makes no sense.
std::optional<wanted_server> parse(int argc, char** argv) {
  wanted_server wanted;
  for (int i = 1; i < argc;) {
    const std::string_view option = argv[i];
    if (option == "--mode" && i + 1 < argc) {
      wanted.mode = argv[i + 1];
      i += 2;
    } else if (option == "--threads" && i + 1 < argc) {
      wanted.thread_count = std::strtoul(argv[i + 1], nullptr, 10);
      i += 2;
    } else if (option == "--tls" && i + 2 < argc) {
      grpc::SslServerCredentialsOptions options;
      options.pem_key_cert_pairs.push_back(
          {bench::read_file(argv[i + 2]), bench::read_file(argv[i + 1])});
      wanted.credentials = grpc::SslServerCredentials(options);
      i += 3;
    } else {
      return {};
    }
  }
  if (wanted.mode != "callback" && wanted.mode != "cq") return {};
  return wanted;
}

}  // namespace

int main(int argc, char** argv) {
  const std::optional<wanted_server> wanted = parse(argc, argv);
  if (!wanted) {
    std::cerr << "usage: grpc_server --mode callback|cq [--threads N] [--tls CERTIFICATE KEY]\n";
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
  std::vector<std::unique_ptr<grpc::ServerCompletionQueue>> queues;
  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(longest_message_bytes);
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", wanted->credentials, &port);
  if (wanted->mode == "cq") {
    builder.RegisterService(&queued);
    for (std::size_t i = 0; i < wanted->thread_count; ++i) {
      queues.push_back(builder.AddCompletionQueue());
    }
  } else {
    builder.RegisterService(&callbacks);
  }
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  std::vector<std::thread> workers;
  for (const auto& queue : queues) {
    workers.emplace_back([&queued, &queue] { bench::serve_queue(queued, *queue); });
  }
  std::cout << "listening on 127.0.0.1:" << port << std::endl;

  int received = 0;
  sigwait(&ends, &received);
  server->Shutdown();
  for (const auto& queue : queues) queue->Shutdown();
  for (std::thread& each : workers) each.join();
}
