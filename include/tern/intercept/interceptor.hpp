// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/base/status.hpp>
#include <tern/intercept/message_ref.hpp>
#include <tern/rpc/context.hpp>
#include <tern/rpc/metadata.hpp>
#include <tern/runtime/task.hpp>
#include <tern/runtime/timer.hpp>

namespace tern::intercept {

/// A call as an interceptor sees it: the same on both sides, for all four kinds of call.
/// @thread the call's.
class call_context {
 public:
  using message_hook = std::function<void(message_ref)>;

  call_context(const call_context&) = delete;
  call_context& operator=(const call_context&) = delete;

  /// `/hello.v1.Greeter/SayHello`
  [[nodiscard]] virtual std::string_view method() const noexcept = 0;

  /// The address of the other side; empty where it is not known yet.
  [[nodiscard]] virtual std::string_view peer() const noexcept = 0;

  /// What the client sends beside its messages: to be changed before next().
  [[nodiscard]] virtual rpc::metadata& request_metadata() = 0;

  /// What the server sends before its first reply, and after the last one. A server's interceptor
  /// adds to them; a client's reads them after next().
  [[nodiscard]] virtual rpc::metadata& headers() = 0;
  [[nodiscard]] virtual rpc::metadata& trailers() = 0;

  /// When the call has to have ended; `never` if nobody says.
  [[nodiscard]] virtual runtime::time_point deadline() const noexcept = 0;

  /// Ends the call no later than `latest`: a deadline that is earlier stays.
  virtual void cap_deadline(runtime::time_point latest) = 0;

  /// On a server, what the handler knows of the call; null on a client.
  [[nodiscard]] virtual rpc::context* served() noexcept { return nullptr; }

  /// How the call has ended, as far as this interceptor can see: after next().
  [[nodiscard]] const tern::status& status() const noexcept { return status_; }

  /// Lets the call end in another way: after next(), or in its place.
  void set_status(tern::status outcome) { status_ = std::move(outcome); }

  /// What the handler, or an interceptor further in, threw that is no tern::error. The client
  /// learns nothing of it.
  [[nodiscard]] const std::exception_ptr& exception() const noexcept { return exception_; }

  /// Calls `hook` with every message of the call, on its way from the client to the server, or
  /// back. It may change the message; what it throws ends the call. Before next().
  void on_request(message_hook hook) { request_hooks_.push_back(std::move(hook)); }
  void on_reply(message_hook hook) { reply_hooks_.push_back(std::move(hook)); }

 protected:
  call_context() = default;
  ~call_context() = default;

  /// Runs the interceptors from the one at `index` on, and then the call itself.
  [[nodiscard]] virtual runtime::task<void> proceed(std::size_t index) = 0;

  void see_request(message_ref message) {
    for (const message_hook& hook : request_hooks_) hook(message);
  }
  void see_reply(message_ref message) {
    for (const message_hook& hook : reply_hooks_) hook(message);
  }

  tern::status status_;
  std::exception_ptr exception_;

 private:
  friend class next;

  std::vector<message_hook> request_hooks_;
  std::vector<message_hook> reply_hooks_;
};

/// The rest of a call: the interceptors that come after, and the call itself.
///
/// `co_await next()` waits until the call has ended, and does not throw when it has failed:
/// call_context::status() says how it was.
class next {
 public:
  next(call_context& call, std::size_t index) noexcept : call_(&call), index_(index) {}

  [[nodiscard]] runtime::task<void> operator()() const { return call_->proceed(index_); }

 private:
  call_context* call_;
  std::size_t index_;
};

/// What is around every call of a server or a channel: one coroutine, from before the call begins
/// to after it has ended.
///
///     tern::task<void> log_calls(tern::call_context& call, tern::next next) {
///       const auto start = tern::clock::now();
///       co_await next();
///       log(call.method(), call.status(), tern::clock::now() - start);
///     }
///
/// It may wait, change what it finds, end the call by throwing `tern::error` or by not calling
/// next(), and see how the call has ended.
/// @thread that of each call: on a server with several threads, of several calls at once.
class interceptor {
 public:
  template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, interceptor> &&
             std::is_invocable_r_v<runtime::task<void>, F&, call_context&, next>)
  interceptor(F around) : around_(std::make_shared<model<F>>(std::move(around))) {}

  [[nodiscard]] runtime::task<void> operator()(call_context& call, next rest) const {
    return around_->run(call, rest);
  }

 private:
  struct concept_ {
    virtual ~concept_() = default;
    [[nodiscard]] virtual runtime::task<void> run(call_context& call, next rest) = 0;
  };
  template <class F>
  struct model final : concept_ {
    explicit model(F given) : around(std::move(given)) {}
    [[nodiscard]] runtime::task<void> run(call_context& call, next rest) override {
      return around(call, rest);
    }
    F around;
  };

  std::shared_ptr<concept_> around_;
};

/// Interceptors and the calls they are around.
class interceptor_list {
 public:
  /// @param scope which calls: an empty one means all, `/hello.v1.Greeter/` those of a service,
  /// `/hello.v1.Greeter/SayHello` those of one method.
  void add(std::string scope, interceptor around) {
    entries_.push_back({std::move(scope), std::move(around)});
  }

  [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }

  /// Those around calls of `method`, the outermost first: in the order in which they were added.
  [[nodiscard]] std::vector<interceptor> around(std::string_view method) const {
    std::vector<interceptor> found;
    for (const entry& each : entries_) {
      const bool service = each.scope.ends_with('/');
      if (each.scope.empty() || (service ? method.starts_with(each.scope) : method == each.scope)) {
        found.push_back(each.around);
      }
    }
    return found;
  }

 private:
  struct entry {
    std::string scope;
    interceptor around;
  };

  std::vector<entry> entries_;
};

}  // namespace tern::intercept
