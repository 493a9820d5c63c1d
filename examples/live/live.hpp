// SPDX-License-Identifier: MIT
#pragma once

// The contract of the demo in a browser: stations that measure the wind along the way of the arctic
// tern, and a chat. A page cannot stream requests, so a chat is Send and Listen.

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <tern/contract.hpp>

namespace live::v1 {

using time = std::chrono::sys_time<std::chrono::milliseconds>;

struct Station {
  std::string id;
  std::string name;
  double latitude = 0;
  double longitude = 0;
};
TERN_MESSAGE(Station, (1, id), (2, name), (3, latitude), (4, longitude))

struct ListStationsRequest {};
TERN_MESSAGE(ListStationsRequest)

struct ListStationsReply {
  std::vector<Station> stations;
};
TERN_MESSAGE(ListStationsReply, (1, stations))

struct WatchRequest {
  std::string station_id;
  std::uint32_t period_ms = 0;   // between samples, 50 to 60,000; 0 is 100
  std::uint32_t history_ms = 0;  // what was measured before comes first, 60,000 at most
};
TERN_MESSAGE(WatchRequest, (1, station_id), (2, period_ms), (3, history_ms))

struct Sample {
  time measured_at;
  double wind_mps = 0;
};
TERN_MESSAGE(Sample, (1, measured_at), (2, wind_mps))

struct ForecastRequest {
  std::string station_id;
  std::uint32_t hours = 0;  // 1 to 48; each takes the model 25 ms
};
TERN_MESSAGE(ForecastRequest, (1, station_id), (2, hours))

struct ForecastReply {
  std::string text;
  double wind_mps = 0;
};
TERN_MESSAGE(ForecastReply, (1, text), (2, wind_mps))

struct ChatMessage {
  std::uint32_t id = 0;
  std::string name;
  std::string text;
  time sent_at;
};
TERN_MESSAGE(ChatMessage, (1, id), (2, name), (3, text), (4, sent_at))

struct SendRequest {
  std::string name;  // at most 40 bytes
  std::string text;  // at most 500 bytes
};
TERN_MESSAGE(SendRequest, (1, name), (2, text))

struct SendReply {
  std::uint32_t id = 0;
};
TERN_MESSAGE(SendReply, (1, id))

struct ListenRequest {
  std::uint32_t after_id = 0;  // the last message that is known, if there is one
};
TERN_MESSAGE(ListenRequest, (1, after_id))

struct GetStatusRequest {};
TERN_MESSAGE(GetStatusRequest)

struct Status {
  std::uint32_t charts = 0;       // calls of Watch that are running
  std::uint32_t listeners = 0;    // calls of Listen that are running
  std::uint64_t calls = 0;        // all that were ever started
  std::uint32_t connections = 0;  // that are open
};
TERN_MESSAGE(Status, (1, charts), (2, listeners), (3, calls), (4, connections))

struct Live {
  tern::task<ListStationsReply> ListStations(ListStationsRequest);
  tern::stream<Sample> Watch(WatchRequest);             // what a station measures, from now on
  tern::task<ForecastReply> Forecast(ForecastRequest);  // slow: give it a deadline
  tern::task<SendReply> Send(SendRequest);              // says something to all who listen
  tern::stream<ChatMessage> Listen(ListenRequest);      // what was said lately, and what will be
  tern::task<Status> GetStatus(GetStatusRequest);       // what the server does at the moment
};
TERN_SERVICE(Live, (ListStations, tern::no_side_effects), Watch, Forecast, Send, Listen,
             (GetStatus, tern::no_side_effects))

}  // namespace live::v1
