// SPDX-License-Identifier: MIT

// A server that is replaced again and again while clients call it: the next process listens on the
// same port before the one before drains. Nothing that its clients ask for is lost, and nothing is
// done twice.
//
//   rolling_restart [RESTARTS [CLIENTS]]     10 restarts, 8 clients

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <tern/tern.hpp>

extern char** environ;

namespace soak {

struct Order {
  std::int32_t number = 0;
  std::int32_t count = 0;
};
TERN_MESSAGE(Order, (1, number), (2, count))

struct Receipt {
  std::int32_t number = 0;
  std::int32_t process = 0;
};
TERN_MESSAGE(Receipt, (1, number), (2, process))

struct Shop {
  tern::task<Receipt> Buy(Order);
  tern::stream<Receipt> Follow(Order);
};
TERN_SERVICE(Shop, Buy, Follow)

namespace {

using namespace std::chrono_literals;

void expect(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error(what);
}

/// How often each order was carried out, by all processes together.
class ledger {
 public:
  static constexpr std::size_t capacity = std::size_t{1} << 22;

  /// Opens the one behind a file; makes a new file without one.
  explicit ledger(int file = -1)
      : file_(file >= 0 ? file : ::memfd_create("orders", 0)),
        counts_(static_cast<std::atomic<std::uint8_t>*>(
            ::mmap(nullptr, capacity, PROT_READ | PROT_WRITE, MAP_SHARED, file_, 0))) {
    if (file < 0 && ::ftruncate(file_, capacity) != 0) throw std::runtime_error("no shared memory");
    if (counts_ == MAP_FAILED) throw std::runtime_error("no shared memory");
  }
  ledger(const ledger&) = delete;
  ledger& operator=(const ledger&) = delete;
  ~ledger() {
    ::munmap(counts_, capacity);
    ::close(file_);
  }

  [[nodiscard]] int file() const noexcept { return file_; }
  [[nodiscard]] std::atomic<std::uint8_t>& operator[](std::int32_t order) const noexcept {
    return counts_[static_cast<std::size_t>(order) % capacity];
  }

 private:
  int file_;
  std::atomic<std::uint8_t>* counts_;
};

// ---- a server, in a process of its own --------------------------------------------------------

struct shop {
  std::shared_ptr<ledger> orders;

  tern::task<Receipt> Buy(Order order) {
    ++(*orders)[order.number];
    co_await tern::sleep_for(std::chrono::microseconds{order.number % 2000});
    co_return Receipt{.number = order.number, .process = ::getpid()};
  }
  tern::stream<Receipt> Follow(Order order) {
    ++(*orders)[order.number];
    for (std::int32_t i = 0; i < order.count; ++i) {
      co_yield Receipt{.number = i, .process = ::getpid()};
      co_await tern::sleep_for(2ms);
    }
  }
};

int serve(const std::string& where, int orders, int report) {
  tern::server server{{.io_thread_count = 2, .reuse_port = true}};
  server.add<Shop>(shop{std::make_shared<ledger>(orders)});
  const std::string target = to_string(server.listen(where)) + "\n";
  if (::write(report, target.data(), target.size()) < 0) return 1;
  ::close(report);
  server.run();
  return 0;
}

/// A process that serves, and says where once it listens.
class server_process {
 public:
  server_process(const std::string& where, int orders) {
    int report[2];
    if (::pipe(report) != 0) throw std::runtime_error("no pipe");
    std::vector<std::string> words{"rolling_restart", "serve", where, std::to_string(orders),
                                   std::to_string(report[1])};
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    if (::posix_spawn(&id_, "/proc/self/exe", nullptr, nullptr, arguments.data(), environ) != 0) {
      throw std::runtime_error("no process");
    }
    ::close(report[1]);
    char byte = 0;
    while (::read(report[0], &byte, 1) == 1 && byte != '\n') target_ += byte;
    ::close(report[0]);
    expect(!target_.empty(), "a server does not listen");
  }
  server_process(const server_process&) = delete;
  server_process& operator=(const server_process&) = delete;
  ~server_process() {
    if (id_ > 0) {
      ::kill(id_, SIGKILL);
      ::waitpid(id_, nullptr, 0);
    }
  }

  [[nodiscard]] const std::string& target() const noexcept { return target_; }

  void drain() const { ::kill(id_, SIGTERM); }

  /// Whether it has ended, as it should.
  [[nodiscard]] bool ended() {
    if (id_ == 0) return true;
    int how = 0;
    if (::waitpid(id_, &how, WNOHANG) == 0) return false;
    id_ = 0;
    expect(WIFEXITED(how) && WEXITSTATUS(how) == 0, "a server did not end as it should");
    return true;
  }

 private:
  pid_t id_ = 0;
  std::string target_;
};

// ---- the clients ------------------------------------------------------------------------------

class crowd {
 public:
  crowd(int restarts, std::size_t clients)
      : restarts_(restarts), clients_(clients), now_(start("127.0.0.1:0")) {}

