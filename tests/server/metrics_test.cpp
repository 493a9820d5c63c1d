// SPDX-License-Identifier: MIT

#include <tern/server/metrics.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using tern::server_side::counters;
using tern::server_side::metrics_text;

TEST_CASE("what was counted is written for Prometheus") {
  counters now;
  now.methods.push_back({"", {.started = 1, .failed = 1}});
  now.methods.push_back(
      {"/a.B/\"C\\\n",
       {.started = 5, .succeeded = 2, .failed = 1, .messages_received = 7, .bytes_sent = 80}});
  now.listeners.push_back({.id = 1,
                           .address = "127.0.0.1:80",
                           .connections_accepted = 3,
                           .connections_open = 2,
                           .traffic = {.bytes_received = 99}});
  const std::string text = metrics_text(now);
  const auto has = [&](std::string_view line) {
    return text.find(std::string{line} + '\n') != std::string::npos;
  };
  CHECK(has("# TYPE tern_calls_started_total counter"));
  CHECK(has("tern_calls_started_total{method=\"unknown\"} 1"));
  CHECK(has("tern_calls_started_total{method=\"/a.B/\\\"C\\\\\\n\"} 5"));
  CHECK(has("tern_calls_failed_total{method=\"unknown\"} 1"));
  CHECK(has("# TYPE tern_calls_running gauge"));
  CHECK(has("tern_calls_running{method=\"/a.B/\\\"C\\\\\\n\"} 2"));
  CHECK(has("tern_messages_received_total{method=\"/a.B/\\\"C\\\\\\n\"} 7"));
  CHECK(has("tern_message_bytes_sent_total{method=\"/a.B/\\\"C\\\\\\n\"} 80"));
  CHECK(has("tern_connections_accepted_total{listener=\"127.0.0.1:80\"} 3"));
  CHECK(has("tern_connections_open{listener=\"127.0.0.1:80\"} 2"));
  CHECK(has("tern_bytes_received_total{listener=\"127.0.0.1:80\"} 99"));
}

TEST_CASE("each family is described once, in front of its samples") {
  const std::string text = metrics_text({});
  std::string_view rest = text;
  int families = 0;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    REQUIRE(end != rest.npos);
    CHECK(rest.starts_with(families % 2 == 0 ? "# HELP tern_" : "# TYPE tern_"));
    ++families;
    rest.remove_prefix(end + 1);
  }
  CHECK(families == 28);
}

TEST_CASE("a server says what it has counted, its plain requests among it") {
  tern::server_side::server server{{.handle_signals = false}};
  server.get("/metrics", tern::server_side::metrics(server));
  server.post("/hook/*", [] { return "heard"; });
  const std::string text = metrics_text(server.counters());
  CHECK(text.find("tern_calls_started_total{method=\"GET /metrics\"} 0\n") != std::string::npos);
  CHECK(text.find("tern_calls_started_total{method=\"POST /hook/*\"} 0\n") != std::string::npos);
}
