// SPDX-License-Identifier: MIT
#include "json.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <stdexcept>

namespace bench::json {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr auto values = [] {
  std::array<std::int8_t, 256> all{};
  all.fill(-1);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    all[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  }
  return all;
}();

}  // namespace

void append_base64(std::string& to, std::string_view bytes) {
  const auto byte = [bytes](std::size_t at) {
    return at < bytes.size() ? static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at]))
                             : 0U;
  };
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::uint32_t bits = byte(at) << 16 | byte(at + 1) << 8 | byte(at + 2);
    to += alphabet[bits >> 18];
    to += alphabet[bits >> 12 & 63];
    to += at + 1 < bytes.size() ? alphabet[bits >> 6 & 63] : '=';
    to += at + 2 < bytes.size() ? alphabet[bits & 63] : '=';
  }
}

std::string from_base64(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char character : text) {
    const int value = values[static_cast<unsigned char>(character)];
    if (value < 0) throw std::runtime_error("no base64");
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    count += 6;
    if (count >= 8) bytes += static_cast<char>(bits >> (count -= 8) & 0xff);
  }
  return bytes;
}

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::private_person:
      return "KIND_PRIVATE";
    case Kind::business:
      return "KIND_BUSINESS";
    default:
      return "KIND_UNSPECIFIED";
  }
}

Kind kind_of(std::string_view name) {
  for (const Kind kind : {Kind::unspecified, Kind::private_person, Kind::business}) {
    if (name == name_of(kind)) return kind;
  }
  throw std::runtime_error("no such kind");
}

namespace {

// By hand, writing only: std::to_chars and a loop over each text.
void put(std::string& to, std::string_view text) {
  to += '"';
  std::size_t done = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto character = static_cast<unsigned char>(text[at]);
    if (character >= 0x20 && character != '"' && character != '\\') continue;
    to.append(text, done, at - done);
    done = at + 1;
    constexpr std::string_view digits = "0123456789abcdef";
    if (character >= 0x20) {
      to += '\\';
      to += text[at];
    } else {
      to += "\\u00";
      to += digits[character >> 4];
      to += digits[character & 15];
    }
  }
  to.append(text, done);
  to += '"';
}

template <class T>
void put_number(std::string& to, T value) {
  char room[32];
  to.append(room, std::to_chars(room, room + sizeof room, value).ptr);
}

template <class T>
void put(std::string& to, const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    to += value ? "true" : "false";
  } else if constexpr (std::is_same_v<T, Kind>) {
    put(to, name_of(value));
  } else if constexpr (std::is_same_v<T, base64>) {
    to += '"';
    append_base64(to, value.bytes);
    to += '"';
  } else if constexpr (is_wide<T>) {
    to += '"';
    put_number(to, value);
    to += '"';
  } else if constexpr (std::is_arithmetic_v<T>) {
    put_number(to, value);
  } else if constexpr (std::is_same_v<T, std::string>) {
    put(to, std::string_view{value});
  } else if constexpr (is_list<T>) {
    to += '[';
    for (const auto& element : value) {
      put(to, element);
      to += ',';
    }
    to.back() = ']';
  } else if constexpr (is_message<T>) {
    to += '{';
    each_member(value, [&to](std::string_view name, const auto& member) {
      if (is_absent(member)) return;
      to += '"';
      to += name;
      to += "\":";
      put(to, member);
      to += ',';
    });
    if (to.back() == ',') to.pop_back();
    to += '}';
  } else {
    put(to, *value);
  }
}

template <class M>
std::string write_any(const M& message) {
  std::string text;
  put(text, message);
  return text;
}

template <class M>
void add_writing(plan& to, const char* message, M value) {
  const auto kept = std::make_shared<M>(std::move(value));
  to.add("by hand", operation::json_write, message, [kept](std::size_t times) {
    for (; times != 0; --times) {
      keep(*kept);
      std::string written = write_any(*kept);
      keep(written);
    }
  });
}

const library by_hand{[](plan& to) {
  add_writing(to, "tiny", make_tiny());
  add_writing(to, "medium", make_medium());
  add_writing(to, "large", make_large());
  add_writing(to, "sparse", make_sparse());
}};

}  // namespace

std::string write(const Tiny<>& message) {
  return write_any(message);
}
std::string write(const Medium<>& message) {
  return write_any(message);
}
std::string write(const Large<>& message) {
  return write_any(message);
}
std::string write(const Sparse<>& message) {
  return write_any(message);
}

}  // namespace bench::json
