// SPDX-License-Identifier: MIT

// The client of raw_server: messages of 64 bytes, about what a small call costs on the wire, and as
// many in flight as asked for. Takes the options of load.hpp.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
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

constexpr std::size_t message_bytes = 64;

struct sent_message {
  std::uint64_t number;
  bench::clock::time_point since;
};

struct connection {
  int socket = -1;
  std::deque<sent_message> waiting;  // for their echoes, which come in this order
  std::string partial;               // an echo that has not come in completely

  // Sends `count` messages with one call. @returns how many there were to send.
  std::size_t send_more(std::size_t count, bench::recorder& record) {
    std::string bytes;
    const auto now = bench::clock::now();
    for (std::uint64_t number = 0; count != 0 && record.next(number); --count) {
      bytes.append(message_bytes - bench::payload_bytes, '.').append(bench::payload(number));
      waiting.push_back({number, now});
    }
    // The peer always reads, and what is in flight fits the socket's buffer.
    if (!bytes.empty() && send(socket, bytes.data(), bytes.size(), 0) < 0) std::perror("send");
    return bytes.size() / message_bytes;
  }

  // Counts the echoes that have come in. @returns how many.
  std::size_t receive(bench::recorder& record) {
    static std::array<char, 64 * 1024> bytes;
    const ssize_t size = recv(socket, bytes.data(), bytes.size(), 0);
    if (size <= 0) {
      std::fputs("raw_client: the connection was lost\n", stderr);
      std::exit(1);
    }
    partial.append(bytes.data(), static_cast<std::size_t>(size));
    const auto now = bench::clock::now();
    const std::size_t count = partial.size() / message_bytes;
    for (std::size_t i = 0; i < count; ++i) {
      const sent_message sent = waiting.front();
      waiting.pop_front();
      const std::string wanted = bench::payload(sent.number);
      const char* const text = partial.data() + (i + 1) * message_bytes - bench::payload_bytes;
      record.ended(sent.since, now, std::memcmp(text, wanted.data(), wanted.size()) == 0);
    }
    partial.erase(0, count * message_bytes);
    return count;
  }
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
  std::vector<connection> connections(load.connection_count);
  const int poll = epoll_create1(0);
  for (std::size_t i = 0; i < connections.size(); ++i) {
    connections[i].socket = connect_to(load.target);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    epoll_ctl(poll, EPOLL_CTL_ADD, connections[i].socket, &event);
  }

  bench::recorder record{load};
  std::size_t running = 0;
  for (std::size_t i = 0; i < connections.size(); ++i) {
    const std::size_t share = (load.in_flight_count + i) / connections.size();
    running += connections[i].send_more(share, record);
  }
  std::array<epoll_event, 64> events;
  while (running != 0) {
    const int count = epoll_wait(poll, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      connection& one = connections[events[static_cast<std::size_t>(i)].data.u64];
      const std::size_t ended = one.receive(record);
      running -= ended;
      running += one.send_more(ended, record);
    }
  }
  return record.report();
}
