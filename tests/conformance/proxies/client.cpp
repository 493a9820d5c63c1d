// SPDX-License-Identifier: MIT

// A tern client that says whether a proxy passes on what gRPC needs.
//
//   client TARGET CHECK            one of the checks below; `list` for their names
//   client TARGET CHECK connect    the same over HTTP/1.1, with Connect
//
// Exits 0 if it holds, else 1 with a text.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/client.hpp>

#include <tests/conformance/tools/contract.hpp>

namespace {

using namespace probe::v1;
using namespace std::chrono_literals;
using probe_client = tern::client<Probe>;

[[noreturn]] void fail(std::string text) {
  throw tern::error{tern::code::failed_precondition, std::move(text)};
}

void expect(bool holds, std::string text) {
  if (!holds) fail(std::move(text));
}

void expect_equal(const std::string& seen, const std::string& wanted) {
  if (seen != wanted) fail("it is \"" + seen + "\", expected \"" + wanted + "\"");
}

Sample with_text(std::string text) {
  Sample made;
  made.text = std::move(text);
  return made;
}

Sample with_payload(std::size_t bytes) {
  Sample made;
  made.payload.resize(bytes);
  for (std::size_t i = 0; i != bytes; ++i) made.payload[i] = static_cast<std::byte>(i * 7 % 251);
  return made;
}

tern::stream<Sample> each_of(std::vector<std::string> texts) {
  for (std::string& text : texts) co_yield with_text(std::move(text));
}

/// How a call ended that was to fail.
template <class Call>
tern::task<tern::status> failure_of(Call call) {
  auto outcome = co_await call.result();
  if (outcome) fail("the call succeeded");
  co_return outcome.status();
}

void expect_failure(const tern::status& seen, tern::code code, const std::string& text) {
  if (seen.code() == code && seen.message() == text) return;
  fail("it failed with " + to_string(seen) + ", expected " + std::string{tern::to_string(code)} +
       ": " + text);
}

tern::task<SeenReply> seen(probe_client& to) {
  co_return co_await to.Seen({});
}

/// Waits until the server says so.
template <class Holds>
tern::task<SeenReply> seen_when(probe_client& to, Holds holds, std::string what) {
  for (int tries = 0; tries != 500; ++tries) {
    SeenReply now = co_await to.Seen({});
    if (holds(now)) co_return now;
    co_await tern::sleep_for(10ms);
  }
  fail("waited in vain until " + what);
}

// ---- the checks ------------------------------------------------------------------------------

tern::task<void> four_kinds(probe_client& to) {
  Sample reply = co_await to.Echo(with_text("Zoë ☺"));
  expect_equal(reply.text, "Zoë ☺");

  std::string counted;
  auto counting = to.Count({.to = 5, .payload_bytes = 10});
  while (auto each = co_await counting.next()) counted += each->text;
  expect_equal(counted, "12345");

  reply = co_await to.Join(each_of({"a", "ö", "c"}));
  expect_equal(reply.text, "aöc");

  auto requests = tern::pipe<Sample>();
  auto replies = to.Chat(std::move(requests.stream));
  for (int i = 0; i != 10; ++i) {  // each reply before the next request
    co_await requests.send(with_text(std::to_string(i)));
    auto answer = co_await replies.next();
    expect(answer.has_value(), "the replies ended early");
    expect_equal(answer->text, std::to_string(i));
  }
  requests.close();
  auto rest = co_await replies.next();
  expect(!rest.has_value(), "there are more replies than requests");
}

tern::task<void> big_messages(probe_client& to) {
  const Sample request = with_payload(3 * 1024 * 1024);
  const Sample reply = co_await to.Echo(request);
  expect(reply.payload == request.payload, "the payload came back changed");
}

tern::task<void> long_stream(probe_client& to) {
  std::size_t bytes = 0;
  auto counting = to.Count({.to = 256, .payload_bytes = 64 * 1024});
  while (auto each = co_await counting.next()) bytes += each->payload.size();
  expect_equal(std::to_string(bytes), std::to_string(256 * 64 * 1024));
}

tern::task<void> unary_error(probe_client& to) {
  const std::string text = "Grüße aus 東京 😀\n100 %";
  auto call = to.Fail({.code = 9, .message = text, .with_details = true});
  auto outcome = co_await call.result();
  expect_failure(outcome.status(), tern::code::failed_precondition, text);
  const auto bad = outcome.status().detail<tern::rpc::BadRequest>();
  expect(bad && bad->field_violations.size() == 1, "the details are missing");
  expect_equal(bad->field_violations.front().field, "text");
}

tern::task<void> late_error(probe_client& to) {
  auto replies = to.FailLate({.code = 5, .message = "nicht möglich", .after_count = 3});
  std::string heard;
  tern::status ended;
  try {
    while (auto each = co_await replies.next()) heard += each->text;
  } catch (const tern::error& failure) {
    ended = failure.status();
  }
  expect_equal(heard, "123");
  expect_failure(ended, tern::code::not_found, "nicht möglich");
}

tern::task<void> every_code(probe_client& to) {
  for (std::int32_t number = 1; number <= 16; ++number) {
    const tern::status seen_status = co_await failure_of(
        to.Fail({.code = number, .message = "number " + std::to_string(number)}));
    expect_failure(seen_status, static_cast<tern::code>(number),
                   "number " + std::to_string(number));
  }
}

tern::task<void> metadata(probe_client& to) {
  const std::string all_bytes = [] {
    std::string bytes;
    for (int i = 0; i != 256; ++i) bytes += static_cast<char>(i);
    return bytes;
  }();
  tern::call_options how;
  how.metadata.add("x-head", "one");
  how.metadata.add("x-head-bin", all_bytes);
  how.metadata.add("x-trail", "two words, and ~!@#$%^&*()");
  how.metadata.add("x-trail-bin", all_bytes);
  auto call = to.Echo(with_text("a"), std::move(how));
  const Sample reply = co_await call;
  expect_equal(reply.text, "a");
  expect_equal(std::string{call.headers().get("x-head").value_or("nothing")}, "one");
  expect(call.headers().get("x-head-bin") == all_bytes, "x-head-bin came back changed");
  expect_equal(std::string{call.trailers().get("x-trail").value_or("nothing")},
               "two words, and ~!@#$%^&*()");
  expect(call.trailers().get("x-trail-bin") == all_bytes, "x-trail-bin came back changed");
}

tern::task<void> deadline(probe_client& to) {
  const SeenReply before = co_await seen(to);
  auto call = to.Wait({}, {.timeout = 700ms});
  auto outcome = co_await call.result();
  expect(outcome.status().code() == tern::code::deadline_exceeded, to_string(outcome.status()));
  const SeenReply after = co_await seen_when(
      to, [&](const SeenReply& now) { return now.ended > before.ended; }, "the call ends there");
  expect(after.time_left_ms > 0 && after.time_left_ms <= 700,
         "the server had " + std::to_string(after.time_left_ms) + " ms of 700");
}

tern::task<void> cancellation(probe_client& to) {
  const SeenReply before = co_await seen(to);
  {
    auto waiting = to.Wait({});
    co_await seen_when(
        to, [&](const SeenReply& now) { return now.started > before.started; }, "the call starts");
  }
  const SeenReply after = co_await seen_when(
      to, [&](const SeenReply& now) { return now.ended > before.ended; }, "the call ends there");
  expect_equal(after.why_ended, "CANCELLED");
  expect(after.time_left_ms == 0, "the call had a deadline on its way");
}

tern::task<void> backend_down(probe_client& to) {
  const tern::status seen_status = co_await failure_of(to.Echo(with_text("a")));
  expect(seen_status.code() == tern::code::unavailable, to_string(seen_status));
  const bool says_so = seen_status.message().find("502") != std::string::npos ||
                       seen_status.message().find("503") != std::string::npos ||
                       seen_status.message().find("upstream") != std::string::npos;
  expect(says_so, "the text does not say so: " + to_string(seen_status));
  std::cout << seen_status.message() << '\n';
}

tern::task<void> recovery(probe_client& to) {
  for (int tries = 0; tries != 300; ++tries) {
    auto call = to.Echo(with_text("again"));
    auto outcome = co_await call.result();
    if (outcome) {
      expect_equal(outcome->text, "again");
      co_return;
    }
    expect(outcome.status().code() == tern::code::unavailable, to_string(outcome.status()));
    co_await tern::sleep_for(20ms);
  }
  fail("the server did not come back");
}

struct named_check {
  std::string_view name;
  tern::task<void> (*run)(probe_client&);
};
constexpr named_check checks[] = {
    {"four-kinds", four_kinds},     {"big-messages", big_messages}, {"long-stream", long_stream},
    {"unary-error", unary_error},   {"late-error", late_error},     {"every-code", every_code},
    {"metadata", metadata},         {"deadline", deadline},         {"cancellation", cancellation},
    {"backend-down", backend_down}, {"recovery", recovery},
};

tern::task<void> run_check(std::string target, const named_check& check,
                           tern::channel_options how) {
  tern::channel channel{target, std::move(how)};
  probe_client to{channel};
  co_await check.run(to);
}

}  // namespace

int main(int argc, char** argv) {
  const std::span<char*> words{argv, static_cast<std::size_t>(argc)};
  tern::channel_options how;
  const bool connect = words.size() == 4 && words[3] == std::string_view{"connect"};
  if (connect) {
    how.protocol = tern::connect;
    how.http_version = tern::http_version::http1;
  }
  if (words.size() == 3 || connect) {
    for (const named_check& each : checks) {
      if (each.name != words[2]) continue;
      try {
        tern::run(run_check(words[1], each, how));
        return 0;
      } catch (const std::exception& failure) {
        std::cerr << failure.what() << '\n';
        return 1;
      }
    }
  }
  std::cerr << "usage: client TARGET CHECK [connect]; the checks are:\n";
  for (const named_check& each : checks) std::cerr << "  " << each.name << '\n';
  return 2;
}
