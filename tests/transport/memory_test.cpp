// SPDX-License-Identifier: MIT

#include <tern/transport/memory.hpp>

#include <doctest/doctest.h>

#include <string>

#include <tern/testing/manual_executor.hpp>

namespace {

struct watcher final : tern::transport::io_watcher {
  int readable = 0;
  int writable = 0;
  void on_readable() noexcept override { ++readable; }
  void on_writable() noexcept override { ++writable; }
};

struct ends {
  explicit ends(std::size_t capacity_bytes)
      : both(tern::transport::memory_stream::make_pair(home.executor(), capacity_bytes)) {
    both.first->watch(left);
    both.second->watch(right);
  }
  tern::testing::manual_executor home;
  watcher left;
  watcher right;
  std::pair<std::unique_ptr<tern::transport::byte_stream>,
            std::unique_ptr<tern::transport::byte_stream>>
      both;
};

std::string read(tern::transport::byte_stream& from, std::size_t bytes) {
  std::string text(bytes, '\0');
  const auto got = from.read_some(std::as_writable_bytes(std::span{text}));
  text.resize(got.bytes);
  return text;
}

}  // namespace

TEST_CASE("bytes go both ways, as far as there is room") {
  ends here{10};
  CHECK(here.both.first->write_some(tern::as_bytes("hello")).bytes == 5);
  CHECK(here.both.first->write_some(tern::as_bytes("world!")).bytes == 5);
  const auto full = here.both.first->write_some(tern::as_bytes("!"));
  CHECK(full.would_block);
  CHECK(full.bytes == 0);
  CHECK(read(*here.both.second, 7) == "hellowo");
  CHECK(here.both.second->write_some(tern::as_bytes("back")).bytes == 4);
  CHECK(read(*here.both.first, 100) == "back");
  std::array<std::byte, 1> one{};
  CHECK(here.both.first->read_some(one).would_block);
}

TEST_CASE("who waits is told once, and not from inside the call") {
  ends here{4};
  here.both.second->wait_readable();
  here.home.run_ready();
  CHECK(here.right.readable == 0);
  static_cast<void>(here.both.first->write_some(tern::as_bytes("abcd")));
  CHECK(here.right.readable == 0);
  here.home.run_ready();
  CHECK(here.right.readable == 1);
  here.both.first->wait_writable();
  here.home.run_ready();
  CHECK(here.left.writable == 0);
  CHECK(read(*here.both.second, 1) == "a");
  here.home.run_ready();
  CHECK(here.left.writable == 1);
  CHECK(here.right.readable == 1);
  here.both.second->wait_readable();
  here.home.run_ready();
  CHECK(here.right.readable == 2);
}

TEST_CASE("an end that closes is read to its last byte, and cannot be written to") {
  ends here{10};
  static_cast<void>(here.both.first->write_some(tern::as_bytes("bye")));
  here.both.second->wait_readable();
  here.both.first->close();
  here.home.run_ready();
  CHECK(here.right.readable == 1);
  CHECK(read(*here.both.second, 10) == "bye");
  std::array<std::byte, 1> one{};
  CHECK(here.both.second->read_some(one).ended);
  CHECK(here.both.second->write_some(tern::as_bytes("x")).error);
  CHECK(here.left.readable == 0);
}

TEST_CASE("an end may be destroyed while the other waits") {
  ends here{10};
  here.both.second->wait_readable();
  here.both.second->wait_writable();
  here.both.first.reset();
  here.home.run_ready();
  CHECK(here.right.readable == 1);
  here.both.second->wait_readable();
  here.both.second.reset();
  here.home.run_ready();
  CHECK(here.right.readable == 1);
}
