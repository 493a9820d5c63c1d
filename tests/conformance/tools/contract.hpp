// SPDX-License-Identifier: MIT
#pragma once

// What the server for tools and proxies serves: one method of each kind, messages with everything
// that a tool has to print, and methods that say what arrived at the server.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <tern/contract.hpp>

namespace probe::v1 {

enum class Shade : std::int32_t { unspecified, light, dark };
TERN_ENUM(Shade, (unspecified, "SHADE_UNSPECIFIED"), (light, "SHADE_LIGHT"), (dark, "SHADE_DARK"))

struct Point {
  double latitude = 0;
  double longitude = 0;
};
TERN_MESSAGE(Point, (1, latitude), (2, longitude))

struct Sample {
  struct Part {
    std::string name;
    std::int64_t weight_grams = 0;
  };
  std::string text;
  std::vector<std::byte> payload;
  Shade shade = Shade::unspecified;
  std::vector<Part> parts;
  std::map<std::string, std::uint32_t> counts;
  std::optional<std::int32_t> rank;
  std::variant<std::monostate, std::string, Point> place;
  std::optional<std::chrono::sys_time<std::chrono::nanoseconds>> taken_at;
};
TERN_MESSAGE(Sample::Part, (1, name), (2, weight_grams))
TERN_MESSAGE(Sample, (1, text), (2, payload), (3, shade), (4, parts), (5, counts), (6, rank),
             (oneof, place, (7, street), (8, point)), (9, taken_at))

struct CountRequest {
  std::int32_t to = 0;
  std::uint32_t payload_bytes = 0;
};
TERN_MESSAGE(CountRequest, (1, to), (2, payload_bytes))

struct FailRequest {
  std::int32_t code = 0;
  std::string message;
  bool with_details = false;
  std::int32_t after_count = 0;  // replies before the failure, of FailLate
};
TERN_MESSAGE(FailRequest, (1, code), (2, message), (3, with_details), (4, after_count))

struct WaitRequest {};
TERN_MESSAGE(WaitRequest)

struct SeenRequest {};
TERN_MESSAGE(SeenRequest)

/// What calls of Wait have seen until now.
struct SeenReply {
  std::uint64_t started = 0;
  std::uint64_t ended = 0;
  std::int64_t time_left_ms = 0;  // when the last one started; 0: it had no deadline
  std::string why_ended;          // the last one
};
TERN_MESSAGE(SeenReply, (1, started), (2, ended), (3, time_left_ms), (4, why_ended))

struct SetHealthRequest {
  std::string service;
  bool serving = false;
  bool shut_down = false;  // everything, for ever
};
TERN_MESSAGE(SetHealthRequest, (1, service), (2, serving), (3, shut_down))

struct SetHealthReply {};
TERN_MESSAGE(SetHealthReply)

struct Probe {
  tern::task<Sample> Echo(Sample);                  // with its metadata
  tern::stream<Sample> Count(CountRequest);         // 1, 2, …
  tern::task<Sample> Join(tern::stream<Sample>);    // the texts, one after the other
  tern::stream<Sample> Chat(tern::stream<Sample>);  // each request at once
  tern::task<Sample> Fail(FailRequest);
  tern::stream<Sample> FailLate(FailRequest);
  tern::task<Sample> Wait(WaitRequest);  // until the call is cancelled
  tern::task<SeenReply> Seen(SeenRequest);
  tern::task<SetHealthReply> SetHealth(SetHealthRequest);
};
TERN_SERVICE(Probe, Echo, Count, Join, Chat, Fail, FailLate, Wait, Seen, SetHealth)

}  // namespace probe::v1
