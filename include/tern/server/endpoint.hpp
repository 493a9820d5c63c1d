// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <tern/base/intrusive_list.hpp>
#include <tern/base/member_callback.hpp>
#include <tern/base/unique_function.hpp>
#include <tern/http/stream.hpp>
#include <tern/protocol/query.hpp>
#include <tern/protocol/registry.hpp>
#include <tern/rest/answer.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/server/call_book.hpp>
#include <tern/server/connection_book.hpp>
#include <tern/server/connection_lives.hpp>
#include <tern/server/cors_policy.hpp>
#include <tern/server/dispatch.hpp>
#include <tern/server/http_call.hpp>
#include <tern/server/options.hpp>
#include <tern/server/route.hpp>
#include <tern/server/router.hpp>
#include <tern/server/server_call.hpp>
#include <tern/transport/connection.hpp>

namespace tern::server_side {

/// The part of a server that lives on one thread: its connections and the calls on them.
/// @thread its executor's.
class endpoint final : private transport::connection_owner {
 public:
  endpoint(runtime::executor& home, byte_span scratch, const router& routes, const options& how)
      : home_(home), scratch_(scratch), routes_(routes), options_(how) {
    if (how.cors) cors_.emplace(*how.cors);
  }
  endpoint(const endpoint&) = delete;
  endpoint& operator=(const endpoint&) = delete;
  ~endpoint() {
    while (!arrived_.empty()) delete &arrived_.pop_front();
    while (!arrived_http_.empty()) delete &arrived_http_.pop_front();
    cancel_calls({code::cancelled, "the server was destroyed"});
    while (!connections_.empty()) destroy(connections_.front());
    // Handlers unwind themselves; those that wait for something else than tern are taken away.
    home_.turn();
    while (!running_.empty()) running_.front().abandon();
    while (!running_http_.empty()) running_http_.front().abandon();
  }

  /// Serves a new connection, which came over the listener of that number.
  void adopt(std::unique_ptr<transport::byte_stream> bytes, std::size_t listener = 0) {
    call_book_.grow(routes_.size());
    auto* added = new transport::connection(home_, scratch_, std::move(bytes), http::role::server,
                                            options_.connection, *this, lives_.next(),
                                            options_.http_versions);
    connections_.push_back(*added);
    added->counts()->peer = added->bytes().peer();
    connection_book_.open(added->counts(), listener, home_.now());
    if (draining_) added->go_away();
  }

  /// Lets running calls end, takes no new ones, and calls `drained` when nothing is left; after
  /// the drain timeout it cancels and closes what is left.
  void drain(unique_function<void()> drained) {
    drained_ = std::move(drained);
    if (std::exchange(draining_, true)) return report_drained();
    connections_.for_each([](transport::connection& each) { each.go_away(); });
    home_.arm(patience_, runtime::saturating_add(home_.now(), options_.drain_timeout));
    report_drained();
  }

  /// What can be read of it. @thread any.
  [[nodiscard]] const call_book& calls() const noexcept { return call_book_; }
  [[nodiscard]] const connection_book& connections() const noexcept { return connection_book_; }

