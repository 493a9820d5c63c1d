// SPDX-License-Identifier: MIT
#include <charconv>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

#include "by_hand.hpp"
#include "json.hpp"

/// nlohmann-json: its document both ways.
namespace bench::json {
namespace {

using document = nlohmann::ordered_json;

template <class T>
document make(const T& value) {
  if constexpr (std::is_same_v<T, Kind>) {
    return name_of(value);
  } else if constexpr (std::is_same_v<T, base64>) {
    std::string text;
    append_base64(text, value.bytes);
    return text;
  } else if constexpr (is_wide<T>) {
    return std::to_string(value);
  } else if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string>) {
    return value;
  } else if constexpr (is_list<T>) {
    document list = document::array();
    for (const auto& element : value) list.push_back(make(element));
    return list;
  } else if constexpr (is_message<T>) {
    document object = document::object();
    each_member(value, [&object](const char* name, const auto& member) {
      if (!is_absent(member)) object.emplace(name, make(member));
    });
    return object;
  } else {
    return make(*value);
  }
}

const std::string& text_of(const document& from) {
  return from.get_ref<const std::string&>();
}

template <class T>
void get(const document& from, T& value) {
  if constexpr (std::is_same_v<T, Kind>) {
    value = kind_of(text_of(from));
  } else if constexpr (std::is_same_v<T, base64>) {
    const_cast<std::string&>(value.bytes) = from_base64(text_of(from));
  } else if constexpr (is_wide<T>) {
    const std::string& text = text_of(from);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
      throw std::runtime_error("no number");
    }
  } else if constexpr (std::is_arithmetic_v<T>) {
    value = from.get<T>();
  } else if constexpr (std::is_same_v<T, std::string>) {
    value = text_of(from);
  } else if constexpr (is_list<T>) {
    value.reserve(from.size());
    for (const document& element : from) get(element, value.emplace_back());
  } else if constexpr (is_message<T>) {
    for (const auto& [name, field] : from.get_ref<const document::object_t&>()) {
      read_member(value, name, [&](auto&& member) { get(field, member); });
    }
  } else {
    get(from, value.emplace());
  }
}

struct codec {
  template <class M>
  static std::string write(const M& message) {
    return make(message).dump();
  }
  template <class M>
  static void read(std::string_view text, M& message) {
    get(document::parse(text), message);
  }
  template <class M>
  static std::string encoding(const M& message) {
    return by_hand::encode(message);
  }
};

const library nlohmann_library{[](plan& to) {
  add<codec, Tiny<>>(to, "nlohmann-json", "tiny");
  add<codec, Medium<>>(to, "nlohmann-json", "medium");
  add<codec, Large<>>(to, "nlohmann-json", "large");
  add<codec, Sparse<>>(to, "nlohmann-json", "sparse");
}};

}  // namespace
}  // namespace bench::json
