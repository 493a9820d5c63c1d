// SPDX-License-Identifier: MIT

// What compiling is measured by: no line of tern in it.

#include <asio.hpp>

int main() {
  asio::io_context io;
  io.run();
}
