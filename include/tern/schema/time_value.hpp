// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include <tern/codec/time.hpp>
#include <tern/protobuf/duration.hpp>
#include <tern/protobuf/timestamp.hpp>
#include <tern/schema/make_value.hpp>

namespace tern::schema::detail {

/// A time of std::chrono stands for the message `Parts`: Timestamp, Duration.
template <class Time, class Parts>
inline constexpr adapter time_adapter{
    [](const void* value, function_ref<void(const void*)> use) {
      const Parts parts = Parts::from(*static_cast<const Time*>(value));
      use(&parts);
    },
    [](void* value, function_ref<bool(void*)> fill) -> status {
      using codec_parts = codec::detail::time_parts<Time>;
      Time& time = *static_cast<Time*>(value);
      Parts parts = Parts::from(time);
      if (!fill(&parts)) return {};
      auto ticks = codec_parts::get(time);
      if (!codec_parts::codec::join({parts.seconds, parts.nanos}, ticks)) {
        return {code::out_of_range, codec_parts::codec::rules::out_of_range};
      }
      time = codec_parts::make(ticks);
      return {};
    }};

template <class Time, class Parts, class Options>
constexpr value_info time_info() {
  constexpr bool group = reflect::has_option<Options, reflect::delimited_option>;
  return {group ? kind::group : kind::message, &message_constant<Parts>::info, nullptr,
          &time_adapter<Time, Parts>};
}

template <class Rep, class Period, class Options>
struct make_value<std::chrono::duration<Rep, Period>, Options> {
  static constexpr value_info make() {
    return time_info<std::chrono::duration<Rep, Period>, protobuf::Duration, Options>();
  }
};

template <class Duration, class Options>
struct make_value<std::chrono::sys_time<Duration>, Options> {
  static constexpr value_info make() {
    return time_info<std::chrono::sys_time<Duration>, protobuf::Timestamp, Options>();
  }
};

}  // namespace tern::schema::detail
