// SPDX-License-Identifier: MIT
#include <simdjson.h>

#include <charconv>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

#include "by_hand.hpp"
#include "json.hpp"

/// simdjson's on-demand reader by hand, straight into the struct. It writes nothing.
namespace bench::json {
namespace {

namespace ondemand = simdjson::ondemand;

template <class T>
void get(ondemand::value from, T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    value = from.get_bool();
  } else if constexpr (std::is_same_v<T, Kind>) {
    value = kind_of(from.get_string());
  } else if constexpr (std::is_same_v<T, base64>) {
    const_cast<std::string&>(value.bytes) = from_base64(from.get_string());
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    value = from.get_int64_in_string();
  } else if constexpr (std::is_same_v<T, std::uint64_t>) {
    value = from.get_uint64_in_string();
  } else if constexpr (std::is_integral_v<T>) {
    const std::int64_t number = from.get_int64();
    value = static_cast<T>(number);
    if (value != number) throw std::runtime_error("out of range");
  } else if constexpr (std::is_floating_point_v<T>) {
    value = static_cast<T>(double{from.get_double()});
  } else if constexpr (std::is_same_v<T, std::string>) {
    value = std::string_view{from.get_string()};
  } else if constexpr (is_list<T>) {
    for (auto element : from.get_array()) get(element.value(), value.emplace_back());
  } else if constexpr (is_message<T>) {
    for (auto field : from.get_object()) {
      const std::string_view name = field.unescaped_key();
      read_member(value, name, [&](auto&& member) { get(field.value(), member); });
    }
  } else {
    get(from, value.emplace());
  }
}

struct codec {
  template <class M>
  static void read(std::string_view text, M& message) {
    // Parser and padded memory are kept, as its manual advises.
    static ondemand::parser parser;
    static std::string padded;
    padded.resize(text.size() + simdjson::SIMDJSON_PADDING);
    std::memcpy(padded.data(), text.data(), text.size());
    auto document = parser.iterate(padded.data(), text.size(), padded.size());
    ondemand::object object = document.get_object();
    for (auto field : object) {
      const std::string_view name = field.unescaped_key();
      read_member(message, name, [&](auto&& member) { get(field.value(), member); });
    }
  }
  template <class M>
  static std::string encoding(const M& message) {
    return by_hand::encode(message);
  }
};

const library simdjson_library{[](plan& to) {
  add<codec, Tiny<>>(to, "simdjson", "tiny");
  add<codec, Medium<>>(to, "simdjson", "medium");
  add<codec, Large<>>(to, "simdjson", "large");
  add<codec, Sparse<>>(to, "simdjson", "sparse");
}};

}  // namespace
}  // namespace bench::json
