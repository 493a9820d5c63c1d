// SPDX-License-Identifier: MIT

// gRPC's client: a completion queue and one thread, a channel with a connection of its own for each
// connection. Takes the options of load.hpp.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "echo.grpc.pb.h"
#include "load.hpp"
#include "payload.hpp"
#include "recorder.hpp"

namespace {

using bench::v1::Echo;
using bench::v1::EchoReply;
using bench::v1::EchoRequest;

// One call after the other.
class caller {
 public:
  caller(const std::shared_ptr<grpc::Channel>& to, grpc::CompletionQueue& queue,
         bench::recorder& record, std::size_t data_bytes)
      : stub_(Echo::NewStub(to)), queue_(queue), record_(record) {
    request_.mutable_data()->assign(data_bytes, 'd');
  }

  /// @returns whether a call was made.
  [[nodiscard]] bool start() {
    std::uint64_t number = 0;
    if (!record_.next(number)) return false;
    request_.set_text(bench::payload(number));
    reader_.reset();
    context_.emplace();
    reader_ = stub_->AsyncSay(&*context_, request_, &queue_);
    reader_->Finish(&reply_, &status_, this);
    return true;
  }

  void ended() {
    const auto now = bench::clock::now();
    record_.ended(
        since_, now,
        status_.ok() && reply_.text() == request_.text() && reply_.data() == request_.data());
    since_ = now;
  }

 private:
  std::unique_ptr<Echo::Stub> stub_;
  grpc::CompletionQueue& queue_;
  bench::recorder& record_;
  bench::clock::time_point since_ = bench::clock::now();
  std::optional<grpc::ClientContext> context_;
  std::unique_ptr<grpc::ClientAsyncResponseReader<EchoReply>> reader_;
  EchoRequest request_;
  EchoReply reply_;
  grpc::Status status_;
};

}  // namespace

int main(int argc, char** argv) {
  const bench::load load = bench::parse_load(argc, argv);
  bench::refuse_all_but_plain(load, argv[0]);
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // else all channels share a connection
  arguments.SetMaxReceiveMessageSize(64 * 1024 * 1024);
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (std::size_t i = 0; i < load.connection_count; ++i) {
    channels.push_back(
        grpc::CreateCustomChannel(load.target, grpc::InsecureChannelCredentials(), arguments));
  }

  grpc::CompletionQueue queue;
  bench::recorder record{load};
  std::vector<std::unique_ptr<caller>> callers;
  for (std::size_t i = 0; i < load.in_flight_count; ++i) {
    callers.push_back(
        std::make_unique<caller>(channels[i % channels.size()], queue, record, load.data_bytes));
  }
  std::size_t running = 0;
  for (const auto& each : callers) running += each->start() ? 1 : 0;
  void* tag = nullptr;
  bool ok = false;
  while (running != 0 && queue.Next(&tag, &ok)) {
    caller& one = *static_cast<caller*>(tag);
    one.ended();
    if (!one.start()) --running;
  }
  return record.report();
}
