// SPDX-License-Identifier: MIT

#include <tern/client/pooled_connection.hpp>

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include <tern/testing/manual_executor.hpp>
#include <tern/transport/memory.hpp>

using namespace std::chrono_literals;
using tern::client_side::pooled_connection;

namespace {

struct nobody final : tern::transport::connection_owner {
  void on_request(tern::transport::connection&, tern::http::stream_ptr) override {}
  void on_closed(tern::transport::connection&) noexcept override {}
};

/// A pool of one.
struct pool final : pooled_connection::listener {
  void on_room(pooled_connection&) noexcept override { ++room_count; }
  void on_closed(pooled_connection& which) noexcept override {
    CHECK(&which == only.get());
    only.reset();
  }
  std::unique_ptr<pooled_connection> only;
  int room_count = 0;
};

}  // namespace

TEST_CASE("who has a connection in a pool hears when it has room again, and when it has ended") {
  tern::testing::manual_executor home;
  std::array<std::byte, 1000> scratch{};
  auto [near, far] = tern::transport::memory_stream::make_pair(home.executor());
  nobody before;
  pool told;
  const tern::runtime::time_point noon{12h};
  told.only = std::make_unique<pooled_connection>(
      std::make_unique<tern::transport::connection>(
          home.executor(), scratch, std::move(near), tern::http::role::client, tern::http::limits{},
          before, tern::transport::connection_life{}, tern::http::versions{.http2 = false}),
      "example.com", told, tern::transport::connection_life{.max_idle = 10s}, noon);
  CHECK(told.only->authority() == "example.com");
  CHECK(told.only->since() == noon);

  tern::http::head get;
  get.method = "GET";
  get.authority = "example.com";
  get.path = "/";
  const auto asked = told.only->link().open(std::move(get), true);
  home.run_ready();
  CHECK_FALSE(told.only->link().has_room());
  constexpr std::string_view answer = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
  CHECK(far->write_some(tern::as_bytes(answer)).bytes == answer.size());
  home.run_ready();
  CHECK(asked->received_end());
  CHECK(told.room_count == 1);
  CHECK(told.only->link().has_room());

  home.advance(12s);  // the life that it was given
  CHECK(told.only == nullptr);
}
