// SPDX-License-Identifier: MIT

// The client of raw_server: messages of 64 bytes, about what a small call costs on the wire, and
// the data beside them, and as many in flight as asked for. Takes the options of load.hpp.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <string>
#include <vector>

#include "load.hpp"
#include "payload.hpp"
#include "recorder.hpp"

namespace {

// What a small call costs on the wire.
constexpr std::size_t small_message_bytes = 64;

struct sent_message {
  std::uint64_t number;
  bench::clock::time_point since;
};

class connection {
 public:
  connection(int socket, std::size_t message_bytes)
      : socket_(socket), message_bytes_(message_bytes) {}

  // Sends `count` messages, with one call if the socket has room. @returns how many there were.
  std::size_t send_more(std::size_t count, bench::recorder& record) {
    std::size_t sent_count = 0;
    const auto now = bench::clock::now();
    for (std::uint64_t number = 0; sent_count != count && record.next(number); ++sent_count) {
      unsent_.append(message_bytes_ - bench::payload_bytes, '.').append(bench::payload(number));
      waiting_.push_back({number, now});
    }
    flush();
    return sent_count;
  }

  // Sends what the socket has room for; what is left waits until the peer has read.
  void flush() {
    if (unsent_.empty()) return;
    const ssize_t size = send(socket_, unsent_.data(), unsent_.size(), MSG_DONTWAIT);
    if (size > 0) unsent_.erase(0, static_cast<std::size_t>(size));
  }

  [[nodiscard]] bool blocked() const { return !unsent_.empty(); }
  [[nodiscard]] int socket() const { return socket_; }

  // Counts the echoes that have come in. @returns how many.
  std::size_t receive(bench::recorder& record) {
    static std::array<char, 64 * 1024> bytes;
    const ssize_t size = recv(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    if (size <= 0) {
      std::fputs("raw_client: the connection was lost\n", stderr);
      std::exit(1);
    }
    partial_.append(bytes.data(), static_cast<std::size_t>(size));
    const auto now = bench::clock::now();
    const std::size_t count = partial_.size() / message_bytes_;
    for (std::size_t i = 0; i < count; ++i) {
      const sent_message sent = waiting_.front();
      waiting_.pop_front();
      const std::string wanted = bench::payload(sent.number);
      const char* const text = partial_.data() + (i + 1) * message_bytes_ - bench::payload_bytes;
      record.ended(sent.since, now, std::memcmp(text, wanted.data(), wanted.size()) == 0);
    }
    partial_.erase(0, count * message_bytes_);
    return count;
  }

 private:
  int socket_;
  std::size_t message_bytes_;
  std::deque<sent_message> waiting_;  // for their echoes, which come in this order
  std::string unsent_;
  std::string partial_;  // an echo that has not come in completely
};

int connect_to(const std::string& target) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  const std::size_t colon = target.find(':');
  inet_pton(AF_INET, target.substr(0, colon).c_str(), &address.sin_addr);
  address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(target.substr(colon + 1))));
  const int made = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    std::perror("raw_client");
    std::exit(1);
  }
  const int on = 1;
  setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return made;
}

}  // namespace

int main(int argc, char** argv) {
  const bench::load load = bench::parse_load(argc, argv);
  bench::refuse_all_but_plain(load, argv[0]);
  std::vector<connection> connections;
  const int poll = epoll_create1(0);
  const auto watch = [&](std::size_t index, int operation) {
    epoll_event event{};
    event.events = connections[index].blocked() ? EPOLLIN | EPOLLOUT : EPOLLIN;
    event.data.u64 = index;
    epoll_ctl(poll, operation, connections[index].socket(), &event);
  };
  for (std::size_t i = 0; i < load.connection_count; ++i) {
    connections.emplace_back(connect_to(load.target), small_message_bytes + load.data_bytes);
    watch(i, EPOLL_CTL_ADD);
  }

  bench::recorder record{load};
  std::size_t running = 0;
  for (std::size_t i = 0; i < connections.size(); ++i) {
    const std::size_t share = (load.in_flight_count + i) / connections.size();
    running += connections[i].send_more(share, record);
    if (connections[i].blocked()) watch(i, EPOLL_CTL_MOD);
  }
  std::array<epoll_event, 64> events;
  while (running != 0) {
    const int count = epoll_wait(poll, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      const std::size_t index = events[static_cast<std::size_t>(i)].data.u64;
      connection& one = connections[index];
      const bool was_blocked = one.blocked();
      one.flush();
      const std::size_t ended = one.receive(record);
      running -= ended;
      running += one.send_more(ended, record);
      if (one.blocked() != was_blocked) watch(index, EPOLL_CTL_MOD);
    }
  }
  return record.report();
}