 private:
  void on_request(transport::connection& from, http::stream_ptr request) override {
    const http::head& head = request->received_head();
    if (cors_) request->edit_head(*cors_);
    if (request->header_list_too_large()) {
      const auto limit_bytes = options_.connection.header_list_max_bytes;
      return refuse(*request, protocol::header_list_too_large(limit_bytes));
    }
    if (cors_ && cors_policy::is_preflight(head)) {
      return refuse(*request, cors_->answer_preflight(head));
    }
    auto meaning = registry_.recognise(head);
    auto* const found = std::get_if<protocol::recognised>(&meaning);
    const std::string_view path = found == nullptr || found->call.by_get
                                      ? protocol::path_without_query(head.path)
                                      : std::string_view{head.path};
    const route* const to = routes_.find(path);
    if (to == nullptr && serve_otherwise(from, request, found != nullptr)) return;
    if (found == nullptr) {
      auto& refusal = std::get<protocol::refusal>(meaning);
      if (refusal.head.status != 405) return refuse(*request, std::move(refusal));
      if (to == nullptr) return refuse(*request, protocol::path_not_found(head));
      if (head.method == "GET" && to->no_side_effects) {
        return refuse(*request, protocol::no_call_in_query());
      }
      return refuse(*request, protocol::method_not_allowed(head, allow_of(*to)));
    }
    if (to != nullptr && found->call.by_get && !to->no_side_effects) {
      return refuse(*request, protocol::method_not_allowed(head));
    }
    if (to != nullptr && !found->protocol->carries(to->streaming)) {
      return refuse(*request, registry_.refuse_shape(head, to->streaming));
    }
    begin_call(from, std::move(request), to, *found->protocol, std::move(found->call));
  }

  /// Begins a call of the method that `to` leads to; null: of one that is not known.
  void begin_call(transport::connection& from, http::stream_ptr request, const route* to,
                  const protocol::server_protocol& speaks, protocol::accepted&& start) {
    auto call = std::make_unique<server_call>(
        home_, std::move(request), to, speaks, std::move(start), from.bytes().security(),
        call_book_.of(to != nullptr ? to->number : 0), from.counts(), options_);
    if (to != nullptr && to->receive_max_bytes) {
      call->reader().set_receive_max_bytes(*to->receive_max_bytes);
    }
    arrived_.push_back(*call.release());
    home_.make_ready(start_arrived_);
  }

  /// Serves a request for a path that no method of a contract has.
  /// @param is_call it is a call in one of the protocols, of a method that is not known.
  /// @returns false if nobody wants it.
  bool serve_otherwise(transport::connection& from, http::stream_ptr& request, bool is_call) {
    if (!routes_.rules().empty() && serve_by_rule(from, request, is_call)) return true;
    const http_routes& plain = routes_.http();
    if (plain.empty()) return false;
    const http::head& head = request->received_head();
    const std::string_view path = protocol::path_without_query(head.path);
    const http_resource* const found = plain.find(path);
    if (found == nullptr) return false;
    const http_route* const to = found->find(head.method);
    if (to == nullptr) {
      // Who calls something that may well be a method is answered in the protocol of the call.
      if (is_call && found->is_prefix) return false;
      refuse(*request, protocol::method_not_allowed(head, found->allow()));
      return true;
    }
    auto call = std::make_unique<http_call>(home_, std::move(request), *to, found->rest_of(path),
                                            from.bytes().security(), call_book_.of(to->number),
                                            from.counts(), options_.receive_max_bytes);
    arrived_http_.push_back(*call.release());
    home_.make_ready(start_arrived_);
    return true;
  }

  /// Begins a call that a rule of a contract finds for a request.
  /// @returns false if none is for its path.
  bool serve_by_rule(transport::connection& from, http::stream_ptr& request, bool is_call) {
    auto meaning = routes_.rules().find(request->received_head(), is_call, *options_.json);
    if (!meaning) return false;
    if (auto* const refusal = std::get_if<protocol::refusal>(&*meaning)) {
      // A method that no rule has may have a handler of plain HTTP.
      const bool other =
          refusal->head.status == 405 && !routes_.http().empty() &&
          routes_.http().find(protocol::path_without_query(request->received_head().path)) !=
              nullptr;
      if (!other) refuse(*request, std::move(*refusal));
      return !other;
    }
    auto& start = std::get<protocol::accepted>(*meaning);
    const route* const to = routes_.find(start.method);
    begin_call(from, std::move(request), to, rest::answer_protocol, std::move(start));
    return true;
  }

  [[nodiscard]] static std::string_view allow_of(const route& to) noexcept {
    return to.no_side_effects ? "GET, POST" : "POST";
  }

