// SPDX-License-Identifier: MIT
#pragma once

// What the demo does: a plain struct with the methods of the contract.

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include <tern/rpc/error_details.hpp>
#include <tern/server.hpp>

#include "chat_room.hpp"
#include "live.hpp"
#include "stations.hpp"

namespace live {

class live_service {
 public:
  /// `count` tells what the server has counted.
  explicit live_service(std::function<tern::server_counters()> count) : count_(std::move(count)) {}

  tern::task<v1::ListStationsReply> ListStations(v1::ListStationsRequest) {
    v1::ListStationsReply reply;
    for (const station& each : stations) {
      reply.stations.push_back({.id = std::string{each.id},
                                .name = std::string{each.name},
                                .latitude = each.latitude,
                                .longitude = each.longitude});
    }
    co_return reply;
  }

  tern::stream<v1::Sample> Watch(v1::WatchRequest request) {
    const station& where = wanted_station(request.station_id);
    check_range("period_ms", request.period_ms, 50, 60'000, "or 0, which is 100");
    check_range("history_ms", request.history_ms, 0, 60'000);
    const std::chrono::milliseconds period{request.period_ms == 0 ? 100 : request.period_ms};

    v1::time at = now() - std::chrono::milliseconds{request.history_ms};
    while (!room_.closed()) {
      for (; at <= now(); at += period) co_yield v1::Sample{at, wind_at(where, at)};
      co_await tern::sleep_for(at - now());  // a page that goes away ends the coroutine here
    }
    throw closing();
  }

  tern::task<v1::ForecastReply> Forecast(v1::ForecastRequest request) {
    const station& where = wanted_station(request.station_id);
    if (request.hours < 1 || request.hours > 48) {
      throw bad_field("hours", "is " + std::to_string(request.hours) + ", it may be 1 to 48");
    }
    co_await tern::sleep_for(std::chrono::milliseconds{25} * request.hours);  // deep in thought
    const double wind = wind_at(where, now() + std::chrono::hours{request.hours});
    co_return v1::ForecastReply{"In " + std::to_string(request.hours) + " h " +
                                    std::string{wind_in_words(wind)} + " at " +
                                    std::string{where.name},
                                wind};
  }

  tern::task<v1::SendReply> Send(v1::SendRequest request) {
    check_text("name", request.name, 40);
    check_text("text", request.text, 500);
    co_return v1::SendReply{room_.say(std::move(request.name), std::move(request.text))};
  }

  tern::stream<v1::ChatMessage> Listen(v1::ListenRequest request) {
    chat_room::listener here{room_};
    // Who knows of more than was ever said knows it of a server before this one.
    std::uint32_t told = request.after_id > room_.last_id() ? 0 : request.after_id;
    while (!room_.closed()) {
      while (auto next = room_.after(told)) {
        told = next->id;
        co_yield *std::move(next);
      }
      co_await here.news.wait();
    }
    throw closing();
  }

  tern::task<v1::Status> GetStatus(v1::GetStatusRequest) {
    const tern::server_counters counted = count_();
    v1::Status status{.calls = counted.calls.started};
    for (const auto& each : counted.methods) {
      const auto running = static_cast<std::uint32_t>(each.calls.running());
      if (each.method == "/live.v1.Live/Watch") status.charts = running;
      if (each.method == "/live.v1.Live/Listen") status.listeners = running;
    }
    for (const auto& each : counted.listeners) {
      status.connections += static_cast<std::uint32_t>(each.connections_open);
    }
    co_return status;
  }

  /// Ends the streams, which would not end by themselves.
  void close() { room_.close(); }

 private:
  static v1::time now() {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now());
  }

  static tern::error closing() { return {tern::code::unavailable, "the server is shutting down"}; }

  static tern::error bad_field(std::string field, const std::string& description) {
    return {tern::code::invalid_argument, field + " " + description,
            tern::rpc::BadRequest{{{.field = field, .description = description}}}};
  }

  static const station& wanted_station(std::string_view id) {
    const station* found = find_station(id);
    if (found != nullptr) return *found;
    throw tern::error{tern::code::not_found, "there is no station \"" + std::string{id} + "\""};
  }

  static void check_range(const char* field, std::uint32_t value, std::uint32_t least,
                          std::uint32_t most, const char* besides = nullptr) {
    if (value >= least && value <= most) return;
    if (besides != nullptr && value == 0) return;
    std::string description = "is " + std::to_string(value) + ", it may be " +
                              std::to_string(least) + " to " + std::to_string(most);
    if (besides != nullptr) description += std::string{", "} + besides;
    throw bad_field(field, description);
  }

  static void check_text(const char* field, const std::string& text, std::size_t max_bytes) {
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) throw bad_field(field, "is empty");
    if (text.size() <= max_bytes) return;
    throw bad_field(field, "is " + std::to_string(text.size()) + " bytes, it may be " +
                               std::to_string(max_bytes));
  }

  std::function<tern::server_counters()> count_;
  chat_room room_;
};

}  // namespace live
