// SPDX-License-Identifier: MIT

// What a handler's coroutine costs by itself: it is started, awaits one child, and ends.
//
//     coroutines NAME COUNT    starts COUNT of them, one after the other, and prints the thread's
//                              CPU time for each in nanoseconds
//
// "tern" starts it as a server starts a call; "io_context" and "any_io_executor" are asio::co_spawn
// of the same with that executor. The child is not inlined: its frame is not left out.

#include <time.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string_view>

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <tern/coroutine.hpp>
#include <tern/runtime/detached.hpp>
#include <tern/testing/manual_executor.hpp>

namespace {

struct on_tern {
  [[gnu::noinline]] static tern::task<std::uint64_t> handler(std::uint64_t request) {
    co_return request + 1;
  }
  tern::runtime::detached call(std::uint64_t request) { reply_sum += co_await handler(request); }

  void run(std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) call(i).start(world.environment());
  }

  std::uint64_t reply_sum = 0;
  tern::testing::manual_executor world;
};

// Each is started by the end of the one before it: inside of the loop, where Asio keeps the frames
// that it has freed.
template <class Executor>
struct on_asio {
  template <class T>
  using awaitable = asio::awaitable<T, Executor>;

  [[gnu::noinline]] static awaitable<std::uint64_t> handler(std::uint64_t request) {
    co_return request + 1;
  }
  awaitable<void> call(std::uint64_t request) { reply_sum += co_await handler(request); }

  void spawn(std::uint64_t request, std::uint64_t count) {
    if (request == count) return;
    asio::co_spawn(executor, call(request),
                   [this, request, count](std::exception_ptr) { spawn(request + 1, count); });
  }
  void run(std::uint64_t count) {
    asio::post(executor, [this, count] { spawn(0, count); });
    loop.restart();
    loop.run();
  }

  std::uint64_t reply_sum = 0;
  asio::io_context loop{1};
  Executor executor = loop.get_executor();
};

double thread_cpu_ns() {
  timespec used{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) * 1e9 + static_cast<double>(used.tv_nsec);
}

template <class Subject>
int measure(std::uint64_t count) {
  Subject subject;
  subject.run(100);  // so that the lists of free frames have what the others leave there
  subject.reply_sum = 0;
  const double began = thread_cpu_ns();
  subject.run(count);
  const double used = thread_cpu_ns() - began;
  if (subject.reply_sum != count * (count + 1) / 2) {
    std::fputs("coroutines: not all have ended\n", stderr);
    return 1;
  }
  std::printf("%.3f\n", used / static_cast<double>(count));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view name = argc == 3 ? argv[1] : "";
  const std::uint64_t count = argc == 3 ? std::strtoull(argv[2], nullptr, 10) : 0;
  if (count != 0 && name == "tern") return measure<on_tern>(count);
  if (count != 0 && name == "io_context") {
    return measure<on_asio<asio::io_context::executor_type>>(count);
  }
  if (count != 0 && name == "any_io_executor")
    return measure<on_asio<asio::any_io_executor>>(count);
  std::fputs("usage: coroutines tern|io_context|any_io_executor COUNT\n", stderr);
  return 2;
}
