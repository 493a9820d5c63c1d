// SPDX-License-Identifier: MIT

#include <tern/transport/incoming.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <deque>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <tern/base/member_callback.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/testing/manual_executor.hpp>

namespace {

/// A stream that says one thing with each read, and who takes it. All that happens is noted down.
struct conversation final : tern::transport::byte_stream, tern::transport::incoming_host {
  void watch(tern::transport::io_watcher&) override {}
  [[nodiscard]] tern::transport::io_outcome read_some(tern::byte_span into) override {
    if (said.empty()) {
      happened += "nothing ";
      return {.would_block = true};
    }
    const std::string next = std::exchange(said.front(), {});
    said.pop_front();
    if (next == "end") return {.ended = true};
    if (next == "failure") return {.error = std::make_error_code(std::errc::connection_reset)};
    std::copy_n(tern::as_bytes(next).begin(), next.size(), into.begin());
    return {.bytes = next.size()};
  }
  [[nodiscard]] tern::transport::io_outcome write_some(tern::byte_view bytes) override {
    return {.bytes = bytes.size()};
  }
  void wait_readable() override { happened += "wait "; }
  void wait_writable() override {}
  void close() noexcept override {}
  [[nodiscard]] std::string peer() const override { return "a peer"; }

  [[nodiscard]] bool take_input(tern::byte_view bytes) noexcept override {
    happened += std::string{tern::as_text(bytes)} + " ";
    if (steps_left != 0) home.executor().make_ready(answering);
    return true;
  }
  void lose_input(const std::error_code& failure) noexcept override {
    happened += failure ? "failed " : "ended ";
    input.stop();
  }
  [[nodiscard]] bool wants_input() const noexcept override { return wants; }
  void write_out() noexcept override { happened += "write "; }

  // Makes the answer in several steps.
  void answer() noexcept {
    if (--steps_left != 0) return home.executor().make_ready(answering);
    happened += "answered ";
  }

  /// What happens when `all` can be read.
  std::string hear(std::deque<std::string> all) {
    said = std::move(all);
    happened.clear();
    input.on_readable();
    home.run_ready();
    return happened;
  }

  tern::testing::manual_executor home;
  std::array<std::byte, 8> scratch{};
  std::deque<std::string> said;
  std::string happened;
  bool wants = true;
  int steps_left = 0;
  tern::member_callback<tern::runtime::work, conversation, &conversation::answer> answering{*this};
  tern::transport::incoming input{home.executor(), scratch, *this, *this};
};

}  // namespace

TEST_CASE("when what came is answered, the socket is looked at again before it is waited for") {
  conversation peer;
  CHECK(peer.hear({"one"}) == "one write nothing wait ");
  CHECK(peer.hear({"one", "two"}) == "one write two write nothing wait ");
  CHECK(peer.hear({}) == "nothing wait ");
}

TEST_CASE("a peer that has said all has its answer before its end is heard") {
  conversation peer;
  peer.steps_left = 3;
  CHECK(peer.hear({"one", "end"}) == "one answered write ended ");
}

TEST_CASE("a peer that waits for its answers is hardly ever looked at again") {
  conversation peer;
  int looks = 0;
  for (int round = 0; round < 160; ++round) {
    if (peer.hear({"one"}) != "one wait ") ++looks;
  }
  CHECK(looks >= 10);
  CHECK(looks < 20);
}

TEST_CASE("a second look that found as much as can be read at once has found something") {
  conversation peer;
  const std::string full(8, 'x');
  for (int round = 0; round < 20; ++round) {
    CHECK(peer.hear({"one", full}) == "one write " + full + " nothing wait ");
  }
}

TEST_CASE("a peer that is always busy lets others have their turn") {
  conversation peer;
  CHECK(peer.hear({"1", "2", "3", "4", "5", "6"}) == "1 write 2 write 3 write 4 write 5 wait ");
  const std::string full(8, 'x');
  CHECK(peer.hear({full, full, full, full, full}) ==
        full + " " + full + " " + full + " " + full + " wait ");
}

TEST_CASE("who wants no input is not given any until it does") {
  conversation peer;
  peer.wants = false;
  CHECK(peer.hear({"one", "two"}) == "one ");
  peer.input.go_on();
  CHECK(peer.happened == "one ");
  peer.wants = true;
  peer.input.go_on();
  peer.input.go_on();
  CHECK(peer.happened == "one wait ");
}

TEST_CASE("what wants no input once its answers are written is not looked at again") {
  struct stubborn final : tern::transport::incoming_host {
    [[nodiscard]] bool take_input(tern::byte_view) noexcept override { return true; }
    void lose_input(const std::error_code&) noexcept override {}
    [[nodiscard]] bool wants_input() const noexcept override { return !written; }
    void write_out() noexcept override { written = true; }
    bool written = false;
  } host;
  conversation peer;
  tern::transport::incoming input{peer.home.executor(), peer.scratch, peer, host};
  peer.said = {"one", "two"};
  input.on_readable();
  peer.home.run_ready();
  CHECK(host.written);
  CHECK(peer.said.size() == 1);
  CHECK(peer.happened.empty());
  host.written = false;
  input.go_on();
  CHECK(peer.happened == "wait ");
}

TEST_CASE("after its end nothing is read or waited for") {
  for (const std::string_view end : {"end", "failure"}) {
    CAPTURE(end);
    const std::string last = end == "end" ? "ended " : "failed ";
    {
      conversation peer;
      CHECK(peer.hear({std::string{end}}) == last);
      peer.input.go_on();
      CHECK(peer.happened == last);
    }
    conversation peer;
    CHECK(peer.hear({"one", std::string{end}}) == "one write " + last);
  }
  conversation peer;
  peer.said = {"one", "two"};
  peer.input.on_readable();
  peer.input.stop();
  peer.home.run_ready();
  CHECK(peer.happened == "one ");
}