  tern::task<void> run() {
    std::vector<tern::task<void>> all;
    for (std::size_t i = 0; i < clients_; ++i) {
      all.push_back(call_on(i % 2 == 0, i % 4 < 2));
    }
    all.push_back(restart());
    co_await tern::when_all(std::move(all));
    for (std::int32_t i = 1; i <= orders_; ++i) {
      const int times = (*book_)[i];
      expect(times == 1,
             "order " + std::to_string(i) + " was carried out " + std::to_string(times) + " times");
    }
    std::printf(
        "%d restarts, %d calls, %d of them streams: none lost, none carried out twice; %d met a "
        "closing port\n",
        restarts_, orders_, streams_, doors_);
    expect(doors_ <= 1 + restarts_ / 10, "too many have met a closing port");
  }

 private:
  [[nodiscard]] std::unique_ptr<server_process> start(const std::string& where) {
    return std::make_unique<server_process>(where, book_->file());
  }

  tern::task<void> restart() {
    const std::string where = now_->target();
    for (int i = 0; i < restarts_; ++i) {
      co_await tern::sleep_for(200ms);
      auto next = start(where);
      expect(next->target() == where, "another port");
      now_->drain();
      std::unique_ptr<server_process> old = std::exchange(now_, std::move(next));
      for (int waited = 0; !old->ended(); ++waited) {
        expect(waited < 3000, "a server does not end its drain");
        co_await tern::sleep_for(10ms);
      }
    }
    co_await tern::sleep_for(100ms);
    over_ = true;
  }

  /// A client that calls on one channel to the end, or on a new one every few calls.
  tern::task<void> call_on(bool patient, bool stays) {
    while (!over_) {
      tern::channel channel{now_->target()};
      tern::client<Shop> shop{channel};
      for (int i = 0; !over_ && (stays || i < 3); ++i) co_await one_call(shop, patient);
    }
  }

  tern::task<void> one_call(tern::client<Shop>& shop, bool patient) {
    const std::int32_t number = ++orders_;
    tern::call_options how;
    how.wait_for_ready = patient;
    how.timeout = 1min;
    if (number % 10 != 0) {
      auto receipt = co_await shop.Buy({.number = number}, how).result();
      if (met_a_closing_door(number, patient, receipt.status())) {
        how.wait_for_ready = true;
        receipt = co_await shop.Buy({.number = number}, std::move(how)).result();
      }
      expect(receipt.ok(), failure(number, patient, receipt.status()));
      expect(receipt->number == number, "an answer to another order");
      co_return;
    }
    ++streams_;
    auto receipts = shop.Follow({.number = number, .count = 20}, how);
    for (std::int32_t count = 0;; ++count) {
      auto receipt = co_await receipts.next_result();
      if (met_a_closing_door(number, patient, receipt.status())) {
        how.wait_for_ready = true;
        receipts = shop.Follow({.number = number, .count = 20}, how);
        count = -1;
        continue;
      }
      expect(receipt.ok(), failure(number, patient, receipt.status()));
      if (!*receipt) {
        expect(count == 20, "a stream has lost its end");
        co_return;
      }
      expect((*receipt)->number == count, "a stream has lost a message");
    }
  }

  /// The system cuts off whoever connects in the moment between the last look for connections and
  /// the closing of the port: Linux has no way to close it and lose none. A call that does not wait
  /// for ready fails then, and nothing of it has left; it may be made again.
  [[nodiscard]] bool met_a_closing_door(std::int32_t number, bool patient,
                                        const tern::status& outcome) {
    const bool met = !patient && outcome.code() == tern::code::unavailable &&
                     outcome.message().starts_with("cannot connect") && (*book_)[number] == 0;
    doors_ += met ? 1 : 0;
    return met;
  }

  [[nodiscard]] std::string failure(std::int32_t number, bool patient,
                                    const tern::status& why) const {
    return "order " + std::to_string(number) + (patient ? ", which waits for ready" : "") +
           ", failed, carried out " + std::to_string((*book_)[number]) +
           " times: " + std::string{tern::to_string(why.code())} + ": " +
           std::string{why.message()};
  }

  int restarts_;
  std::size_t clients_;
  std::unique_ptr<ledger> book_ = std::make_unique<ledger>();
  std::unique_ptr<server_process> now_;
  std::int32_t orders_ = 0;
  std::int32_t streams_ = 0;
  int doors_ = 0;  // that closed before somebody's eyes
  bool over_ = false;
};

}  // namespace
}  // namespace soak

int main(int argc, char** argv) {
  const auto number = [&](int at, int otherwise) {
    return argc > at ? std::atoi(argv[at]) : otherwise;
  };
  try {
    if (argc == 5 && std::string{argv[1]} == "serve") {
      return soak::serve(argv[2], number(3, -1), number(4, -1));
    }
    soak::crowd all{number(1, 10), static_cast<std::size_t>(number(2, 8))};
    tern::run(all.run());
    return 0;
  } catch (const std::exception& failure) {
    std::printf("FAILED: %s\n", failure.what());
    return 1;
  }
}
