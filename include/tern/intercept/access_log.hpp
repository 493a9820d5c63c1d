// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include <tern/intercept/interceptor.hpp>
#include <tern/runtime/executor.hpp>

namespace tern::intercept {

/// What there is to say of one call when it has ended.
/// @lifetime borrows from the call.
struct access_record {
  std::chrono::system_clock::time_point start;
  runtime::duration duration;
  std::string_view method;  ///< /hello.v1.Greeter/SayHello
  std::string_view peer;    ///< 127.0.0.1:40312
  const tern::status& status;
  std::uint64_t requests;  ///< messages
  std::uint64_t replies;
};

namespace detail {

// A line stays a line, and a value stays in its quotes, whatever a peer makes them say.
inline void append_value(std::string& line, std::string_view value) {
  constexpr std::string_view digits = "0123456789abcdef";
  line += '"';
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      line += '\\';
      line += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      line += "\\u00";
      line += digits[byte >> 4];
      line += digits[byte & 0xf];
    } else {
      line += c;
    }
  }
  line += '"';
}

}  // namespace detail

/// `method="/hello.v1.Greeter/SayHello" peer="127.0.0.1:40312" status=OK duration_us=184
/// requests=1 replies=1`, and ` message="…"` of a call that failed.
[[nodiscard]] inline std::string to_string(const access_record& record) {
  std::string line = "method=";
  detail::append_value(line, record.method);
  line += " peer=";
  detail::append_value(line, record.peer);
  line.append(" status=").append(to_string(record.status.code()));
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(record.duration);
  line.append(" duration_us=").append(std::to_string(took.count()));
  line.append(" requests=").append(std::to_string(record.requests));
  line.append(" replies=").append(std::to_string(record.replies));
  if (!record.status.message().empty()) {
    line += " message=";
    detail::append_value(line, record.status.message());
  }
  return line;
}

/// Tells of every call that has ended, one that was rejected further in as well.
///
///     server.intercept(tern::access_log{});                                   // to stderr
///     server.intercept(tern::access_log{[](const tern::access_record& r) { … }});
///
/// What the messages say is not in it.
class access_log {
 public:
  /// @thread that of the call: of several calls at once, if the server has several threads.
  using sink = std::function<void(const access_record&)>;

  access_log()
      : sink_([](const access_record& record) {
          std::fputs((to_string(record) + "\n").c_str(), stderr);
        }) {}
  explicit access_log(sink tell) : sink_(std::move(tell)) {}

  runtime::task<void> operator()(call_context& call, next rest) const {
    return run(sink_, call, rest);
  }

 private:
  static runtime::task<void> run(const sink& tell, call_context& call, next rest) {
    const auto wall_start = std::chrono::system_clock::now();
    const runtime::executor& time = runtime::current_environment()->executor;
    const runtime::time_point start = time.now();
    std::uint64_t requests = 0;
    std::uint64_t replies = 0;
    call.on_request([&](message_ref) { ++requests; });
    call.on_reply([&](message_ref) { ++replies; });
    co_await rest();
    tell({wall_start, time.now() - start, call.method(), call.peer(), call.status(), requests,
          replies});
  }

  sink sink_;
};

}  // namespace tern::intercept
