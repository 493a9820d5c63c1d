// SPDX-License-Identifier: MIT
#pragma once

// Where the wind is measured. There are no instruments: the wind is a function of place and time,
// so that all who watch see the same.

#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>

#include "live.hpp"

namespace live {

struct station {
  std::string_view id;
  std::string_view name;
  double latitude;   // degrees north
  double longitude;  // degrees east
  double wind_mps;   // on the average
};

inline constexpr std::array<station, 7> stations{{
    {"ny-alesund", "Ny-Ålesund, Svalbard", 78.92, 11.93, 6.1},
    {"grimsey", "Grímsey, Iceland", 66.54, -18.02, 9.4},
    {"farne", "Farne Islands, England", 55.62, -1.65, 8.2},
    {"azores", "Corvo, Azores", 39.70, -31.11, 7.3},
    {"walvis", "Walvis Bay, Namibia", -22.95, 14.50, 5.2},
    {"tristan", "Tristan da Cunha", -37.11, -12.28, 11.6},
    {"weddell", "Halley VI, Weddell Sea", -75.57, -25.51, 12.8},
}};

/// Null if there is none of that id.
inline const station* find_station(std::string_view id) noexcept {
  for (const station& each : stations) {
    if (each.id == id) return &each;
  }
  return nullptr;
}

/// The wind at a station in metres per second: swells of different lengths, and gusts upon them.
inline double wind_at(const station& where, v1::time when) noexcept {
  const double seconds = static_cast<double>(when.time_since_epoch().count() % 86'400'000) / 1000;
  const double phase = where.latitude + where.longitude / 7;
  const auto wave = [&](double period, double shift) {
    return std::sin(2 * 3.14159265358979 * seconds / period + phase * shift);
  };
  const double swell = 0.20 * wave(97, 1) + 0.14 * wave(31, 2) + 0.08 * wave(13.7, 3);
  const double gusts = (0.06 * wave(4.3, 5) + 0.03 * wave(1.7, 7)) * (1 + wave(19, 11));
  return where.wind_mps * (1 + swell + gusts);
}

/// The Beaufort scale, in words.
inline std::string_view wind_in_words(double wind_mps) noexcept {
  struct step {
    double below_mps;
    std::string_view words;
  };
  static constexpr std::array<step, 8> scale{{
      {1.6, "light air"},
      {3.4, "a light breeze"},
      {5.5, "a gentle breeze"},
      {8.0, "a moderate breeze"},
      {10.8, "a fresh breeze"},
      {13.9, "a strong breeze"},
      {17.2, "near gale"},
      {20.8, "a gale"},
  }};
  for (const step& each : scale) {
    if (wind_mps < each.below_mps) return each.words;
  }
  return "a storm";
}

}  // namespace live
