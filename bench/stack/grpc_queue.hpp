// SPDX-License-Identifier: MIT
#pragma once

// The echo service on a completion queue of gRPC's, served by the thread that calls serve_queue().

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "echo.grpc.pb.h"

namespace bench {

/// A place for calls of one method, one after the other: each step is asked for, and proceeds when
/// the queue says that it is done.
///
/// gRPC looks at all that is asked for with every call, so that no more streams are asked for than
/// can come: each that begins asks for its successor.
class queue_call {
 public:
  using idle_calls = std::vector<queue_call*>;

  queue_call(v1::Echo::AsyncService& service, grpc::ServerCompletionQueue& queue, idle_calls& idle)
      : service_(service), queue_(queue), idle_(idle) {}
  queue_call(const queue_call&) = delete;
  queue_call& operator=(const queue_call&) = delete;
  virtual ~queue_call() = default;

  /// Asks for a call.
  virtual void ask() = 0;
  /// What was asked for last is done. What the end of the server has undone is not asked for again.
  virtual void proceed(bool ok) = 0;

 protected:
  // In a function of its own, since gRPC wants a new context for each call.
  grpc::ServerContext& new_context() {
    context_.emplace();
    return *context_;
  }

  // A stream has begun: another one may come beside it.
  void ask_for_another() {
    if (idle_.empty()) return;
    queue_call* const next = idle_.back();
    idle_.pop_back();
    next->ask();
  }
  void is_over() { idle_.push_back(this); }

  v1::Echo::AsyncService& service_;
  grpc::ServerCompletionQueue& queue_;

 private:
  idle_calls& idle_;
  std::optional<grpc::ServerContext> context_;
};

class queued_say final : public queue_call {
 public:
  using queue_call::queue_call;
  void ask() override {
    answered_ = false;
    answer_.reset();
    grpc::ServerContext& context = new_context();
    answer_.emplace(&context);
    service_.RequestSay(&context, &request_, &*answer_, &queue_, &queue_, this);
  }
  void proceed(bool ok) override {
    if (!ok) return;
    if (answered_) return ask();
    answered_ = true;
    reply_.mutable_text()->swap(*request_.mutable_text());
    reply_.mutable_data()->swap(*request_.mutable_data());
    answer_->Finish(reply_, grpc::Status::OK, this);
  }

 private:
  bool answered_ = false;
  std::optional<grpc::ServerAsyncResponseWriter<v1::EchoReply>> answer_;
  v1::EchoRequest request_;
  v1::EchoReply reply_;
};

class queued_repeat final : public queue_call {
 public:
  using queue_call::queue_call;
  void ask() override {
    state_ = state::asked;
    writer_.reset();
    grpc::ServerContext& context = new_context();
    writer_.emplace(&context);
    service_.RequestRepeat(&context, &request_, &*writer_, &queue_, &queue_, this);
  }
  void proceed(bool ok) override {
    if (!ok && state_ != state::writing) return;
    if (state_ == state::finished) return is_over();
    if (state_ == state::asked) ask_for_another();
    if (state_ == state::asked) {
      state_ = state::writing;
      left_ = request_.count();
      reply_.set_text(request_.request().text());
      reply_.set_data(request_.request().data());
    }
    if (!ok || left_ == 0) {
      state_ = state::finished;
      return writer_->Finish(ok ? grpc::Status::OK : grpc::Status::CANCELLED, this);
    }
    --left_;
    writer_->Write(reply_, this);
  }

 private:
  enum class state { asked, writing, finished };
  state state_ = state::asked;
  std::uint64_t left_ = 0;
  std::optional<grpc::ServerAsyncWriter<v1::EchoReply>> writer_;
  v1::RepeatRequest request_;
  v1::EchoReply reply_;
};

class queued_collect final : public queue_call {
 public:
  using queue_call::queue_call;
  void ask() override {
    state_ = state::asked;
    sum_.Clear();
    reader_.reset();
    grpc::ServerContext& context = new_context();
    reader_.emplace(&context);
    service_.RequestCollect(&context, &*reader_, &queue_, &queue_, this);
  }
  void proceed(bool ok) override {
    if (!ok && state_ != state::reading) return;
    if (state_ == state::finished) return is_over();
    if (state_ == state::asked) ask_for_another();
    if (!ok) {
      state_ = state::finished;
      return reader_->Finish(sum_, grpc::Status::OK, this);
    }
    if (state_ == state::reading) {
      sum_.set_count(sum_.count() + 1);
      sum_.set_bytes(sum_.bytes() + request_.text().size() + request_.data().size());
    }
    state_ = state::reading;
    reader_->Read(&request_, this);
  }

 private:
  enum class state { asked, reading, finished };
  state state_ = state::asked;
  std::optional<grpc::ServerAsyncReader<v1::CollectReply, v1::EchoRequest>> reader_;
  v1::EchoRequest request_;
  v1::CollectReply sum_;
};

class queued_chat final : public queue_call {
 public:
  using queue_call::queue_call;
  void ask() override {
    state_ = state::asked;
    stream_.reset();
    grpc::ServerContext& context = new_context();
    stream_.emplace(&context);
    service_.RequestChat(&context, &*stream_, &queue_, &queue_, this);
  }
  void proceed(bool ok) override {
    if (!ok && (state_ == state::asked || state_ == state::finished)) return;
    if (state_ == state::finished) return is_over();
    if (state_ == state::asked) ask_for_another();
    if (!ok) {
      state_ = state::finished;
      return stream_->Finish(grpc::Status::OK, this);
    }
    if (state_ == state::reading) {
      state_ = state::writing;
      reply_.mutable_text()->swap(*request_.mutable_text());
      reply_.mutable_data()->swap(*request_.mutable_data());
      return stream_->Write(reply_, this);
    }
    state_ = state::reading;
    stream_->Read(&request_, this);
  }

 private:
  enum class state { asked, reading, writing, finished };
  state state_ = state::asked;
  std::optional<grpc::ServerAsyncReaderWriter<v1::EchoReply, v1::EchoRequest>> stream_;
  v1::EchoRequest request_;
  v1::EchoReply reply_;
};

/// Serves until the queue is shut down.
inline void serve_queue(v1::Echo::AsyncService& service, grpc::ServerCompletionQueue& queue) {
  // More than are ever in flight in a benchmark that compares, so that no request waits for
  // somebody to ask for it.
  constexpr std::size_t asked_ahead_count = 512;
  constexpr std::size_t most_streams_count = 2048;
  std::vector<std::unique_ptr<queue_call>> calls;
  queue_call::idle_calls none, repeats, collects, chats;
  for (std::size_t i = 0; i < asked_ahead_count; ++i) {
    calls.push_back(std::make_unique<queued_say>(service, queue, none));
    calls.back()->ask();
  }
  const auto add_stream = [&]<class Call>(std::type_identity<Call>, queue_call::idle_calls& idle) {
    calls.push_back(std::make_unique<Call>(service, queue, idle));
    idle.push_back(calls.back().get());
  };
  for (std::size_t i = 0; i < most_streams_count; ++i) {
    add_stream(std::type_identity<queued_repeat>{}, repeats);
    add_stream(std::type_identity<queued_collect>{}, collects);
    add_stream(std::type_identity<queued_chat>{}, chats);
  }
  for (queue_call::idle_calls* const each : {&repeats, &collects, &chats}) {
    queue_call* const first = each->back();
    each->pop_back();
    first->ask();
  }
  void* tag = nullptr;
  bool ok = false;
  while (queue.Next(&tag, &ok)) static_cast<queue_call*>(tag)->proceed(ok);
}

}  // namespace bench
