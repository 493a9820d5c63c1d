// SPDX-License-Identifier: MIT
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <charconv>
#include <stdexcept>
#include <string>
#include <string_view>

#include "by_hand.hpp"
#include "json.hpp"

/// RapidJSON: its writer, and its document, from which the struct is filled.
namespace bench::json {
namespace {

using rapidjson::SizeType;
using writer = rapidjson::Writer<rapidjson::StringBuffer>;

void put(writer& to, std::string_view text) {
  to.String(text.data(), static_cast<SizeType>(text.size()));
}

template <class T>
void put(writer& to, const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    to.Bool(value);
  } else if constexpr (std::is_same_v<T, Kind>) {
    put(to, name_of(value));
  } else if constexpr (std::is_same_v<T, base64>) {
    std::string text;
    append_base64(text, value.bytes);
    put(to, std::string_view{text});
  } else if constexpr (is_wide<T>) {
    char room[24];
    const char* const end = std::to_chars(room, room + sizeof room, value).ptr;
    put(to, std::string_view{room, end});
  } else if constexpr (std::is_same_v<T, std::int32_t>) {
    to.Int(value);
  } else if constexpr (std::is_same_v<T, std::uint32_t>) {
    to.Uint(value);
  } else if constexpr (std::is_floating_point_v<T>) {
    to.Double(static_cast<double>(value));
  } else if constexpr (std::is_same_v<T, std::string>) {
    put(to, std::string_view{value});
  } else if constexpr (is_list<T>) {
    to.StartArray();
    for (const auto& element : value) put(to, element);
    to.EndArray();
  } else if constexpr (is_message<T>) {
    to.StartObject();
    each_member(value, [&to](std::string_view name, const auto& member) {
      if (is_absent(member)) return;
      to.Key(name.data(), static_cast<SizeType>(name.size()));
      put(to, member);
    });
    to.EndObject();
  } else {
    put(to, *value);
  }
}

std::string_view text_of(const rapidjson::Value& from) {
  if (!from.IsString()) throw std::runtime_error("no string");
  return {from.GetString(), from.GetStringLength()};
}

template <class T>
void get(const rapidjson::Value& from, T& value) {
  const auto check = [](bool right) {
    if (!right) throw std::runtime_error("another type");
  };
  if constexpr (std::is_same_v<T, bool>) {
    check(from.IsBool());
    value = from.GetBool();
  } else if constexpr (std::is_same_v<T, Kind>) {
    value = kind_of(text_of(from));
  } else if constexpr (std::is_same_v<T, base64>) {
    const_cast<std::string&>(value.bytes) = from_base64(text_of(from));
  } else if constexpr (is_wide<T>) {
    const std::string_view text = text_of(from);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    check(error == std::errc{} && end == text.data() + text.size());
  } else if constexpr (std::is_same_v<T, std::int32_t>) {
    check(from.IsInt());
    value = from.GetInt();
  } else if constexpr (std::is_same_v<T, std::uint32_t>) {
    check(from.IsUint());
    value = from.GetUint();
  } else if constexpr (std::is_floating_point_v<T>) {
    check(from.IsNumber());
    value = static_cast<T>(from.GetDouble());
  } else if constexpr (std::is_same_v<T, std::string>) {
    value = text_of(from);
  } else if constexpr (is_list<T>) {
    check(from.IsArray());
    value.reserve(from.Size());
    for (const auto& element : from.GetArray()) get(element, value.emplace_back());
  } else if constexpr (is_message<T>) {
    check(from.IsObject());
    for (const auto& field : from.GetObject()) {
      read_member(value, text_of(field.name), [&](auto&& member) { get(field.value, member); });
    }
  } else {
    get(from, value.emplace());
  }
}

struct codec {
  template <class M>
  static std::string write(const M& message) {
    rapidjson::StringBuffer buffer;
    writer to{buffer};
    put(to, message);
    return {buffer.GetString(), buffer.GetSize()};
  }
  template <class M>
  static void read(std::string_view text, M& message) {
    rapidjson::Document document;
    // Without the first flag it rounds some numbers wrong; tern and Protobuf check UTF-8 as well.
    document.Parse<rapidjson::kParseFullPrecisionFlag | rapidjson::kParseValidateEncodingFlag>(
        text.data(), text.size());
    if (document.HasParseError()) throw std::runtime_error("no JSON");
    get(document, message);
  }
  template <class M>
  static std::string encoding(const M& message) {
    return by_hand::encode(message);
  }
};

const library rapidjson_library{[](plan& to) {
  add<codec, Tiny<>>(to, "RapidJSON", "tiny");
  add<codec, Medium<>>(to, "RapidJSON", "medium");
  add<codec, Large<>>(to, "RapidJSON", "large");
  add<codec, Sparse<>>(to, "RapidJSON", "sparse");
}};

}  // namespace
}  // namespace bench::json
