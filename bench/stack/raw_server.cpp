// SPDX-License-Identifier: MIT

// The yardstick below everything: epoll, and every byte sent back. No HTTP, no RPC.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <iostream>

namespace {

// Sends back what has come in. @returns false if the connection is over.
bool echo(int connection) {
  static std::array<char, 64 * 1024> bytes;
  const ssize_t size = recv(connection, bytes.data(), bytes.size(), 0);
  // The peer always reads, so this does not wait for long.
  return size > 0 && send(connection, bytes.data(), static_cast<std::size_t>(size), 0) == size;
}

}  // namespace

int main() {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const as_any = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener, as_any, size) != 0 || listen(listener, 64) != 0 ||
      getsockname(listener, as_any, &size) != 0) {
    std::perror("raw_server");
    return 1;
  }
  std::cout << "listening on 127.0.0.1:" << ntohs(address.sin_port) << std::endl;

  const int poll = epoll_create1(0);
  const auto watch = [poll](int socket) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = socket;
    epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event);
  };
  watch(listener);
  std::array<epoll_event, 64> events;
  for (;;) {
    const int count = epoll_wait(poll, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      const int ready = events[static_cast<std::size_t>(i)].data.fd;
      if (ready == listener) {
        const int connection = accept(listener, nullptr, nullptr);
        const int on = 1;
        setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        watch(connection);
      } else if (!echo(ready)) {
        close(ready);
      }
    }
  }
}
