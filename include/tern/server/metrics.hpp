// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/call_counters.hpp>
#include <tern/server/counters.hpp>
#include <tern/server/http_response.hpp>
#include <tern/server/server.hpp>

namespace tern::server_side {

namespace detail {

/// Writes samples in the text format of Prometheus, one family after the other.
class metrics_writer {
 public:
  void family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    text_.append("# HELP ").append(name).append(" ").append(help);
    text_.append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
  }

  void sample(std::string_view label, std::string_view value, std::uint64_t number) {
    text_.append(name_).append("{").append(label).append("=\"");
    for (const char c : value) {
      if (c == '\\' || c == '"') text_ += '\\';
      text_.append(c == '\n' ? std::string_view{"\\n"} : std::string_view{&c, 1});
    }
    text_.append("\"} ").append(std::to_string(number)).append("\n");
  }

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string_view name_;
  std::string text_;
};

}  // namespace detail

/// What a server has counted, as Prometheus and OpenMetrics collectors read it.
/// @source Prometheus, "Exposition formats", text format 0.0.4
[[nodiscard]] inline std::string metrics_text(const counters& now) {
  detail::metrics_writer out;
  const auto by_method = [&](std::string_view name, std::string_view type, std::string_view help,
                             auto count) {
    out.family(name, type, help);
    for (const method_counters& each : now.methods) {
      out.sample("method", each.method.empty() ? "unknown" : std::string_view{each.method},
                 static_cast<std::uint64_t>(count(each.calls)));
    }
  };
  const auto by_listener = [&](std::string_view name, std::string_view type, std::string_view help,
                               auto count) {
    out.family(name, type, help);
    for (const listener_counters& each : now.listeners) {
      out.sample("listener", each.address, static_cast<std::uint64_t>(count(each)));
    }
  };
  using calls = call_counters;
  using listener = listener_counters;
  by_method("tern_calls_started_total", "counter", "Calls and requests that have begun.",
            [](const calls& of) { return of.started; });
  by_method("tern_calls_succeeded_total", "counter", "Calls that have ended with OK.",
            [](const calls& of) { return of.succeeded; });
  by_method("tern_calls_failed_total", "counter", "Calls that have ended with another status.",
            [](const calls& of) { return of.failed; });
  by_method("tern_calls_running", "gauge", "Calls that have not ended.",
            [](const calls& of) { return of.running(); });
  by_method("tern_messages_received_total", "counter", "Messages of calls that were received.",
            [](const calls& of) { return of.messages_received; });
  by_method("tern_messages_sent_total", "counter", "Messages of calls that were sent.",
            [](const calls& of) { return of.messages_sent; });
  by_method("tern_message_bytes_received_total", "counter",
            "Bytes of received messages, as they travelled.",
            [](const calls& of) { return of.bytes_received; });
  by_method("tern_message_bytes_sent_total", "counter",
            "Bytes of sent messages, as they travelled.",
            [](const calls& of) { return of.bytes_sent; });
  by_listener("tern_connections_accepted_total", "counter", "Connections that were accepted.",
              [](const listener& of) { return of.connections_accepted; });
  by_listener("tern_connections_open", "gauge", "Connections that are open.",
              [](const listener& of) { return of.connections_open; });
  by_listener("tern_streams_started_total", "counter", "Requests over all connections.",
              [](const listener& of) { return of.traffic.streams_started; });
  by_listener("tern_streams_failed_total", "counter", "Requests that were reset or lost.",
              [](const listener& of) { return of.traffic.streams_failed; });
  by_listener("tern_bytes_received_total", "counter", "Bytes of HTTP that were received.",
              [](const listener& of) { return of.traffic.bytes_received; });
  by_listener("tern_bytes_sent_total", "counter", "Bytes of HTTP that were sent.",
              [](const listener& of) { return of.traffic.bytes_sent; });
  return out.take();
}

/// A handler that says what `of` has counted: `server.get("/metrics", tern::metrics(server))`.
/// @lifetime `of` outlives the server that gets the handler, unless it is the same one.
[[nodiscard]] inline auto metrics(const server& of) {
  return [&of] {
    http_response response;
    response.fields.add("content-type", "text/plain; version=0.0.4; charset=utf-8");
    response.body = metrics_text(of.counters());
    return response;
  };
}

}  // namespace tern::server_side
