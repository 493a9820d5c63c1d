// SPDX-License-Identifier: MIT

// Many connections that say nothing, on one server: they stay open, calls on them work, and their
// memory comes back when they close. Client and server are two processes, for each may open only
// so many files.
//
//   idle_connections [COUNT]      10000 connections; ends with what one of them costs a server

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include <tern/tern.hpp>

#include "tests/soak/footprint.hpp"

namespace soak {

struct Question {
  std::int32_t number = 0;
  bool count = false;  ///< also what the server holds, which takes a while to count
};
TERN_MESSAGE(Question, (1, number), (2, count))

/// What a server holds.
struct Footprint {
  std::int32_t number = 0;
  std::int64_t resident_bytes = 0;
  std::int64_t allocated_bytes = 0;
  std::int64_t descriptors = 0;
};
TERN_MESSAGE(Footprint, (1, number), (2, resident_bytes), (3, allocated_bytes), (4, descriptors))

struct Desk {
  tern::task<Footprint> Look(Question);
};
TERN_SERVICE(Desk, Look)

struct desk {
  tern::task<Footprint> Look(Question question) {
    if (!question.count) co_return Footprint{.number = question.number};
    co_return Footprint{.number = question.number,
                        .resident_bytes = static_cast<std::int64_t>(resident_bytes()),
                        .allocated_bytes = static_cast<std::int64_t>(allocated_bytes()),
                        .descriptors = static_cast<std::int64_t>(open_descriptors())};
  }
};

namespace {

using namespace std::chrono_literals;

// A failure of what is tested, not of the test.
[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what);
}

void expect(bool holds, const std::string& what) {
  if (!holds) fail(what);
}

int serve(int report) {
  raise_descriptor_limit();
  tern::server server;
  server.add<Desk>(desk{});
  const std::string target = to_string(server.listen("127.0.0.1:0"));
  if (::write(report, target.data(), target.size()) < 0) return 1;
  ::close(report);
  server.run();
  return 0;
}

class crowd {
 public:
  explicit crowd(std::string target) : target_(std::move(target)), first_(target_) {}

  tern::task<void> run(std::size_t count) {
    const Footprint start = co_await count_all();
    Footprint quiet = start;
    for (int round = 1; round <= 2; ++round) {
      std::vector<std::unique_ptr<tern::channel>> channels;
      for (std::size_t i = 0; i < count; ++i) {
        channels.push_back(std::make_unique<tern::channel>(target_));
        co_await look(*channels.back());
      }
      const Footprint full = co_await count_all();
      const auto opened = static_cast<std::size_t>(full.descriptors - start.descriptors);
      expect(opened == count, "the server has " + std::to_string(opened) + " connections");
      const auto cost = [&](std::int64_t now, std::int64_t before) {
        return static_cast<double>(now - before) / static_cast<double>(count);
      };
      std::printf("%zu connections: %.0f bytes each allocated, %.0f resident\n", count,
                  cost(full.allocated_bytes, start.allocated_bytes),
                  cost(full.resident_bytes, start.resident_bytes));
      // They are still good after all the others have come.
      for (std::size_t i = 0; i < count; i += 1 + count / 100) co_await look(*channels[i]);
      const Footprint used = co_await count_all();
      expect(used.descriptors == full.descriptors, "a connection was lost");
      channels.clear();
      const Footprint after = co_await all_closed(start.descriptors);
      std::printf("all closed: %lld bytes more than at first\n",
                  static_cast<long long>(after.allocated_bytes - start.allocated_bytes));
      // What a thread keeps for its next calls, as docs/limits.md says, and Asio for its next
      // sockets.
      const std::int64_t kept_bytes = 5 * 1024 * 1024 + 256 * static_cast<std::int64_t>(count);
      expect(after.allocated_bytes <= start.allocated_bytes + kept_bytes,
             "the memory of connections that have closed is not free");
      if (round > 1) {
        constexpr std::int64_t slack_bytes = 64 * 1024;
        expect(after.allocated_bytes <= quiet.allocated_bytes + slack_bytes,
               "every round leaves memory behind");
      }
      quiet = after;
    }
  }

 private:
  tern::task<Footprint> count_all() { return look(first_, true); }

  tern::task<Footprint> look(tern::channel& through, bool count = false) {
    tern::client<Desk> client{through};
    const std::int32_t number = ++asked_;
    Footprint seen = co_await client.Look({.number = number, .count = count}, {.timeout = 1min});
    expect(seen.number == number, "an answer to another question");
    co_return seen;
  }

  // The server learns one by one that its clients have gone.
  tern::task<Footprint> all_closed(std::int64_t descriptors) {
    for (int i = 0; i < 3000; ++i) {
      Footprint now = co_await count_all();
      if (now.descriptors <= descriptors) co_return now;
      co_await tern::sleep_for(10ms);
    }
    fail("the server keeps connections that their clients have closed");
  }

  std::string target_;
  tern::channel first_;
  std::int32_t asked_ = 0;
};

int run(std::size_t count) {
  int report[2];
  if (::pipe(report) != 0) return 1;
  const pid_t server = ::fork();
  if (server == 0) ::_exit(serve(report[1]));
  ::close(report[1]);
  std::string target(64, '\0');
  const auto length = ::read(report[0], target.data(), target.size());
  target.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
  const std::size_t most = raise_descriptor_limit();
  int outcome = 1;
  try {
    expect(most > count + 100, "a process may only open " + std::to_string(most) + " files");
    crowd all{target};
    tern::run(all.run(count));
    outcome = 0;
  } catch (const std::exception& failure) {
    std::printf("FAILED: %s\n", failure.what());
  }
  ::kill(server, SIGTERM);
  int ended = 0;
  ::waitpid(server, &ended, 0);
  if (!WIFEXITED(ended) || WEXITSTATUS(ended) != 0) {
    std::printf("FAILED: the server did not end as it should: %d\n", ended);
    outcome = 1;
  }
  return outcome;
}

}  // namespace
}  // namespace soak

int main(int argc, char** argv) {
  return soak::run(argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 10'000);
}
