// SPDX-License-Identifier: MIT

// coro_rpc's client: one thread, and one coroutine for each connection, which keeps as many calls
// in flight as asked for. A coroutine for each call would wait for the others' writes in a loop
// that polls. Takes the options of load.hpp.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <async_simple/coro/Collect.h>
#include <async_simple/coro/Lazy.h>
#include <async_simple/coro/SyncAwait.h>
#include <ylt/coro_rpc/coro_rpc_client.hpp>

#include "coro_rpc_echo.hpp"
#include "load.hpp"
#include "payload.hpp"
#include "recorder.hpp"

namespace {

using async_simple::coro::Lazy;
using coro_rpc::coro_rpc_client;

struct sent_call {
  bench::echo_message request;
  bench::clock::time_point since;
  Lazy<coro_rpc::async_rpc_result<bench::echo_message>> reply;
};

// The time-out of a call, of which the other clients have none either.
constexpr coro_rpc::request_config_t without_timeout{std::chrono::milliseconds{-1}};

Lazy<void> call_all(coro_rpc_client& client, const bench::load& wanted, std::size_t share,
                    bench::recorder& record) {
  const auto failed = co_await client.connect(wanted.target);
  if (failed) {
    std::fprintf(stderr, "coro_rpc_client: no connection to %s\n", wanted.target.c_str());
    std::exit(1);
  }
  std::deque<sent_call> sent;
  for (std::uint64_t number = 0;;) {
    while (sent.size() < share && record.next(number)) {
      const auto since = bench::clock::now();
      bench::echo_message request{bench::payload(number),
                                  std::vector<std::byte>(wanted.data_bytes, std::byte{'d'})};
      auto reply = co_await client.send_request<bench::say>(without_timeout, request);
      sent.push_back({std::move(request), since, std::move(reply)});
    }
    if (sent.empty()) break;
    sent_call oldest = std::move(sent.front());
    sent.pop_front();
    auto reply = co_await std::move(oldest.reply);
    const bool correct = reply && reply->result().text == oldest.request.text &&
                         reply->result().data == oldest.request.data;
    record.ended(oldest.since, bench::clock::now(), correct);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const bench::load wanted = bench::parse_load(argc, argv);
  bench::refuse_all_but_plain(wanted, argv[0]);
  bench::recorder record{wanted};
  coro_io::io_context_pool pool{1};
  std::thread thread{[&] { pool.run(); }};
  std::vector<std::unique_ptr<coro_rpc_client>> clients;
  std::vector<Lazy<void>> callers;
  for (std::size_t i = 0; i < wanted.connection_count; ++i) {
    clients.push_back(std::make_unique<coro_rpc_client>(pool.get_executor()));
    const std::size_t share = (wanted.in_flight_count + i) / wanted.connection_count;
    callers.push_back(call_all(*clients.back(), wanted, share, record));
  }
  syncAwait(async_simple::coro::collectAll(std::move(callers)).via(pool.get_executor()));
  const int code = record.report();
  clients.clear();
  pool.stop();
  thread.join();
  return code;
}