  static void refuse(http::stream& request, protocol::refusal answer) {
    const bool bare = answer.body.empty() || request.received_head().method == "HEAD";
    request.discard_body();
    request.send_head(std::move(answer.head), bare);
    if (bare) return;
    request.output().append(as_bytes(answer.body));
    request.end();
  }

  void on_established(transport::connection& which) noexcept override {
    connection_book_.secure(which.counts(), which.bytes().security());
  }

  void on_closed(transport::connection& which) noexcept override {
    destroy(which);
    report_drained();
  }

  void destroy(transport::connection& which) noexcept {
    connection_book_.close(which.counts());
    which.unlink();
    delete &which;
  }

  // From both queues in turn: calls that come without end keep no request of plain HTTP waiting.
  void start_calls() noexcept {
    const runtime::time_point now = home_.now();
    // To begin a call is twice the work of going on with one.
    std::size_t some = home_.batch_work_count() / 2;
    for (; some != 0 && has_arrived(); --some) {
      if (!arrived_.empty()) start(arrived_.pop_front(), now);
      if (!arrived_http_.empty()) start(arrived_http_.pop_front(), now);
    }
    // The others when the answers of these are written.
    if (has_arrived()) home_.at_turn_end(start_arrived_);
  }

  [[nodiscard]] bool has_arrived() const noexcept {
    return !arrived_.empty() || !arrived_http_.empty();
  }

  void start(server_call& call, runtime::time_point now) noexcept {
    running_.push_back(call);
    call.counts().start(now);
    dispatch(std::unique_ptr<server_call>{&call}, routes_.around_unknown());
  }

  void start(http_call& call, runtime::time_point now) noexcept {
    running_http_.push_back(call);
    call.counts().start(now);
    runtime::detached serving = serve_http(std::unique_ptr<http_call>{&call});
    call.belong_to(serving.coroutine());
    std::move(serving).start(call.environment());
  }

  // Also those that have not begun: they end as they begin to wait.
  void cancel_calls(const status& reason) noexcept {
    arrived_.for_each([&](server_call& each) { each.cancel(reason); });
    arrived_http_.for_each([&](http_call& each) { each.cancel(reason); });
    running_.for_each([&](server_call& each) { each.cancel(reason); });
    running_http_.for_each([&](http_call& each) { each.cancel(reason); });
  }

  // First the handlers are told, and have a moment to unwind; then all that is left is closed.
  void lose_patience() noexcept {
    if (!std::exchange(told_handlers_, true)) {
      cancel_calls({code::unavailable, "the server is shutting down"});
      home_.arm(patience_, runtime::saturating_add(home_.now(), unwind_timeout));
      return;
    }
    connections_.for_each(
        [](transport::connection& each) { each.close("the server is shutting down"); });
  }

  void report_drained() {
    if (draining_ && connections_.empty() && drained_) {
      patience_.disarm();
      std::exchange(drained_, {})();
    }
  }

  // For the answers of cancelled calls to reach their clients.
  static constexpr runtime::duration unwind_timeout = std::chrono::seconds{1};

  runtime::executor& home_;
  byte_span scratch_;
  const router& routes_;
  const options& options_;
  std::optional<cors_policy> cors_;
  connection_lives lives_{options_};
  protocol::registry registry_{.forms = {.json = options_.json != nullptr}};
  call_book call_book_;
  connection_book connection_book_;
  intrusive_list<transport::connection> connections_;
  intrusive_list<server_call> arrived_;  // owned, until they are started
  intrusive_list<server_call> running_;  // owned by their coroutines
  intrusive_list<http_call> arrived_http_;
  intrusive_list<http_call> running_http_;
  member_callback<runtime::work, endpoint, &endpoint::start_calls> start_arrived_{*this};
  member_callback<runtime::timer, endpoint, &endpoint::lose_patience> patience_{*this};
  bool draining_ = false;
  bool told_handlers_ = false;
  unique_function<void()> drained_;
};

}  // namespace tern::server_side
